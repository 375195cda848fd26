// C40 as seals use it (Doc 9303-13 section 2.6): three characters in two bytes.
import { sameBytes } from "./bytes.js";

const ALPHABET = " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", FIRST = 3, UNLATCH = 0xfe;

export const size = (characters) => 2 * Math.ceil(characters / 3);

export function encode(text) {
  const values = Array.from(text, (c) => ALPHABET.indexOf(c) + FIRST), packed = [];
  if (values.some((value) => value < FIRST)) throw new SyntaxError("C40 carries A-Z, 0-9 and space");
  for (let at = 0; at < values.length; at += 3) {
    const [a, b, c] = values.slice(at, at + 3);
    if (b === undefined) { packed.push(UNLATCH, text.charCodeAt(at) + 1); continue; }
    const triple = 1600 * a + 40 * b + (c ?? 0) + 1;
    packed.push(triple >> 8, triple & 255);
  }
  return Uint8Array.from(packed);
}

// The text in bytes that `encode` would have written so; throws for any others.
export function decode(bytes) {
  if (bytes.length % 2) throw new SyntaxError("C40 comes in pairs of bytes");
  let text = "";
  for (let at = 0; at < bytes.length; at += 2) {
    if (bytes[at] === UNLATCH) { text += bytes[at + 1] ? String.fromCharCode(bytes[at + 1] - 1) : ""; continue; }
    const triple = bytes[at] * 256 + bytes[at + 1] - 1;
    if (triple < 0 || triple >= 64000) throw new SyntaxError("no triple of C40 values");
    for (const value of [Math.floor(triple / 1600), Math.floor(triple / 40) % 40, triple % 40]) {
      if (value >= FIRST) text += ALPHABET[value - FIRST];
    }
  }
  if (!sameBytes(encode(text), bytes)) throw new SyntaxError("not the C40 of any text");
  return text;
}
