// The editor of one procedure: it saves itself, and says beside the drawing what the gate finds.
import Modeler from "bpmn-js/lib/Modeler";
import { goufu } from "./studio/goufu.js";
import { Panel } from "./studio/panel.js";
import { translate } from "./studio/words.js";

const PAUSE = 1500;
const PALETTE = 136;
const MARGIN = 6;

function words(tag, text, name) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (name) made.className = name;
  return made;
}

class Studio {
  constructor(box) {
    this.box = box;
    this.address = box.dataset.studio;
    this.seen = box.dataset.seen;
    this.token = document.querySelector('[name="_csrf"]').value;
    this.marked = [];
    this.turn = 0;
    this.saving = Promise.resolve();
  }

  find(name) {
    return this.box.querySelector(`[data-${name}]`);
  }

  async begin() {
    const container = this.find("canvas");
    this.modeler = new Modeler({ container, additionalModules: [{ translate: ["value", translate] }], moddleExtensions: { goufu } });
    const answer = await fetch(`${this.address}/drawing`, { credentials: "same-origin" });
    await this.modeler.importXML(await answer.text());
    this.find("loading").remove();
    this.canvas = this.modeler.get("canvas");
    this.registry = this.modeler.get("elementRegistry");
    this.fit();
    this.panel = new Panel(this.modeler, this.find("properties"), this.find("nothing"));
    this.modeler.on("commandStack.changed", () => this.soon());
    this.find("save").addEventListener("click", () => this.save());
    this.find("hand-over").addEventListener("submit", (event) => this.handOver(event));
    this.whole();
  }

  // The whole drawing, beside the palette and not under it.
  fit() {
    const scale = this.canvas.zoom("fit-viewport", "auto");
    this.canvas.zoom(scale * (1 - PALETTE / this.canvas.getSize().width), "auto");
    this.canvas.scroll({ dx: PALETTE / 2 - MARGIN, dy: 0 });
  }

  // ---------------------------------------------------------------- saving
  soon() {
    this.changed = true;
    this.find("saved").textContent = "有修改，尚未保存";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  save() {
    clearTimeout(this.timer);
    this.saving = this.saving.then(() => this.send());
    return this.saving;
  }

  async send() {
    if (!this.changed) return;
    this.changed = false;
    this.turn += 1;
    const { xml } = await this.modeler.saveXML({ format: true });
    const body = new FormData();
    for (const [name, value] of Object.entries({ _csrf: this.token, seen: this.seen, xml })) body.append(name, value);
    try {
      const answer = await fetch(`${this.address}/draft`, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin" });
      const told = await answer.json();
      if (!answer.ok) throw new Error((told.reasons || []).map((one) => one.message).join("；") || told.message);
      this.seen = told.seen;
      this.show(told.findings, "还在检查其他流程和条文…");
      if (!this.changed) this.find("saved").textContent = `已保存 ${told.saved}`;
      this.whole();
    } catch (error) {
      this.changed = true;
      this.find("saved").textContent = `没有保存：${error.message}`;
    }
  }

  async handOver(event) {
    if (!this.changed || event.submitter.value === "drop") return;
    event.preventDefault();
    await this.save();
    if (this.changed) return;
    const chosen = document.createElement("input");
    Object.assign(chosen, { type: "hidden", name: "do", value: event.submitter.value });
    event.target.append(chosen);
    event.target.submit();
  }

  // ---------------------------------------------------------------- the gate
  async whole() {
    this.turn += 1;
    const { turn } = this;
    const answer = await fetch(`${this.address}/findings`, { credentials: "same-origin" });
    if (answer.ok && turn === this.turn) this.show((await answer.json()).findings);
  }

  show(findings, more) {
    for (const id of this.marked) if (this.registry.get(id)) this.canvas.removeMarker(id, "wrong");
    this.marked = findings.filter((one) => one.error && this.registry.get(one.element)).map((one) => one.element);
    for (const id of this.marked) this.canvas.addMarker(id, "wrong");
    const wrong = findings.filter((one) => one.error).length;
    this.find("verdict").textContent = [wrong ? `有${wrong}处错误，改正后才能送审。` : "没有错误。", more].filter(Boolean).join(" ");
    this.find("findings").replaceChildren(...findings.map((one) => this.line(one)));
  }

  line(one) {
    const item = words("li", "", one.error ? "error" : "");
    const text = `${one.error ? "错误：" : "提示："}${one.file ? `${one.file} ` : ""}${one.message}`;
    if (this.registry.get(one.element)) {
      const button = words("button", text);
      button.type = "button";
      button.addEventListener("click", () => this.choose(one.element));
      item.append(button);
    } else item.append(words("span", text));
    item.append(words("span", ` ${[one.article, one.rule].filter(Boolean).join(" · ")}`, "quiet"));
    return item;
  }

  choose(id) {
    const element = this.registry.get(id);
    this.modeler.get("selection").select(element);
    this.canvas.scrollToElement(element);
  }
}

const box = document.querySelector("[data-studio]");
if (box) {
  new Studio(box).begin().catch(() => {
    const note = box.querySelector("[data-loading]");
    if (note) note.textContent = "流程图没有读取成功，请刷新页面。";
  });
}
