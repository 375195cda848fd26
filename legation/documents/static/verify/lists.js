// The signed lists (docs/adr/0015): the head, the shards, and what they say of a handle.
import { fromBase64url, joined, number, sha256, toHex } from "./bytes.js";

const BITS = 40, HEAD = 13, CONTEXT = new TextEncoder().encode("legation revocation 1\0");
const ECDSA = { name: "ECDSA" };

export const keyFor = (jwk) => crypto.subtle.importKey(
  "jwk", { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y }, { ...ECDSA, namedCurve: jwk.crv }, false, ["verify"]);

export const isSigned = (key, hash, signature, data) => crypto.subtle.verify({ ...ECDSA, hash }, key, signature, data);

// The head that one of the pinned keys signed; throws for any other.
export async function readHead(text, pinned) {
  const said = JSON.parse(text), payload = fromBase64url(said.payload), signature = fromBase64url(said.signature);
  for (const jwk of pinned) {
    if (await isSigned(await keyFor(jwk), "SHA-256", signature, payload)) {
      const head = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
      if (head.type !== "revocation-list" || head.format !== "legation-lists-2") throw new SyntaxError("another format");
      if (head.shards.length !== 2 ** head.shard_bits) throw new SyntaxError("the head contradicts itself");
      return head;
    }
  }
  throw new TypeError("no key that is pinned here signed this list");
}

export async function handleOf({ signedPart, signature }) {
  const digest = await sha256(joined(CONTEXT, signedPart, signature.slice(0, signature.length >> 1)));
  return number(digest.slice(0, BITS / 8));
}

// A file of the list: the rest of each handle, ascending, and which were replaced.
export function decodeShard(data) {
  const bits = data[5], k = data[8], count = number(data.slice(9, HEAD)), flags = data.length - Math.ceil(count / 8);
  const known = String.fromCharCode(...data.slice(0, 4)) === "LRS1" && data[4] === BITS && bits <= 16 && k < BITS;
  if (!known || flags < HEAD) throw new SyntaxError("no list of this format");
  const rest = new Float64Array(count), end = flags * 8;
  let at = HEAD * 8, value = -1;
  const bit = () => {
    if (at >= end) throw new SyntaxError("the list is cut short");
    const found = (data[at >> 3] >> (7 - (at & 7))) & 1;
    at += 1;
    return found;
  };
  for (let entry = 0; entry < count; entry += 1) {
    let ones = 0, low = 0;
    while (bit()) ones += 1;
    for (let left = k; left; left -= 1) low = low * 2 + bit();
    value += 1 + ones * 2 ** k + low;
    rest[entry] = value;
  }
  return { bits, rest, flags: data.slice(flags) };
}

export function stateIn({ bits, rest, flags }, handle) {
  const wanted = handle % 2 ** (BITS - bits);
  let low = 0, high = rest.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rest[middle] < wanted) low = middle + 1; else high = middle;
  }
  if (low === rest.length || rest[low] !== wanted) return null;
  return flags[low >> 3] & (0x80 >> (low & 7)) ? "replaced" : "revoked";
}

// good, revoked, replaced; unknown when the file that would say so is not held, or is another.
export async function statusOf(handle, head, fetchFile) {
  try {
    const shard = head.shards[Math.floor(handle / 2 ** (BITS - head.shard_bits))];
    for (const file of [head.delta, shard]) {
      const data = await fetchFile(file.name);
      if (!data || toHex(await sha256(data)) !== file.name) return "unknown";
      const state = stateIn(decodeShard(data), handle);
      if (state) return state;
    }
    return "good";
  } catch (error) {
    if (error instanceof SyntaxError) return "unknown";
    throw error;
  }
}
