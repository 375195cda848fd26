// Visible digital seals (Doc 9303-13 section 2): the bytes of a barcode to header, features, signed part, signature.
import * as c40 from "./c40.js";
import { day } from "./days.js";
import { byTag, entries } from "./tlv.js";

const MAGIC = 0xdc, SIGNATURE = 0xff, NAMED = 6, OLD_REFERENCE = 5, VISA = "93/1", EMERGENCY = "94/3";
const ZONES = { [VISA]: [1, 2], [EMERGENCY]: [2] };

export const begins = (data) => data[0] === MAGIC;

// Throws SyntaxError when the bytes are no seal of version 3 or 4.
export function parse(data) {
  if (data.length < 4 || data[0] !== MAGIC || (data[1] !== 2 && data[1] !== 3)) throw new SyntaxError("no seal");
  let problem = new SyntaxError("the header cannot be read");
  for (const [characters, skipped] of lengths(data)) {
    try {
      const [header, start] = headerOf(data, characters, skipped);
      return sealOf(header, data, start);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      problem = error;
    }
  }
  throw problem;
}

function sealOf(header, data, start) {
  const found = entries(data, start, header.version > 3), last = found.findIndex(({ tag }) => tag === SIGNATURE);
  if (last >= 0 && last < found.length - 1) throw new SyntaxError("bytes follow the signature");
  const features = byTag(last < 0 ? found : found.slice(0, last)), profile = `${header.reference}/${header.category}`;
  return {
    country: header.country, name: `${header.signer}/${BigInt(`0x${header.certificate}`).toString(16).toUpperCase()}`,
    signed: header.signed, hash: null, code: codeIn(features, ZONES[profile]),
    signedPart: last < 0 ? data : data.slice(0, found[last].at), signature: last < 0 ? new Uint8Array() : found[last].value,
    content() {
      if (profile === VISA) return { kind: "visa", features };
      if (profile === EMERGENCY && header.version === 4) return { kind: "emergency", features };
      throw new SyntaxError("no kind that is known here");
    },
  };
}

// The document code in the zone; null where the profile is not known here, "" where it cannot be read.
function codeIn(features, zones) {
  if (!zones) return null;
  const zone = zones.map((tag) => features.get(tag)).find(Boolean);
  try { return zone ? c40.decode(zone).slice(0, 2).trimEnd() : ""; } catch { return ""; }
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
  day(data.slice(end, end + 3));
  const header = {
    country: c40.decode(data.slice(2, 4)).trimEnd(), signer: identifier.slice(0, 4),
    certificate: identifier.slice(skipped), signed: day(data.slice(end + 3, end + 6)),
    reference: data[end + 6], category: data[end + 7], version: data[1] + 1,
  };
  const named = /^[A-Z]{1,3}$/.test(header.country) && /^[A-Z]{2}[A-Z0-9]{2}$/.test(header.signer);
  if (!named || !/^[0-9A-F]+$/.test(header.certificate)) throw new SyntaxError("no issuing State, signer or reference");
  return [header, end + 8];
}
