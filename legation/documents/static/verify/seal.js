// Visible digital seals (Doc 9303-13 section 2): the bytes of a barcode to header, features, signed part, signature.
import { number } from "./bytes.js";
import * as c40 from "./c40.js";

const MAGIC = 0xdc, SIGNATURE = 0xff, NAMED = 6, OLD_REFERENCE = 5;

// Throws SyntaxError when the bytes are no seal of version 3 or 4.
export function parse(data) {
  if (data.length < 4 || data[0] !== MAGIC || (data[1] !== 2 && data[1] !== 3)) throw new SyntaxError("no seal");
  let problem = new SyntaxError("the header cannot be read");
  for (const [characters, skipped] of lengths(data)) {
    try {
      const [header, start] = headerOf(data, characters, skipped);
      return { header, ...split(data, start, header.version > 3) };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      problem = error;
    }
  }
  throw problem;
}

// The day, as 2026-11-22, in the three bytes of the number MMDDYYYY.
export function day(bytes) {
  const digits = String(number(bytes)).padStart(8, "0");
  const text = `${digits.slice(4)}-${digits.slice(0, 2)}-${digits.slice(2, 4)}`;
  if (bytes.length !== 3 || !isDay(text)) throw new SyntaxError("no day in the form MMDDYYYY");
  return text;
}

export function isDay(text) {
  const time = Date.parse(`${text}T00:00:00Z`);
  return text > "0001" && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

// Possible lengths of the identifier, and where the reference begins in it; some real seals count in decimal.
function lengths(data) {
  if (data[1] === 2) return [[4 + OLD_REFERENCE, 4]];
  const count = c40.decode(data.slice(4, 8)).slice(4), found = [];
  if (/^[0-9A-F]{2}$/.test(count)) {
    for (const base of new Set([16, /^\d+$/.test(count) ? 10 : 16])) {
      const length = parseInt(count, base);
      if (length) found.push([NAMED + length, NAMED]);
    }
  }
  if (count === "00") found.push([4 + OLD_REFERENCE, 4]);
  return found;
}

function headerOf(data, characters, skipped) {
  const end = 4 + c40.size(characters), identifier = c40.decode(data.slice(4, end));
  if (data.length < end + 8 || identifier.length !== characters) throw new SyntaxError("the header is cut short");
  const header = {
    country: c40.decode(data.slice(2, 4)).trimEnd(), signer: identifier.slice(0, 4),
    certificate: identifier.slice(skipped), issued: day(data.slice(end, end + 3)),
    signed: day(data.slice(end + 3, end + 6)), reference: data[end + 6], category: data[end + 7], version: data[1] + 1,
  };
  const named = /^[A-Z]{1,3}$/.test(header.country) && /^[A-Z]{2}[A-Z0-9]{2}$/.test(header.signer);
  if (!named || !/^[0-9A-F]+$/.test(header.certificate)) throw new SyntaxError("no issuing State, signer or reference");
  return [header, end + 8];
}

function split(data, start, der) {
  const features = new Map();
  let at = start;
  while (at < data.length) {
    const tag = data[at], [length, begin] = lengthAt(data, at + 1, der || tag === SIGNATURE), end = begin + length;
    if (end > data.length) throw new SyntaxError("a feature is cut short");
    if (tag === SIGNATURE) {
      if (end !== data.length) throw new SyntaxError("bytes follow the signature");
      return { features, signedPart: data.slice(0, at), signature: data.slice(begin, end) };
    }
    if (features.has(tag)) throw new SyntaxError("a feature is there twice");
    features.set(tag, data.slice(begin, end));
    at = end;
  }
  return { features, signedPart: data, signature: new Uint8Array() };
}

function lengthAt(data, at, der) {
  if (at >= data.length) throw new SyntaxError("the bytes end after a tag");
  const first = data[at], count = first - 0x80;
  if (!der || first < 0x80) return [first, at + 1];
  const bytes = data.slice(at + 1, at + 1 + count), length = number(bytes);
  const shortest = count <= 4 && bytes.length === count && bytes[0] !== 0 && length >= 0x80;
  if (!shortest) throw new SyntaxError("a length is not in its shortest form");
  return [length, at + 1 + count];
}
