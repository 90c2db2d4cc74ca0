// A form saves itself a few seconds after the last change, and when the page is left.
const PAUSE = 3000;

export function draft(form) {
  const address = form.dataset.draft;
  const note = form.querySelector("[data-saved]");
  let timer = 0;
  let changed = false;
  let leaving = false;

  const typed = () => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  };

  async function send() {
    clearTimeout(timer);
    if (!changed || leaving || !address) return;
    changed = false;
    try {
      const answer = await fetch(address, { method: "POST", body: typed(), headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (answer.status === 401) note.textContent = "登录已失效：提交时会请您重新登录，填写的内容不会丢失";
      else note.textContent = answer.ok ? `已暂存 ${(await answer.json()).saved}` : "暂存没有成功，请不要关闭页面";
    } catch (_lost) {
      changed = true;
      note.textContent = "网络中断，尚未暂存；恢复后会自动重试";
      timer = setTimeout(send, PAUSE * 3);
    }
  }

  function soon() {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE);
  }

  form.addEventListener("input", soon);
  form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && changed && !leaving && address) {
      changed = false;
      navigator.sendBeacon(address, typed());
    }
  });
  return soon;
}
