// The page that checks documents on this device. Nothing that is read here is sent anywhere.
import { thumbprint } from "./bytes.js";
import { differences } from "./content.js";
import { isLikeSeal, parse } from "./formats.js";
import { judge } from "./judge.js";
import { Keeper, Unreachable } from "./keeper.js";
import { passport } from "./mrz.js";
import { isPdf } from "./pdf.js";
import { Camera, inFile, prepare } from "./reader.js";

const find = (id) => document.getElementById(id);
const main = find("device"), words = main.dataset;
const language = document.documentElement.lang, told = JSON.parse(words.calendar);
const keeper = new Keeper(words.lists, JSON.parse(words.keys)), camera = new Camera(find("view"));
let shown = null;

// as the rest of the house writes them; a browser that lacks a language would fall into another, or into none
const two = (number) => String(number).padStart(2, "0");
const day = (date) => `${date.getUTCDate() === 1 ? told.first : date.getUTCDate()} ${told.months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
const moment = (time, date = new Date(time)) => `${day(date)}${told.comma}${two(date.getUTCHours())}:${two(date.getUTCMinutes())} UTC`;
const ago = (unit, number) => (told.ages[unit][plurals.select(number)] ?? told.ages[unit].other).replace("{n}", number);
const plurals = new Intl.PluralRules(language);
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

function age(time) {
  const minutes = Math.max(0, Math.round((Date.now() - time) / 60_000));
  if (minutes < 60) return ago("minute", minutes);
  return minutes < 48 * 60 ? ago("hour", Math.floor(minutes / 60)) : ago("day", Math.floor(minutes / 1440));
}

function isolated(text) {
  const bdi = document.createElement("bdi");
  bdi.textContent = text;
  return bdi;
}

function showLists(head = keeper.head) {
  const overdue = head && Date.now() > Date.parse(head.next_update);
  find("lists-state").textContent = head
    ? filled(overdue ? words.overdue : words.current, { age: age(Date.parse(head.issued)),
      moment: moment(Date.parse(head.issued)), next: moment(Date.parse(head.next_update)) })
    : words.none;
  find("lists").className = `notice is-${head && !overdue ? "information" : "referred"}`;
}

async function refresh() {
  try {
    await keeper.refresh();
    find("lists-problem").hidden = true;
  } catch (error) {
    const untrusted = !(error instanceof Unreachable);
    find("lists-problem").textContent = untrusted ? words.untrusted : words.offline;
    find("lists-problem").hidden = false;
    find("forget").hidden = !untrusted;
  }
  showLists();
}

function row(term, value) {
  const line = document.createElement("div"), dt = document.createElement("dt"), dd = document.createElement("dd");
  dt.textContent = term;
  dd.append(isolated(value));
  line.append(dt, dd);
  return line;
}

function facts(said) {
  const date = (text) => day(new Date(`${text}T00:00:00Z`));
  const entries = { 0: words.several, 1: words.one }[said.entries] ?? said.entries;
  return [
    [words.kind, words[said.kind]], [words.number, said.number], [words.entries, entries], [words.stay, said.stay],
    [words.from, said.from && date(said.from)], [words.until, said.until && date(said.until)], [words.zone, said.lines?.join(" ")],
  ].filter(([, value]) => value !== null && value !== undefined && value !== "");
}

function showVerdict(reason, said) {
  const verdict = document.querySelector(`template[data-verdict="${reason}"]`).content.cloneNode(true);
  const told = verdict.querySelector(".verdict-age");
  told.textContent = keeper.head
    ? filled(words.age, { moment: moment(Date.now()), age: age(Date.parse(keeper.head.issued)) }) : words.none;
  find("verdict").replaceChildren(verdict);
  find("facts").replaceChildren(...(said ? facts(said) : []).map(([term, value]) => row(term, String(value))));
  showPortrait(said?.portrait);
  find("what-it-says").hidden = !said;
  find("traveller").hidden = said?.kind !== "visa";
  find("passport").value = "";
  find("comparison").replaceChildren();
  find("answer").hidden = false;
  find("verdict").querySelector("h2").tabIndex = -1;
  find("verdict").querySelector("h2").focus();
  shown = said ?? null;
}

function showPortrait(bytes) {
  find("portrait").hidden = !bytes;
  find("no-portrait").hidden = true;
  if (bytes) find("face").src = `data:image/webp;base64,${btoa(String.fromCharCode(...bytes))}`;
  else find("face").removeAttribute("src");
}

async function check(codes) {
  const read = await Promise.all(codes.map((data) => parse(data).catch(() => null))), seals = read.filter(Boolean);
  if (seals.length !== 1) return showVerdict(seals.length ? "several_seals" : "no_seal");
  const { reason, said } = await judge(seals[0], keeper.head, (name) => keeper.file(name), Date.now());
  return showVerdict(reason, said);
}

function compare() {
  const typed = passport(find("passport").value), [template] = typed
    ? [differences(shown, typed).length ? "differs" : "match"] : ["unreadable"];
  const told = document.querySelector(`template[data-comparison="${template}"]`).content.cloneNode(true);
  const names = typed ? differences(shown, typed).map((field) => words[`field${field}`]) : [];
  const place = told.querySelector("[data-fields]");
  if (place) place.textContent = names.join(told.comma);
  find("comparison").replaceChildren(told);
}

async function useCamera() {
  find("answer").hidden = true;
  find("of-a-pdf").hidden = true;
  find("camera-problem").hidden = true;
  find("viewfinder").hidden = false;
  find("start").hidden = true;
  try {
    const found = await camera.find(isLikeSeal);
    if (found) await check([found]);
  } catch {
    find("camera-problem").hidden = false;
  }
  find("viewfinder").hidden = true;
  find("start").hidden = false;
}

async function usePicture() {
  const [file] = find("picture").files;
  if (!file) return;
  camera.stop();
  find("picture").value = "";
  find("of-a-pdf").hidden = !await isPdf(file);
  try { await check(await inFile(file)); } catch { showVerdict("no_seal"); }
}

find("start").addEventListener("click", useCamera);
find("stop").addEventListener("click", () => camera.stop());
find("picture").addEventListener("change", usePicture);
find("refresh").addEventListener("click", refresh);
find("forget").addEventListener("click", async () => { await keeper.forget(); location.reload(); });
find("face").addEventListener("error", () => { find("portrait").hidden = true; find("no-portrait").hidden = false; });
find("compare").addEventListener("submit", (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
  compare();
});
addEventListener("online", refresh);

main.hidden = false;
if ("serviceWorker" in navigator) navigator.serviceWorker.register(words.worker).catch(() => {});
await keeper.open();
showLists();
find("key").textContent = (await Promise.all(keeper.keys.map(thumbprint))).map((hex) => hex.match(/.{8}/g).join(" ")).join("; ");
prepare(words.wasm).then(() => { main.dataset.ready = "yes"; });
await refresh();
main.dataset.fetched = "yes";
