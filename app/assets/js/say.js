// One place that speaks to those who do not see the page, and shows the same words to those who do.
let timer = 0;

export function say(words, seconds = 4) {
  const live = document.querySelector("[data-live]");
  if (!live) return;
  live.textContent = words;
  clearTimeout(timer);
  timer = setTimeout(() => { live.textContent = ""; }, seconds * 1000);
}
