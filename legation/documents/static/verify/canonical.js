// JSON as VDS-NC signs it: texts, whole numbers, lists and objects in their one form (RFC 8785), read strictly.
const MOST_BYTES = 4096, DEEPEST = 16;

// The value in bytes. Throws SyntaxError for other JSON, fractions and names used twice included.
export function decode(bytes) {
  if (bytes.length > MOST_BYTES) throw new SyntaxError("more than a barcode holds");
  const text = utf8(bytes), value = JSON.parse(text), texts = /"(?:[^"\\]|\\.)*"(\s*:)?/g;
  const names = [...text.matchAll(texts)].filter(([, colon]) => colon).length;
  if (/\d[.eE]/.test(text.replace(texts, "")) || names !== checked(value, DEEPEST)) throw new SyntaxError("another JSON");
  return value;
}

export function encode(value) {
  if (Array.isArray(value)) return `[${value.map(encode).join()}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${encode(value[name])}`).join()}}`;
}

// How many names the objects in a value have.
function checked(value, deep) {
  if (deep < 0) throw new SyntaxError("nested too deeply");
  if (typeof value === "string" && /\p{Surrogate}/u.test(value)) throw new SyntaxError("half of a surrogate pair");
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw new SyntaxError("a number that is not kept exactly");
  if (value === null || typeof value !== "object") return 0;
  if (Array.isArray(value)) return value.reduce((sum, each) => sum + checked(each, deep - 1), 0);
  return Object.entries(value).reduce((sum, [name, each]) => sum + 1 + checked(name, deep) + checked(each, deep - 1), 0);
}

function utf8(bytes) {
  try { return new TextDecoder("utf-8", { fatal: true }).decode(bytes); } catch { throw new SyntaxError("no UTF-8"); }
}
