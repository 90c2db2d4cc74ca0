// j and k walk the list, Enter opens, Ctrl+Enter submits, / finds, ? explains.
function step(by) {
  const links = [...document.querySelectorAll("[data-item] a")];
  const at = links.indexOf(document.activeElement);
  const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

const ACTS = {
  j: () => step(1),
  k: () => step(-1),
  "/": () => document.querySelector("[data-find]")?.focus(),
  "?": () => document.querySelector("[data-keys]")?.showModal?.(),
};

export function keys() {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      const decisions = [...document.querySelectorAll("form[data-task] [data-decide]")];
      // Several decisions are a choice: the keyboard goes there and leaves it to the person.
      if (decisions.length === 1) decisions[0].click();
      else decisions[0]?.focus();
      return;
    }
    const typing = event.target.matches?.("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !ACTS[event.key]) return;
    event.preventDefault();
    ACTS[event.key]();
  });
}
