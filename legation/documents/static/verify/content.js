// What a seal says of its document, by kind (Doc 9303-7 section 9.1, 9303-8 section 6.1), and whether a passport is the one
// that a visa belongs to.
import * as c40 from "./c40.js";
import { day } from "./days.js";
import { card, expiryDay, twoLines } from "./mrz.js";

const MRZ_A = 1, MRZ_B = 2, ENTRIES = 3, STAY = 4, PASSPORT = 5, VALID_FROM = 0x80, TD2 = 2;
const LENGTHS = { 1: [48, 48], 2: [44, 44], 3: [1, 1], 4: [3, 3], 5: [6, 6], 6: [1, 4], 7: [0, 254] };

// Throws SyntaxError when the seal is of no kind that is known here.
export function read(seal, today) {
  const { kind, features, portrait = null } = seal.content(), known = kind === "visa" ? visa(features) : emergency(features);
  return { kind, portrait, ...known, until: expiryDay(known.expiry, today) };
}

function visa(features) {
  const zones = [MRZ_A, MRZ_B].filter((tag) => features.has(tag));
  const lengths = Object.entries(LENGTHS).every(([tag, [least, most]]) => {
    const value = features.get(Number(tag));
    return !value || (value.length >= least && value.length <= most);
  });
  const whole = zones.length === 1 && lengths && features.has(STAY) && features.has(PASSPORT);
  if (!whole) throw new SyntaxError("no visa");
  const lines = linesOf(features.get(zones[0]), zones[0] === MRZ_A ? 44 : 36);
  if (!lines[0].startsWith("V")) throw new SyntaxError("no zone of a visa");
  const [days, months, years] = features.get(STAY), first = features.get(VALID_FROM);
  return {
    ...twoLines(...lines), passport: c40.decode(features.get(PASSPORT)).trimEnd().replace(/ /g, "<"),
    entries: features.get(ENTRIES)?.[0] ?? null, stay: months || years ? null : days || null,
    from: first?.length === 3 ? day(first) : null,
  };
}

// The whole zone of the sheet is sealed, so it is shown: whoever holds the sheet compares it with what is printed.
function emergency(features) {
  if (features.get(TD2)?.length !== 48) throw new SyntaxError("no emergency travel document");
  const lines = linesOf(features.get(TD2), 36);
  if (lines[0].startsWith("V")) throw new SyntaxError("the zone of a visa");
  return { ...card(...lines), lines, passport: null, entries: null, stay: null, from: null };
}

function linesOf(packed, width) {
  const text = c40.decode(packed).replace(/ /g, "<"), lines = [text.slice(0, width), text.slice(width).padEnd(width, "<")];
  if (lines.some((line) => line.length !== width)) throw new SyntaxError("no zone");
  return lines;
}

// Which of what a passport says is not what the visa says; empty for a match. A seal holds nine characters of a number.
export function differences(visa, passport) {
  const found = passport.number.slice(0, 9) === visa.passport ? [] : ["number"];
  if (passport.whole) {
    if (!passport.fits) found.unshift("misread");
    for (const field of ["nationality", "birth"]) if (passport[field] !== visa[field]) found.push(field);
  }
  return found;
}
