// The picture of a procedure, with the path that a case walked, at any step of its history.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

function marks(viewer, shown) {
  const canvas = viewer.get("canvas");
  const overlays = viewer.get("overlays");
  const registry = viewer.get("elementRegistry");
  let marked = [];

  return (at) => {
    for (const [id, mark] of marked) canvas.removeMarker(id, mark);
    overlays.remove({ type: "number" });
    marked = [];
    if (at < 0) return;
    const mark = (id, kind) => {
      if (!registry.get(id)) return;
      canvas.addMarker(id, kind);
      marked.push([id, kind]);
    };
    const { done, open } = shown[at];
    done.forEach((id) => mark(id, "walked"));
    open.forEach((id) => mark(id, "standing"));
    mark(shown[at].element, "taken");
    number(overlays, registry, shown.slice(0, at + 1));
  };
}

function number(overlays, registry, walked) {
  const last = new Map();
  walked.forEach(({ element, seq }) => { if (registry.get(element)) last.set(element, seq); });
  for (const [id, seq] of last) {
    const html = document.createElement("span");
    html.className = "number";
    html.textContent = seq;
    overlays.add(id, "number", { position: { top: -11, left: -11 }, html });
  }
}

function slide(box, steps, show) {
  const slider = box.querySelector("[data-slider]");
  if (!slider) return;
  const range = slider.querySelector("[data-range]");
  const go = (to) => {
    range.value = Math.min(steps.length - 1, Math.max(0, to));
    const at = Number(range.value);
    slider.querySelector("[data-step]").textContent = steps[at].label;
    range.setAttribute("aria-valuetext", steps[at].label);
    show(at);
  };
  range.addEventListener("input", () => go(Number(range.value)));
  slider.querySelector("[data-back]").addEventListener("click", () => go(Number(range.value) - 1));
  slider.querySelector("[data-on]").addEventListener("click", () => go(Number(range.value) + 1));
  go(steps.length - 1);
}

function drawer(box, viewer, steps) {
  const side = box.querySelector("[data-drawer]");
  viewer.on("element.click", ({ element }) => {
    const name = element.businessObject.name;
    const entries = steps.filter((step) => step.element === element.id);
    side.hidden = !name;
    side.textContent = "";
    if (!name) return;
    const head = document.createElement("h3");
    head.textContent = name;
    const list = document.createElement("ul");
    for (const step of entries) {
      const line = document.createElement("li");
      line.textContent = step.label;
      list.append(line);
    }
    if (!entries.length && steps.length) list.append("还没有办理记录");
    side.append(head, list);
  });
}

async function draw(container) {
  const box = container.closest(".drawing-card");
  const steps = JSON.parse(container.dataset.steps || "[]");
  const loading = container.querySelector("[data-loading]");
  try {
    const answer = await fetch(container.dataset.diagram, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(answer.status);
    const viewer = new NavigatedViewer({ container });
    await viewer.importXML(await answer.text());
    loading.remove();
    viewer.get("canvas").zoom("fit-viewport", "auto");
    slide(box, steps, marks(viewer, steps));
    drawer(box, viewer, steps);
  } catch (_error) {
    loading.textContent = "流程图没有读取成功，请刷新页面；文字说明在下方。";
  }
}

document.querySelectorAll("[data-diagram]").forEach(draw);
