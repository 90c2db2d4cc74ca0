// Adds and removes lines of tables in place; without it the same buttons do so through the draft.
import { say } from "./say.js";

function renumber(table) {
  const name = table.dataset.rows;
  table.querySelectorAll("tbody > [data-row]").forEach((line, index) => {
    for (const control of line.querySelectorAll("[name]")) {
      if (control.hasAttribute("data-remove")) control.value = `${name}.${index}`;
      else control.name = control.name.replace(/\.(\d+|__)\./, `.${index}.`);
      if (control.id) control.id = `f-${control.name.replace(/\./g, "-")}`;
      const label = control.getAttribute("aria-label");
      if (label) control.setAttribute("aria-label", label.replace(/第(\d+|__)行/, `第${index + 1}行`));
    }
  });
}

function add(table) {
  const body = table.querySelector("tbody");
  const most = Number(table.dataset.most);
  if (most && body.children.length >= most) return say(`最多${most}行`);
  body.append(table.querySelector("template").content.cloneNode(true));
  renumber(table);
  body.lastElementChild.querySelector("input, select, textarea").focus();
  say(`已添加第${body.children.length}行`);
}

function remove(table, line) {
  const copy = line.cloneNode(true);
  const next = line.nextElementSibling;
  line.querySelectorAll("select").forEach((select, index) => { copy.querySelectorAll("select")[index].value = select.value; });
  line.remove();
  renumber(table);
  (next || table).querySelector("input, select, [data-add]")?.focus();
  undo(table, copy, next);
}

function undo(table, line, next) {
  table.querySelector("[data-undo]")?.remove();
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "plain small", textContent: "撤销删除" });
  button.dataset.undo = "";
  button.addEventListener("click", () => {
    table.querySelector("tbody").insertBefore(line, next && next.isConnected ? next : null);
    renumber(table);
    button.remove();
    table.dispatchEvent(new Event("rows", { bubbles: true }));
  });
  table.querySelector("[data-add]").after(button);
  say("已删除一行，可以撤销");
}

export function rows(form, save) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add], [data-remove]");
    if (!button) return;
    event.preventDefault();
    const table = button.closest("[data-rows]");
    if (button.hasAttribute("data-add")) add(table);
    else remove(table, button.closest("[data-row]"));
    table.dispatchEvent(new Event("rows", { bubbles: true }));
    save();
  });
}
