// What the gate finds: beside the drawing as sentences, on it in red; a way that shows it is walked step by step.
const STEP = 500;

function words(tag, text, name) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (name) made.className = name;
  return made;
}

function pressed(text, act, name) {
  const button = words("button", text, name);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
}

export class Findings {
  constructor(studio) {
    this.studio = studio;
    this.canvas = studio.canvas;
    this.registry = studio.modeler.get("elementRegistry");
    this.overlays = studio.modeler.get("overlays");
    this.wrong = [];
    this.walked = [];
  }

  show(findings, more) {
    this.stop();
    for (const id of this.wrong) if (this.registry.get(id)) this.canvas.removeMarker(id, "wrong");
    this.wrong = findings.filter((one) => one.error && this.registry.get(one.element)).map((one) => one.element);
    for (const id of this.wrong) this.canvas.addMarker(id, "wrong");
    const wrong = findings.filter((one) => one.error).length;
    const verdict = this.studio.find("verdict");
    verdict.textContent = [wrong ? `有${wrong}处错误，改正后才能送审。` : "没有错误。", more].filter(Boolean).join(" ");
    verdict.classList.toggle("refused", Boolean(wrong));
    this.studio.find("findings").replaceChildren(...findings.map((one) => this.line(one)));
  }

  line(one) {
    const item = words("li", "", one.error ? "error" : "");
    item.title = one.rule;
    const text = `${one.error ? "错误：" : "提示："}${one.file ? `${one.file} ` : ""}${one.message}`;
    item.append(this.registry.get(one.element) ? pressed(text, () => this.choose(one.element), "named") : words("span", text));
    if (one.article) item.append(words("span", ` ${one.article}`, "quiet"));
    const way = one.trace.filter((id) => this.registry.get(id));
    if (way.length > 1) item.append(pressed("在图上演示", () => this.play(way), "plain small"));
    return item;
  }

  choose(id) {
    const element = this.registry.get(id);
    this.studio.modeler.get("selection").select(element);
    this.canvas.scrollToElement(element);
  }

  // ---------------------------------------------------------------- a way through the drawing
  play(way) {
    this.stop();
    this.studio.modeler.get("selection").select(null);
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    way.forEach((id, at) => {
      if (still) this.step(id, at + 1);
      else this.timers.push(setTimeout(() => this.step(id, at + 1), STEP * at));
    });
  }

  step(id, number) {
    const element = this.registry.get(id);
    if (!element) return;
    this.canvas.addMarker(id, "shown");
    this.walked.push(id);
    if (element.waypoints) return;
    this.canvas.scrollToElement(element);
    this.overlays.add(id, "way", { position: { top: -11, left: -11 }, html: words("span", String(number), "number") });
  }

  stop() {
    (this.timers || []).forEach(clearTimeout);
    this.timers = [];
    this.overlays.remove({ type: "way" });
    for (const id of this.walked) if (this.registry.get(id)) this.canvas.removeMarker(id, "shown");
    this.walked = [];
  }
}
