// Uploads a file as soon as it is chosen: a wrong one is named at once, and none is lost when the form is refused.
import { say } from "./say.js";

function kept(field, file) {
  const line = document.createElement("li");
  const label = document.createElement("label");
  const box = document.createElement("input");
  const words = document.createElement("span");
  label.className = "option";
  Object.assign(box, { type: "checkbox", name: `_kept.${field}`, value: file.sha256, checked: true });
  words.textContent = `${file.name} ${file.size}`;
  label.append(box, words);
  line.append(label);
  return line;
}

function wrong(input, message) {
  const field = input.closest(".field");
  field.querySelector(".errors")?.remove();
  field.classList.toggle("wrong", Boolean(message));
  if (!message) return;
  const list = document.createElement("ul");
  const line = document.createElement("li");
  list.className = "errors";
  list.setAttribute("role", "alert");
  line.textContent = message;
  list.append(line);
  field.append(list);
}

async function upload(form, input, file) {
  const data = new FormData();
  data.set("_csrf", form.elements._csrf.value);
  data.set("_field", input.name);
  data.set("file", file);
  const answer = await fetch(`${form.dataset.draft}/files`, { method: "POST", body: data, headers: { Accept: "application/json" }, credentials: "same-origin" });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.reasons?.[0]?.message || body.message);
  return body;
}

export function attach(form, save) {
  if (!form.dataset.draft) return;
  form.addEventListener("change", async ({ target: input }) => {
    if (!input.matches("[data-attach]") || !input.files.length) return;
    const list = input.closest(".field").querySelector("[data-kept]");
    wrong(input, "");
    input.disabled = true;
    try {
      for (const file of [...input.files]) {
        say(`正在上传 ${file.name}`, 60);
        const taken = await upload(form, input, file);
        if (![...list.querySelectorAll("input")].some((box) => box.value === taken.sha256)) list.append(kept(input.name, taken));
      }
      input.value = "";
      say("附件已上传");
      save();
    } catch (error) {
      say("");
      wrong(input, error.message || "上传没有成功，请再试一次。");
    } finally {
      input.disabled = false;
    }
  });
}
