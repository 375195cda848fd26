// Machine readable zones of visas, passports and sheets (Doc 9303-3 section 4, 9303-4, 9303-6, 9303-7).
import { isDay } from "./days.js";

const VALUES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

export function checkDigit(text) {
  const sum = Array.from(text).reduce((all, c, at) => all + Math.max(0, VALUES.indexOf(c)) * [7, 3, 1][at % 3], 0);
  return String(sum % 10);
}

// The fields of two lines that share their places in passports (44) and visas (44 or 36).
export function twoLines(upper, lower) {
  return {
    number: lower.slice(0, 9).replace(/<+$/, ""), nationality: lower.slice(10, 13).replace(/<+$/, ""),
    birth: lower.slice(13, 19), expiry: lower.slice(21, 27), name: upper.slice(5).replace(/<+$/, ""),
    fits: [[0, 9], [13, 19], [21, 27]].every(([from, to]) => checkDigit(lower.slice(from, to)) === lower[to]),
  };
}

// Those of a TD2 (Doc 9303-6 section 4.2.2): a number of more than nine characters goes on where else nothing stands.
export function card(upper, lower) {
  const read = twoLines(upper, lower), [extra] = lower.slice(28, 35).split("<");
  const isLong = lower[9] === "<" && !lower.slice(0, 9).includes("<") && extra;
  const number = isLong ? lower.slice(0, 9) + extra.slice(0, -1) : read.number;
  const fits = [
    isLong ? [number, extra.at(-1)] : [lower.slice(0, 9), lower[9]], [lower.slice(13, 19), lower[19]],
    [lower.slice(21, 27), lower[27]], [lower.slice(0, 10) + lower.slice(13, 20) + lower.slice(21, 35), lower[35]],
  ].every(([text, digit]) => checkDigit(text) === digit);
  return { ...read, number, fits };
}

// What somebody typed or scanned of a passport: its number, or both lines with everything in them.
export function passport(typed) {
  const bare = typed.toUpperCase().replace(/[«‹]/g, "<").replace(/[^A-Z0-9<]/g, "");
  if (bare.length === 88 && bare.startsWith("P")) return { whole: true, ...twoLines(bare.slice(0, 44), bare.slice(44)) };
  return bare && bare.length <= 20 ? { whole: false, number: bare.replace(/<+$/, "") } : null;
}

// The last day meant by YYMMDD: the latest one at most fifty years after this year; null when part of it is unknown.
export function expiryDay(text, today) {
  if (!/^(\d\d|<<)(0[1-9]|1[0-2]|<<)(0[1-9]|[12]\d|3[01]|<<)$/.test(text)) throw new SyntaxError("no YYMMDD");
  if (text.includes("<")) return null;
  const latest = Number(today.slice(0, 4)) + 50, [yy, month, day] = text.match(/../g);
  const century = latest - latest % 100;
  for (const first of [century, century - 100]) {
    const found = `${first + Number(yy)}-${month}-${day}`;
    if (isDay(found) && first + Number(yy) <= latest) return found;
  }
  throw new SyntaxError("no day of the calendar");
}
