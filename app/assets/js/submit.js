// One submit is one act: no double click, a bar when it takes long, a question before what cannot be undone.
let going = false;

function bar() {
  const line = document.createElement("div");
  line.className = "progress";
  document.body.append(line);
  requestAnimationFrame(() => line.classList.add("going"));
  return line;
}

export function submit() {
  let line;
  let timer;
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (going || (button?.dataset.ask && !window.confirm(button.dataset.ask))) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (event.target.method === "dialog") return;
    going = true;
    if (button) {
      button.setAttribute("aria-busy", "true");
      if (button.dataset.slow) button.lastChild.textContent = button.dataset.slow;
    }
    timer = setTimeout(() => { line = bar(); }, 300);
  }, true);
  window.addEventListener("pageshow", () => {
    going = false;
    clearTimeout(timer);
    line?.remove();
    document.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  });
  // Enter in a line of text moves no case; the decision is a button, or Ctrl+Enter.
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key === "Enter" && !event.ctrlKey && field.matches?.("form[data-task] input:not([type=checkbox]):not([type=radio]):not([type=file])")) event.preventDefault();
  });
}
