// Tag, length, value: the features of a seal (Doc 9303-13 section 2.3), the messages of an IDB.
import { number } from "./bytes.js";

const SIGNATURE = 0xff;  // its length is DER even where those of the features are one plain byte

// Every entry from `start` to the end, and where it begins and ends. Throws SyntaxError for one that is cut short.
export function entries(data, start, der = true) {
  const found = [];
  for (let at = start; at < data.length; at = found.at(-1).end) {
    const tag = data[at], [length, begin] = lengthAt(data, at + 1, der || tag === SIGNATURE), end = begin + length;
    if (end > data.length) throw new SyntaxError("a feature is cut short");
    found.push({ tag, value: data.slice(begin, end), at, end });
  }
  return found;
}

// The values by their tags, none of which may be there twice.
export function byTag(found) {
  const values = new Map(found.map(({ tag, value }) => [tag, value]));
  if (values.size !== found.length) throw new SyntaxError("a tag is there twice");
  return values;
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
