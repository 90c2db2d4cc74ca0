// Echoes an amount in capital words, fills the field for them, adds up the columns of tables, multiplies a line.
import { thousands, words } from "./words.js";

const fen = (text) => {
  const found = /^(\d{1,15})(?:\.(\d{1,2}))?$/.exec(text.trim());
  return found ? BigInt(found[1] + (found[2] || "").padEnd(2, "0")) : null;
};
const yuan = (amount) => `${amount / 100n}.${String(amount % 100n).padStart(2, "0")}`;

function echo(input) {
  const output = input.closest(".field")?.querySelector("[data-words]");
  const said = words(input.value);
  if (output) output.textContent = said && `${thousands(input.value)} 元 · ${said}`;
  const field = input.form.elements[`${input.name}_words`];
  if (field && said && (field.value === "" || field.dataset.filled === field.value)) {
    field.value = said;
    field.dataset.filled = said;
  }
}

function multiply(line) {
  const cell = (name) => line.querySelector(`[name$=".${name}"]`);
  const [quantity, price, amount] = ["quantity", "price", "amount"].map(cell);
  if (!quantity || !price || !amount || document.activeElement === amount) return;
  const each = fen(price.value);
  if (each === null || !/^\d{1,9}$/.test(quantity.value.trim())) return;
  amount.value = yuan(each * BigInt(quantity.value.trim()));
}

function addUp(table) {
  const sums = table.querySelector("[data-sums]");
  if (!sums) return;
  sums.textContent = "";
  const totals = new Map();
  for (const input of table.querySelectorAll("tbody [data-money]")) {
    const label = input.closest("td").dataset.label;
    const value = fen(input.value);
    if (!/单价|报价/.test(label) && value !== null) totals.set(label, (totals.get(label) || 0n) + value);
  }
  for (const [label, total] of totals) {
    const part = document.createElement("span");
    const figure = document.createElement("b");
    figure.textContent = `${thousands(yuan(total))} 元`;
    part.append(`${label}合计`, figure);
    sums.append(part);
  }
}

export function amounts(form) {
  const update = (target) => {
    const table = target.closest("[data-rows]");
    if (!table) return;
    const line = target.closest("[data-row]");
    if (line) multiply(line);
    addUp(table);
  };
  form.addEventListener("input", ({ target }) => {
    if (target.matches("[data-money]") && !target.closest("[data-rows]")) echo(target);
    update(target);
  });
  form.addEventListener("rows", ({ target }) => update(target));
  for (const input of form.querySelectorAll(".field > .measured > [data-money]")) if (input.value) echo(input);
  for (const table of form.querySelectorAll("[data-rows]")) addUp(table);
}
