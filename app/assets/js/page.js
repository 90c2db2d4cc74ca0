// Every page works without this file; with it, it is quicker to use.
import { amounts } from "./amounts.js";
import { attach } from "./attach.js";
import { draft } from "./draft.js";
import { keys } from "./keys.js";
import { menus } from "./menus.js";
import { rows } from "./rows.js";
import { runs } from "./runs.js";
import { submit } from "./submit.js";

menus();
keys();
submit();
runs();
for (const form of document.querySelectorAll("form[data-task]")) {
  const save = draft(form);
  rows(form, save);
  amounts(form);
  attach(form, save);
}
document.querySelector("[data-summary]")?.focus();
