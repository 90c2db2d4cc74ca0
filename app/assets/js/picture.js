// One drawn procedure: reads it, fits it, marks what was walked. Knows no history.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

const LEAST_READABLE = 0.5;
const MARGIN = 0.94;
const kept = new Map();

async function read(url) {
  if (!kept.has(url)) {
    const answer = await fetch(url, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    kept.set(url, await answer.text());
  }
  return kept.get(url);
}

export class Picture {
  constructor(container) {
    this.container = container;
    this.viewer = new NavigatedViewer({ container });
    this.canvas = this.viewer.get("canvas");
    this.registry = this.viewer.get("elementRegistry");
    this.overlays = this.viewer.get("overlays");
    this.marked = [];
  }

  async load(url) {
    if (this.url === url) return;
    await this.viewer.importXML(await read(url));
    this.url = url;
    this.marked = [];
    this.fit();
  }

  // The whole drawing; on a narrow screen as much of it as can still be read.
  fit(around) {
    const scale = this.canvas.zoom("fit-viewport", "auto");
    this.canvas.zoom(scale * MARGIN, "auto");
    if (scale < LEAST_READABLE && around) this.closer(around);
  }

  closer(id) {
    const shape = this.registry.get(id);
    if (!shape || shape.waypoints) return;
    this.canvas.zoom(LEAST_READABLE);
    const seen = this.canvas.viewbox();
    this.canvas.viewbox({
      x: shape.x + shape.width / 2 - seen.width / 2,
      y: shape.y + shape.height / 2 - seen.height / 2,
      width: seen.width,
      height: seen.height,
    });
  }

  zoom(by) {
    this.canvas.zoom(Math.min(2.5, Math.max(0.15, this.canvas.zoom() * by)));
  }

  has(id) {
    return Boolean(this.registry.get(id));
  }

  name(id) {
    return this.registry.get(id)?.businessObject.name || "";
  }

  mark(kinds, numbers) {
    for (const [id, kind] of this.marked) if (this.has(id)) this.canvas.removeMarker(id, kind);
    this.overlays.remove({ type: "number" });
    this.marked = [];
    for (const [kind, ids] of Object.entries(kinds)) {
      for (const id of ids) {
        if (!this.has(id)) continue;
        this.canvas.addMarker(id, kind);
        this.marked.push([id, kind]);
      }
    }
    for (const [id, number] of numbers) if (this.has(id)) this.number(id, number);
  }

  number(id, number) {
    const html = document.createElement("span");
    html.className = "number";
    html.textContent = number;
    this.overlays.add(id, "number", { position: { top: -11, left: -11 }, html });
  }

  onClick(told) {
    this.viewer.on("element.click", ({ element }) => told(element.labelTarget?.id || element.id));
  }
}
