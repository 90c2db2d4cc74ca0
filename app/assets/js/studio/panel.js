// What is said of the chosen element, of the whole procedure where none is; every change can be undone like a stroke of the drawing.
const NAME = { label: "名称", read: (one) => one.name, write: "name" };
const CONDITION = { label: "条件", help: "例如 outcome = \"同意\"", read: (one) => one.conditionExpression?.body, write: "condition" };
const CALLS = { label: "调用的流程", list: "processes", read: (one) => one.calledElement, write: "calledElement" };
const SAYS = { label: "办理说明", long: true, read: (one) => one.documentation?.[0]?.text, write: "documentation" };
const bound = (label, list) => ({ label, list, read: (one) => one.implementation, write: "implementation" });
const property = (label, key, list, help) => ({ label, list, key, help });
const HANDS = {
  "bpmn:UserTask": bound("表单", "forms"),
  "bpmn:ServiceTask": bound("自动办理的操作", "operations"),
  "bpmn:SendTask": bound("自动办理的操作", "operations"),
  "bpmn:BusinessRuleTask": bound("决策表", "tables"),
  "bpmn:CallActivity": CALLS,
};
const DUTY = [
  property("期限", "due", "deadlines"),
  property("条文", "article", "articles"),
  property("须与谁不同", "apart_from", "", "职责分离：编号和任务，例如 SOD-b project.draft_plan"),
];

function fieldsOf(bo) {
  const is = (kind) => bo.$instanceOf(kind);
  if (is("bpmn:Process")) return [NAME, { ...SAYS, label: "流程说明" }];
  if (is("bpmn:SequenceFlow")) return [NAME, CONDITION];
  if (is("bpmn:Lane")) return [NAME, property("岗位", "role", "roles")];
  if (!is("bpmn:FlowNode")) return [];
  const kind = Object.keys(HANDS).find(is);
  return [NAME, ...(kind ? [HANDS[kind]] : []), ...(is("bpmn:UserTask") ? DUTY : []), SAYS];
}

const kept = (bo) => bo.extensionElements?.values?.find((one) => one.$type === "goufu:Properties");

function words(tag, text, name) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (name) made.className = name;
  return made;
}

// What the codes in a field mean, one after the other.
function meaning(list, value) {
  const options = [...(document.getElementById(list)?.options || [])];
  return value.split(/[\s,]+/).map((code) => options.find((one) => one.value === code)?.label).filter(Boolean).join("；");
}

export class Panel {
  constructor(modeler, box) {
    Object.assign(this, { modeler, box });
    this.modeling = modeler.get("modeling");
    this.factory = modeler.get("bpmnFactory");
    modeler.on("selection.changed", ({ newSelection }) => this.show(newSelection.length === 1 ? newSelection[0] : null));
    modeler.on("element.changed", ({ element }) => { if (element === this.element && !this.writing) this.show(element); });
    this.show(null);
  }

  show(element) {
    this.element = element || this.modeler.get("canvas").getRootElement();
    let bo = this.element.businessObject;
    if (bo.$instanceOf("bpmn:Collaboration")) bo = bo.participants?.find((one) => one.processRef)?.processRef || bo;
    if (bo.$instanceOf("bpmn:Participant")) bo = bo.processRef || bo;
    const fields = fieldsOf(bo);
    const none = words("p", element ? "这个图形没有可以填写的属性。" : "在图上点选一个步骤、连线或者泳道。", "quiet");
    const rows = fields.map((field, at) => this.field(bo, field, `chosen-${at}`));
    this.box.replaceChildren(...(element && rows.length ? rows : [none, ...rows]));
  }

  field(bo, field, id) {
    const row = words("div", "", "field");
    const label = words("label", field.label);
    label.htmlFor = id;
    const input = document.createElement(field.long ? "textarea" : "input");
    const said = words("p", "", "help");
    Object.assign(said, { id: `${id}-said` });
    input.id = id;
    input.setAttribute("aria-describedby", said.id);
    if (field.list) input.setAttribute("list", field.list);
    input.value = (field.key ? kept(bo)?.values?.find((one) => one.name === field.key)?.value : field.read(bo)) || "";
    const tell = () => { said.textContent = (field.list && meaning(field.list, input.value)) || field.help || ""; };
    input.addEventListener("change", () => {
      this.writing = true;
      this.write(bo, field, input.value.trim());
      this.writing = false;
      tell();
    });
    tell();
    row.append(label, input, said);
    return row;
  }

  // ---------------------------------------------------------------- writing
  put(bo, values) {
    const drawn = this.element.businessObject === bo;
    if (drawn) this.modeling.updateProperties(this.element, values);
    else this.modeling.updateModdleProperties(this.element, bo, values);
  }

  write(bo, field, value) {
    if (field.key) return this.property(bo, field.key, value);
    if (field.write === "condition") {
      return this.put(bo, { conditionExpression: value ? this.factory.create("bpmn:FormalExpression", { body: value }) : undefined });
    }
    if (field.write === "documentation") return this.put(bo, { documentation: value ? [this.factory.create("bpmn:Documentation", { text: value })] : [] });
    return this.put(bo, { [field.write]: value || undefined });
  }

  property(bo, name, value) {
    const before = kept(bo);
    const old = before?.values || [];
    const made = () => this.factory.create("goufu:Property", { name, value });
    let values = old.some((one) => one.name === name) ? old.map((one) => (one.name === name ? made() : one)) : [...old, made()];
    if (!value) values = old.filter((one) => one.name !== name);
    const others = (bo.extensionElements?.values || []).filter((one) => one !== before);
    const inner = values.length ? [...others, this.factory.create("goufu:Properties", { values })] : others;
    this.put(bo, { extensionElements: inner.length ? this.factory.create("bpmn:ExtensionElements", { values: inner }) : undefined });
  }
}
