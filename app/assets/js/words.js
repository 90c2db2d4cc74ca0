// Amounts in capital words, as on a bill: 180000.01 → 壹拾捌万元零壹分. Works on digits as text; no floating point.
const DIGITS = "零壹贰叁肆伍陆柒捌玖";
const PLACES = ["", "拾", "佰", "仟"];
const GROUPS = ["", "万", "亿", "万亿"];

function group(four) {
  let out = "";
  let gap = false;
  for (let place = 3; place >= 0; place -= 1) {
    const digit = Number(four[3 - place]);
    if (!digit) { gap = out !== ""; continue; }
    out += (gap ? "零" : "") + DIGITS[digit] + PLACES[place];
    gap = false;
  }
  return out;
}

function integer(digits) {
  const padded = digits.padStart(Math.ceil(digits.length / 4) * 4, "0");
  const parts = padded.match(/.{4}/g);
  let out = "";
  let gap = false;
  parts.forEach((four, index) => {
    if (four === "0000") { gap = out !== ""; return; }
    const zero = out !== "" && (gap || four[0] === "0");
    out += (zero ? "零" : "") + group(four) + GROUPS[parts.length - 1 - index];
    gap = false;
  });
  return out;
}

export function words(text) {
  const found = /^(\d{1,15})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!found) return "";
  const whole = found[1].replace(/^0+(?=\d)/, "");
  const [jiao, fen] = (found[2] || "").padEnd(2, "0");
  const yuan = whole === "0" ? "" : `${integer(whole)}元`;
  if (jiao === "0" && fen === "0") return `${yuan || "零元"}整`;
  const middle = jiao !== "0" ? `${DIGITS[jiao]}角` : yuan ? "零" : "";
  return yuan + middle + (fen !== "0" ? `${DIGITS[fen]}分` : "");
}

export function thousands(text) {
  const found = /^(\d{1,15})(\.\d{1,2})?$/.exec(text.trim());
  return found ? found[1].replace(/\B(?=(\d{3})+$)/g, ",") + (found[2] || "") : "";
}
