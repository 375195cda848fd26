// Days as seals write them.
import { number } from "./bytes.js";

export function isDay(text) {
  const time = Date.parse(`${text}T00:00:00Z`);
  return text > "0001" && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

// The day, as 2026-11-22, in the three bytes of the number MMDDYYYY (Doc 9303-13 section 2.3.1).
export function day(bytes) {
  const digits = String(number(bytes)).padStart(8, "0");
  const text = `${digits.slice(4)}-${digits.slice(0, 2)}-${digits.slice(2, 4)}`;
  if (bytes.length !== 3 || !isDay(text)) throw new SyntaxError("no day in the form MMDDYYYY");
  return text;
}

// The day in four bytes, of which a mask may hide digits (IDB draft, section 3.2); null when it hides any.
export function maskedDay([mask, ...bytes]) {
  const hidden = (at) => mask & (0x80 >> at), digits = Array.from(String(number(bytes)).padStart(8, "0"));
  const shown = digits.map((digit, at) => (hidden(at) ? "x" : digit)).join("");
  const known = (from, to, instead) => (shown.slice(from, to).includes("x") ? instead : shown.slice(from, to));
  const possible = isDay(`${known(4, 8, "2000")}-${known(0, 2, "01")}-${known(2, 4, "01")}`);
  if (!possible || digits.some((digit, at) => hidden(at) && digit !== "0")) throw new SyntaxError("no masked day");
  return mask ? null : day(Uint8Array.from(bytes));
}
