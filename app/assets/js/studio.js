// The editor of one procedure: it saves itself, and says beside the drawing what the gate finds.
import Modeler from "bpmn-js/lib/Modeler";
import { Findings } from "./studio/findings.js";
import { goufu } from "./studio/goufu.js";
import { Panel } from "./studio/panel.js";
import { tools } from "./studio/tools.js";
import { translate } from "./studio/words.js";

const PAUSE = 600;
const PALETTE = 136;
const MARGIN = 6;
const READABLE = 0.6;

class Studio {
  constructor(box) {
    this.box = box;
    this.address = box.dataset.studio;
    this.seen = box.dataset.seen;
    this.token = document.querySelector('[name="_csrf"]').value;
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
    this.fit();
    if (this.canvas.zoom() < READABLE) this.atTheStart();
    this.panel = new Panel(this.modeler, this.find("properties"));
    this.findings = new Findings(this);
    tools(this);
    this.modeler.on("commandStack.changed", () => this.soon());
    this.find("save").addEventListener("click", () => this.save());
    this.find("hand-over").addEventListener("submit", (event) => this.handOver(event));
    window.addEventListener("beforeunload", (event) => { if (this.changed) event.preventDefault(); });
    if (this.seen !== "0") this.whole();
  }

  // The whole drawing, beside the palette and not under it.
  fit() {
    const scale = this.canvas.zoom("fit-viewport", "auto");
    this.canvas.zoom(scale * (1 - PALETTE / this.canvas.getSize().width), "auto");
    this.canvas.scroll({ dx: PALETTE / 2 - MARGIN, dy: 0 });
  }

  // A large drawing begins where the work begins, in letters that can be read.
  atTheStart() {
    const { inner } = this.canvas.viewbox();
    this.canvas.zoom(READABLE);
    this.canvas.viewbox({ ...this.canvas.viewbox(), x: inner.x - PALETTE / READABLE, y: inner.y - MARGIN / READABLE });
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
      this.findings.show(told.findings, "还在检查其他流程和条文…");
      if (!this.changed) this.find("saved").textContent = `已保存 ${told.saved}`;
      this.whole();
    } catch (error) {
      this.changed = true;
      this.find("saved").textContent = `没有保存：${error.message}`;
    }
  }

  // What the law and the other procedures say; late answers are of an older drawing.
  async whole() {
    this.turn += 1;
    const { turn } = this;
    const answer = await fetch(`${this.address}/findings`, { credentials: "same-origin" });
    if (answer.ok && turn === this.turn) this.findings.show((await answer.json()).findings);
  }

  // ---------------------------------------------------------------- handing over
  async handOver(event) {
    const { value } = event.submitter;
    if (value === "drop") {
      if (!window.confirm("放弃后草稿无法找回。确定放弃吗？")) event.preventDefault();
      else this.changed = false;
      return;
    }
    if (!this.changed) return;
    event.preventDefault();
    await this.save();
    if (this.changed) return;
    const chosen = document.createElement("input");
    Object.assign(chosen, { type: "hidden", name: "do", value });
    event.target.append(chosen);
    event.target.submit();
  }
}

const box = document.querySelector("[data-studio]");
if (box) {
  new Studio(box).begin().catch(() => {
    const note = box.querySelector("[data-loading]");
    if (note) note.textContent = "流程图没有读取成功，请刷新页面。";
  });
}
