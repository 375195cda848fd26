/* Keeps what is typed into a form on this device until the house has it. Nothing needs it: without it, or without a
   line, the form is what it always was. Fields named in data-secret, passwords and pictures are never kept. */
const HOURS = 24, SECONDS = 3, STORE = "pages";
const place = location.pathname.replace(/^\/[a-z]{2}\//, "/");
const form = document.querySelector("form[data-keep]"), panel = document.querySelector("[data-kept]");

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("legation-kept", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "place" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
const store = (db, mode) => db.transaction(STORE, mode).objectStore(STORE);

// What was sent is with the house as soon as another page comes; what is old is nobody's any more.
async function tidy(db, isForm) {
  const old = Date.now() - HOURS * 3600e3;
  for (const each of await done(store(db, "readonly").getAll())) {
    if (each.at < old || (each.sent && !(isForm && each.place === place))) await done(store(db, "readwrite").delete(each.place));
  }
}

async function answers() {
  try {
    return (await fetch("/healthz", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

// An input is named after its field, with a part after it (a day) or a row before it.
function isKept(one) {
  const secret = form.dataset.secret.split(" ").filter((field) => field && `-${one.name}-`.includes(`-${field}-`));
  return secret.length === 0 && !["file", "password"].includes(one.type);
}

const asked = () => [...form.elements].filter((one) => one.name && !["hidden", "submit", "button"].includes(one.type));
const inputs = () => asked().filter(isKept);

function typed() {
  const found = {};
  for (const one of inputs()) {
    if (one.type === "checkbox" || one.type === "radio") (found[one.name] ??= []).push(...(one.checked ? [one.value] : []));
    else found[one.name] = one.value;
  }
  return found;
}

function put(values) {
  for (const one of inputs()) {
    if (!(one.name in values)) continue;
    if (one.type === "checkbox" || one.type === "radio") one.checked = values[one.name].includes(one.value);
    else one.value = values[one.name];
  }
}

function say(what) {
  panel.hidden = false;
  for (const each of panel.querySelectorAll("[data-when]")) each.hidden = each.dataset.when !== what;
}

async function run(db) {
  const begun = JSON.stringify(typed()), failed = Boolean(document.querySelector(".errors, .follows"));
  let kept = await done(store(db, "readonly").get(place)), waiting = false, ready = false, timer = 0;
  const keep = (sent) => {
    clearTimeout(timer);
    // with something that is not kept, a page that was lost cannot be sent as it was
    const whole = asked().every((one) => isKept(one) || !one.value);
    kept = { place, at: Date.now(), values: typed(), sent, whole };
    return done(store(db, "readwrite").put(kept));
  };
  const forget = () => {
    clearTimeout(timer);
    kept = undefined;
    return done(store(db, "readwrite").delete(place));
  };
  // a browser may believe in a line long before there is one: the house is asked
  const send = async () => {
    if (!waiting || !(await answers()) || !waiting) return;
    waiting = false;
    ready = true;
    form.requestSubmit();
  };

  // The house has read it, and asks for another look: what it shows is what was typed.
  if (kept && failed) await forget();
  if (kept && JSON.stringify({ ...typed(), ...kept.values }) === begun && !kept.sent) await forget();
  if (kept) {
    put(kept.values);
    waiting = kept.sent && kept.whole;
    say(waiting ? "waits" : "restored");
  }
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => { await keep(false); say("kept"); }, 250);
  });
  const leaving = () => { if (timer && JSON.stringify(typed()) !== begun) keep(Boolean(kept?.sent)); };
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leaving(); });
  addEventListener("pagehide", leaving);
  form.addEventListener("submit", async (event) => {
    if (ready) return;
    // what is kept must lie there before the page goes: a browser drops what it is still writing
    event.preventDefault();
    clearTimeout(timer);
    timer = 0;
    // a button with a name does something on this page, such as a row less: the page that comes shows what was typed, and
    // its rows have other numbers; what is sent again by itself is the whole
    const whole = !event.submitter?.name;
    await (whole || !navigator.onLine ? keep(whole) : forget()).catch(() => {});
    if (!navigator.onLine) {
      waiting = whole;
      say("waits");
      return;
    }
    ready = true;
    form.requestSubmit(event.submitter);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) ready = false; });
  addEventListener("online", send);
  setInterval(send, SECONDS * 1000);
  panel.querySelector("[data-forget]").addEventListener("click", async () => {
    waiting = false;
    await forget();
    form.reset();
    say("forgotten");
  });
  form.dataset.keeping = "yes";
  send();
}

try {
  const db = await opened();
  await tidy(db, Boolean(form && panel));
  if (form && panel) await run(db);
} catch { /* a private window keeps nothing */ }
