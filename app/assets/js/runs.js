// A verification under way: says how far it has come, and shows the page anew when it has ended.
const EVERY = 900;

async function ask(box) {
  const answer = await fetch(box.dataset.run, { credentials: "same-origin", headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const { state, done, of } = await answer.json();
  if (state !== "running") {
    window.location.reload();
    return;
  }
  const bar = box.querySelector("[data-progress]");
  const text = box.querySelector("[data-progress-text]");
  if (done) {
    bar.value = done;
    bar.max = of;
    text.textContent = done < of ? `已核对${done}条，共${of}条` : "记录已核对完，正在比对业务数据和案卷状态";
  }
  setTimeout(() => ask(box).catch(() => {}), EVERY);
}

export function runs() {
  document.querySelectorAll("[data-run]").forEach((box) => ask(box).catch(() => {}));
}
