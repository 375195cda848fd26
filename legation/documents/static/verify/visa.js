// What a visa's seal says (Doc 9303-7 section 9.1), and whether a passport is the one it belongs to.
import * as c40 from "./c40.js";
import { day } from "./days.js";
import { expiryDay, twoLines } from "./mrz.js";

const MRZ_A = 1, MRZ_B = 2, ENTRIES = 3, STAY = 4, PASSPORT = 5, VALID_FROM = 0x80;
const LENGTHS = { 1: [48, 48], 2: [44, 44], 3: [1, 1], 4: [3, 3], 5: [6, 6], 6: [1, 4], 7: [0, 254] };

// Throws SyntaxError when the seal is no visa's.
export function read(seal, today) {
  const { features, portrait = null } = seal.visa(), zones = [MRZ_A, MRZ_B].filter((tag) => features.has(tag));
  const lengths = Object.entries(LENGTHS).every(([tag, [least, most]]) => {
    const value = features.get(Number(tag));
    return !value || (value.length >= least && value.length <= most);
  });
  const whole = zones.length === 1 && lengths && features.has(STAY) && features.has(PASSPORT);
  if (!whole) throw new SyntaxError("no visa");
  const width = zones[0] === MRZ_A ? 44 : 36, text = c40.decode(features.get(zones[0])).replace(/ /g, "<");
  const [upper, lower] = [text.slice(0, width), text.slice(width).padEnd(width, "<")];
  if (!upper.startsWith("V") || upper.length !== width || lower.length !== width) throw new SyntaxError("no zone of a visa");
  const [days, months, years] = features.get(STAY), first = features.get(VALID_FROM);
  const zone = twoLines(upper, lower);
  return {
    ...zone, passport: c40.decode(features.get(PASSPORT)).trimEnd().replace(/ /g, "<"), portrait,
    entries: features.get(ENTRIES)?.[0] ?? null, stay: months || years ? null : days || null,
    from: first?.length === 3 ? day(first) : null, until: expiryDay(zone.expiry, today),
  };
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
