// VDS-NC (ICAO TR VDS-NC 1.1 section 4): JSON with its signature and certificate; a visa is a data type of its State.
import { fromBase64url, sha256, toBase64url, toHex } from "./bytes.js";
import * as c40 from "./c40.js";
import * as canonical from "./canonical.js";
import { isDay } from "./days.js";
import { card, twoLines } from "./mrz.js";

const TYPE = /^[a-z0-9]{2,12}(\.[a-z0-9]{1,16}){1,3}$/, SIZES = [56, 64, 96, 128], SEALED_OF_LOWER_LINE = 28;
const HASHES = new Map([["ES256", "SHA-256"], ["ES384", "SHA-384"], ["ES512", "SHA-512"]]);

export const begins = (data) => data[0] === 0x7b;

// Throws SyntaxError when the bytes are no VDS-NC.
export async function parse(bytes) {
  const { data, sig } = exactly(canonical.decode(bytes), "data", "sig"), { hdr, msg } = exactly(data, "hdr", "msg");
  const { t, v, is } = exactly(hdr, "t", "v", "is"), { alg, cer, sigvl } = exactly(sig, "alg", "cer", "sigvl");
  const named = typeof t === "string" && TYPE.test(t) && typeof is === "string" && /^[A-Z]{1,3}$/.test(is);
  const certificate = unpack(cer), signature = unpack(sigvl);
  if (!named || !Number.isInteger(v) || v < 1 || v > 99 || !isObject(msg) || !Object.keys(msg).length) {
    throw new SyntaxError("no header, or no message");
  }
  if (!HASHES.has(alg) || !SIZES.includes(signature.length)) throw new SyntaxError("no signature");
  return {
    country: is, name: toHex(await sha256(certificate)), signed: null, hash: HASHES.get(alg), code: codeIn(t, msg),
    signedPart: new TextEncoder().encode(canonical.encode(data)), signature,
    content() {
      const kind = { [`${is.toLowerCase()}.visa`]: "visa", [`${is.toLowerCase()}.etd`]: "emergency" }[t];
      if (!kind || v !== 1) throw new SyntaxError("no kind that is known here");
      return { kind, features: kind === "visa" ? featuresOf(msg) : sheetOf(msg) };
    },
  };
}

function codeIn(type, message) {
  if (type.startsWith("icao.")) return "NV";
  if (!Object.hasOwn(message, "mrz")) return null;
  const line = Array.isArray(message.mrz) ? message.mrz[0] : "";
  return typeof line === "string" ? line.slice(0, 2).replace(/<+$/, "") : "";
}

// The message as the features of Doc 9303-7 that it stands for. Throws SyntaxError when it is not wholly a visa's.
function featuresOf({ mrz, stay, pn, ent, vt, add, vf, ...others }) {
  const { d, m, y } = exactly(stay, "d", "m", "y"), features = new Map([[4, octets(d, m, y)], [5, passport(pn)]]);
  features.set(...zone(mrz));
  if (ent !== undefined) features.set(3, octets(ent));
  if (vt !== undefined) features.set(6, unpack(vt, true));
  if (add !== undefined) features.set(7, unpack(add, true));
  if (vf !== undefined) features.set(0x80, day(vf));
  if (Object.keys(others).length) throw new SyntaxError("members that are not known here");
  return features;
}

// The feature of Doc 9303-8 that an emergency travel document's message stands for.
function sheetOf(message) {
  const [upper, lower] = linesOf(exactly(message, "mrz").mrz);
  if (upper.length !== 36 || upper.startsWith("V") || !card(upper, lower).fits) throw new SyntaxError("no zone of a sheet");
  return new Map([[2, c40.encode((upper + lower).replace(/</g, " "))]]);
}

function zone(lines) {
  const [upper, lower] = linesOf(lines), width = upper.length;
  if ((width !== 44 && width !== 36) || !upper.startsWith("V") || !twoLines(upper, lower).fits) {
    throw new SyntaxError("no zone of a visa");
  }
  return [width === 44 ? 1 : 2, c40.encode((upper + lower.slice(0, SEALED_OF_LOWER_LINE)).replace(/</g, " "))];
}

function linesOf(lines) {
  const written = Array.isArray(lines) && lines.length === 2
    && lines.every((line) => typeof line === "string" && /^[A-Z0-9<]+$/.test(line) && line.length === lines[0].length);
  if (!written) throw new SyntaxError("no zone");
  return lines;
}

function passport(text) {
  if (typeof text !== "string" || !/^[A-Z0-9<]{1,9}$/.test(text) || !/[^<]/.test(text)) throw new SyntaxError("no passport");
  return c40.encode(text.padEnd(9, "<").replace(/</g, " "));
}

function day(text) {
  if (typeof text !== "string" || !/^\d{4}-\d\d-\d\d$/.test(text) || !isDay(text)) throw new SyntaxError("no day");
  const number = Number(text.slice(5, 7) + text.slice(8) + text.slice(0, 4));
  return Uint8Array.of(number >> 16, number >> 8, number);
}

function octets(...numbers) {
  const right = numbers.every((value) => Number.isInteger(value) && value >= 0 && value <= 255);
  if (!right) throw new SyntaxError("numbers from 0 to 255");
  return Uint8Array.from(numbers);
}

// From base64url, with padding or, unless `whole`, without (RFC 4648 section 5).
function unpack(text, whole = false) {
  const bare = typeof text === "string" ? text.replace(/=+$/, "") : "?";
  if (!/^[\w-]*$/.test(bare) || bare.length % 4 === 1) throw new SyntaxError("no base64url");
  const bytes = fromBase64url(bare), padded = toBase64url(bytes);
  if (text !== padded && (whole || text !== padded.replace(/=+$/, ""))) throw new SyntaxError("no base64url");
  return bytes;
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

function exactly(value, ...names) {
  const same = isObject(value) && Object.keys(value).length === names.length;
  if (!same || !names.every((name) => Object.hasOwn(value, name))) throw new SyntaxError("other members");
  return value;
}
