// What is said of the chosen element; every change can be undone like a stroke of the drawing.
const TASKS = ["bpmn:UserTask", "bpmn:ServiceTask", "bpmn:BusinessRuleTask", "bpmn:SendTask"];
const NAME = { label: "名称", read: (one) => one.name, write: "name" };
const FORM = { label: "表单或操作", list: "forms", read: (one) => one.implementation, write: "implementation" };
const CONDITION = { label: "条件", read: (one) => one.conditionExpression?.body, write: "condition" };
const CALLS = { label: "调用的流程", read: (one) => one.calledElement, write: "calledElement" };
const SAYS = { label: "办理说明", long: true, read: (one) => one.documentation?.[0]?.text, write: "documentation" };
const property = (label, key, list) => ({ label, list, key });

function fieldsOf(bo) {
  if (bo.$instanceOf("bpmn:SequenceFlow")) return [NAME, CONDITION];
  if (bo.$instanceOf("bpmn:Lane")) return [NAME, property("岗位", "role", "roles")];
  if (!bo.$instanceOf("bpmn:FlowNode")) return [];
  const fields = [NAME];
  if (TASKS.some((kind) => bo.$instanceOf(kind))) fields.push(FORM);
  if (bo.$instanceOf("bpmn:CallActivity")) fields.push(CALLS);
  if (bo.$instanceOf("bpmn:UserTask")) {
    fields.push(property("期限", "due", "deadlines"), property("条文", "article"), property("不得由（SOD-x 任务）", "apart_from"));
  }
  return [...fields, SAYS];
}

const kept = (bo) => bo.extensionElements?.values?.find((one) => one.$type === "goufu:Properties");

export class Panel {
  constructor(modeler, box, nothing) {
    Object.assign(this, { modeler, box, nothing });
    this.modeling = modeler.get("modeling");
    this.factory = modeler.get("bpmnFactory");
    modeler.on("selection.changed", ({ newSelection }) => this.show(newSelection.length === 1 ? newSelection[0] : null));
    modeler.on("element.changed", ({ element }) => { if (element === this.element && !this.writing) this.show(element); });
  }

  show(element) {
    this.element = element;
    const bo = element?.businessObject;
    const fields = bo ? fieldsOf(bo) : [];
    this.box.hidden = !fields.length;
    this.nothing.hidden = Boolean(fields.length);
    this.box.replaceChildren(...fields.map((field, at) => this.field(element, field, `chosen-${at}`)));
  }

  field(element, field, id) {
    const bo = element.businessObject;
    const row = document.createElement("div");
    row.className = "field";
    const label = document.createElement("label");
    label.htmlFor = id;
    label.textContent = field.label;
    const input = document.createElement(field.long ? "textarea" : "input");
    input.id = id;
    if (field.list) input.setAttribute("list", field.list);
    input.value = (field.key ? kept(bo)?.values?.find((one) => one.name === field.key)?.value : field.read(bo)) || "";
    input.addEventListener("change", () => {
      this.writing = true;
      this.write(element, field, input.value.trim());
      this.writing = false;
    });
    row.append(label, input);
    return row;
  }

  write(element, field, value) {
    if (field.key) return this.property(element, field.key, value);
    let said = value || undefined;
    if (field.write === "condition") return this.modeling.updateProperties(element, { conditionExpression: value ? this.factory.create("bpmn:FormalExpression", { body: value }) : undefined });
    if (field.write === "documentation") said = value ? [this.factory.create("bpmn:Documentation", { text: value })] : [];
    return this.modeling.updateProperties(element, { [field.write]: said });
  }

  property(element, name, value) {
    const bo = element.businessObject;
    const before = kept(bo)?.values || [];
    const made = () => this.factory.create("goufu:Property", { name, value });
    const there = before.some((one) => one.name === name);
    let values = there ? before.map((one) => (one.name === name ? made() : one)) : [...before, made()];
    if (!value) values = before.filter((one) => one.name !== name);
    const others = (bo.extensionElements?.values || []).filter((one) => one.$type !== "goufu:Properties");
    const inner = values.length ? [...others, this.factory.create("goufu:Properties", { values })] : others;
    this.modeling.updateProperties(element, { extensionElements: inner.length ? this.factory.create("bpmn:ExtensionElements", { values: inner }) : undefined });
  }
}
