// The picture of a procedure; with a history, the path that a case walked, at any step of it.
import { Picture } from "./picture.js";
import { Walk } from "./walk.js";

function words(tag, text, name) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.textContent = text;
  return made;
}

function tell(step, walk) {
  const box = document.createDocumentFragment();
  const head = words("p", "", "step-head");
  head.append(words("span", `第${step.number}步`, "seq"), words("strong", step.what));
  if (step.outcome) head.append(words("span", step.outcome, "outcome"));
  head.append(words("span", `${walk.at + 1} / ${walk.steps.length}`, "quiet"));
  box.append(head, words("p", [step.who, step.post, step.at].filter(Boolean).join(" · "), "quiet"));
  if (step.warnings.length) box.append(words("p", `提示：${step.warnings.join("；")}`));
  box.append(words("p", step.waits.length ? `之后等待：${step.waits.join("、")}` : "之后没有等待办理的事项"));
  return box;
}

class CasePicture {
  constructor(container) {
    this.box = container.closest("[data-case-picture]");
    this.container = container;
    this.loading = container.querySelector("[data-loading]");
  }

  find(name) {
    return this.box.querySelector(`[data-${name}]`);
  }

  async begin() {
    const { diagram, history, path } = this.container.dataset;
    try {
      this.picture = new Picture(this.container);
      if (!history) {
        await this.picture.load(diagram);
      } else {
        const answer = await fetch(history, { credentials: "same-origin" });
        if (!answer.ok) throw new Error(String(answer.status));
        this.walk = new Walk(await answer.json(), path);
        await this.show(this.walk.steps.length - 1, false);
        this.slider();
      }
      this.loading.remove();
      this.zooms();
      this.picture.onClick((id) => this.drawer(id));
      const equivalent = this.find("equivalent");
      if (equivalent) equivalent.open = false;
    } catch (_error) {
      this.loading.textContent = "流程图没有读取成功，请刷新页面；文字说明在下方。";
      this.container.prepend(this.loading);
    }
  }

  // ---------------------------------------------------------------- a step of the history
  async show(at, follow = true) {
    const { walk } = this;
    walk.go(at);
    if (follow && this.find("follow").checked && walk.step) walk.path = walk.step.path;
    await this.draw();
    const range = this.find("range");
    range.value = walk.at;
    if (!walk.step) return;
    range.setAttribute("aria-valuetext", `第${walk.step.number}步 ${walk.step.what}，${walk.step.who}，${walk.step.at}`);
    this.find("step").replaceChildren(tell(walk.step, walk));
  }

  async draw() {
    const { walk, picture } = this;
    const other = picture.url !== walk.picture.xml;
    await picture.load(walk.picture.xml);
    picture.mark(walk.marks(), walk.numbers());
    if (other) {
      picture.fit(walk.focus());
      this.find("title").textContent = walk.picture.title;
      this.container.setAttribute("aria-label", `${walk.picture.title}流程图，文字说明在下方`);
      this.trail();
      this.find("drawer").hidden = true;
    }
  }

  slider() {
    const range = this.find("range");
    range.max = Math.max(0, this.walk.steps.length - 1);
    range.value = this.walk.at;
    range.addEventListener("input", () => this.show(Number(range.value)));
    this.find("back").addEventListener("click", () => this.show(this.walk.at - 1));
    this.find("on").addEventListener("click", () => this.show(this.walk.at + 1));
    this.box.querySelectorAll("[data-picture]").forEach((link) => this.leads(link));
    if (this.walk.steps.length) this.find("slider").hidden = this.find("step").hidden = false;
  }

  // ---------------------------------------------------------------- which process
  leads(link) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      link.closest("details")?.removeAttribute("open");
      this.enter(link.dataset.picture);
    });
  }

  enter(path) {
    this.walk.path = path;
    return this.draw();
  }

  trail() {
    const { walk } = this;
    const here = (link) => link.toggleAttribute("aria-current", link.dataset.picture === walk.path);
    this.box.querySelectorAll("[data-picture]").forEach((link) => {
      here(link);
      if (link.hasAttribute("aria-current")) link.setAttribute("aria-current", "true");
    });
    const nav = this.find("trail");
    if (!nav) return;
    nav.querySelector("ol").replaceChildren(...walk.trail().map((one) => {
      const item = document.createElement("li");
      const link = words("a", one.title);
      link.href = `?picture=${encodeURIComponent(one.path)}`;
      link.dataset.picture = one.path;
      if (one.path === walk.path) link.setAttribute("aria-current", "true");
      this.leads(link);
      item.append(link);
      return item;
    }));
  }

  // ---------------------------------------------------------------- an element
  drawer(id) {
    const side = this.find("drawer");
    const name = this.picture.name(id);
    side.hidden = !name;
    if (!name) return;
    side.replaceChildren(words("h3", name));
    if (this.walk) this.entries(side, id);
  }

  entries(side, id) {
    const { walk } = this;
    const inside = walk.inside(id);
    if (inside) {
      const button = words("button", `打开“${inside.title}”的流程图`, "second small");
      button.type = "button";
      button.addEventListener("click", () => this.enter(inside.path));
      side.append(button);
    }
    const found = walk.entries(id);
    const list = document.createElement("ul");
    found.forEach((at) => {
      const step = walk.steps[at];
      const item = document.createElement("li");
      const button = words("button", `第${step.number}步 ${step.what}${step.outcome ? ` · ${step.outcome}` : ""}`, "plain small");
      button.type = "button";
      button.addEventListener("click", () => this.show(at, false));
      item.append(button, words("span", ` ${step.who} · ${step.at}`, "quiet"));
      list.append(item);
    });
    side.append(found.length || inside ? list : words("p", "还没有办理记录", "quiet"));
  }

  zooms() {
    const bar = this.find("zoom");
    if (!bar) return;
    bar.hidden = false;
    this.find("in").addEventListener("click", () => this.picture.zoom(1.25));
    this.find("out").addEventListener("click", () => this.picture.zoom(0.8));
    this.find("fit").addEventListener("click", () => this.picture.fit());
  }
}

document.querySelectorAll("[data-diagram]").forEach((container) => new CasePicture(container).begin());
