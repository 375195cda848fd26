// The ICAO Datastructure for Barcode, a draft (docs/adr/0012): Base32 text, perhaps packed, of messages and signature.
import { toHex } from "./bytes.js";
import * as c40 from "./c40.js";
import { maskedDay } from "./days.js";
import { inflate } from "./inflate.js";
import { byTag, entries } from "./tlv.js";

const TEXT = /^[RN]DB1([A-D])([A-Z2-7]+)$/, MOST_TEXT = 4296, MOST_BYTES = 8192, BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const MESSAGES = 0x61, SIGNATURE = 0x7f, ORDERS = ["97", "97,127", "97,126,127"], MOST_MESSAGES = 32;
const VISA = 0x01, EMERGENCY = 0x02, PORTRAIT = 0x80, ZONES = { 0x07: 90, 0x08: 88, 0x81: 72 };
const HASHES = [null, "SHA-256", "SHA-384", "SHA-512"];

export const begins = (data) => /^[RN]DB1/.test(String.fromCharCode(...data.slice(0, 4)));

// Throws SyntaxError when the bytes are no IDB.
export async function parse(data) {
  const [, letter, text] = (data.length <= MOST_TEXT && TEXT.exec(String.fromCharCode(...data))) || [];
  if (!text) throw new SyntaxError("no IDB");
  const flag = "ABCD".indexOf(letter), signed = Boolean(flag & 1), packed = fromBase32(text);
  return sealOf(flag & 2 ? await inflate(packed, MOST_BYTES) : packed, signed);
}

function sealOf(data, signed) {
  const header = headerOf(data, signed), zones = entries(data, signed ? 12 : 2), values = byTag(zones);
  const signature = values.get(SIGNATURE) ?? new Uint8Array();
  if (!ORDERS.includes(zones.map(({ tag }) => tag).join()) || (signature.length > 0) !== signed) {
    throw new SyntaxError("an IDB has messages, perhaps a certificate, a signature");
  }
  const messages = messagesIn(values.get(MESSAGES));
  return {
    ...header, code: codeIn(messages), signedPart: data.slice(0, zones[0].end), signature,
    content() {
      const [tag, another] = [VISA, EMERGENCY].filter((each) => messages.has(each));
      if (!tag || another) throw new SyntaxError("no kind that is known here, or two");
      const kind = tag === VISA ? "visa" : "emergency";
      return { kind, features: messagesIn(messages.get(tag)), portrait: messages.get(PORTRAIT) };
    },
  };
}

function headerOf(data, signed) {
  if (data.length < (signed ? 12 : 2)) throw new SyntaxError("the header is cut short");
  const country = c40.decode(data.slice(0, 2)).trimEnd();
  if (!/^[A-Z]{1,3}$/.test(country)) throw new SyntaxError("no issuing State");
  if (!signed) return { country, name: "", signed: null, hash: null };
  if (!HASHES[data[2]]) throw new SyntaxError("an unknown algorithm");
  return { country, hash: HASHES[data[2]], name: toHex(data.slice(3, 8)), signed: maskedDay(data.slice(8, 12)) };
}

function messagesIn(data) {
  const messages = byTag(entries(data, 0));
  if (!messages.size || messages.size > MOST_MESSAGES) throw new SyntaxError("no messages, or too many");
  return messages;
}

// The document code in the first message that has one; null where none has, "" where it cannot be read.
function codeIn(messages) {
  const [tag, value] = [...messages].find(([each]) => each === VISA || each === EMERGENCY || each in ZONES) ?? [];
  if (!tag) return null;
  try {
    const zone = tag in ZONES ? value : [...messagesIn(value)].find(([each]) => each === 1 || each === 2)?.[1];
    const text = zone ? c40.decode(zone) : "", most = ZONES[tag];
    return most && (zone.length !== c40.size(most) || text.length > most) ? "" : text.slice(0, 2).trimEnd();
  } catch { return ""; }
}

// RFC 4648 section 6 without padding, in its one form: no bits left over.
function fromBase32(text) {
  const bits = Array.from(text, (letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const whole = bits.length - bits.length % 8, left = bits.slice(whole);
  if (left.length >= 5 || left.includes("1")) throw new SyntaxError("no Base32");
  return Uint8Array.from({ length: whole / 8 }, (_, at) => parseInt(bits.slice(8 * at, 8 * at + 8), 2));
}
