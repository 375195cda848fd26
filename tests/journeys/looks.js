// What can be seen of a page: each function gives a list of faults in words, empty when there are none.
const name = e => e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + (e.className && e.className.baseVal === undefined ? "." + String(e.className).trim().replace(/\s+/g, ".") : "");
const say = e => name(e) + " '" + (e.innerText || e.value || e.getAttribute("aria-label") || "").trim().slice(0, 50) + "'";
const style = e => getComputedStyle(e);
// what is asked of an element and of all above it is asked once a look
const once = ask => { const kept = new Map(); return e => { if (!kept.has(e)) kept.set(e, ask(e)); return kept.get(e); }; };
const veiled = once(e => !!e && e !== document.body && (style(e).clipPath === "inset(50%)" || e.matches(".skip") || veiled(e.parentElement)));
const shown = once(e => e.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true }) && !veiled(e));
const all = selector => [...document.querySelectorAll(selector)];
const scroller = once(e => !e || e === document.body ? null : /auto|scroll/.test(style(e).overflowX + style(e).overflowY) ? e : scroller(e.parentElement));
const words = () => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  for (let node; (node = walker.nextNode());) if (node.data.trim() && shown(node.parentElement) && !node.parentElement.closest("select, script, textarea, svg")) found.push(node);
  return found;
};
const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex='-1'])";

const looks = {
  // what the page says of itself
  itself() {
    const root = document.documentElement;
    return { said: [root.lang, root.dir], title: document.title.trim(), names: all("h1").length, labels: all(".fallback").map(e => e.innerText), html: root.outerHTML };
  },

  // nothing leaves the window sideways
  sideways() {
    const root = document.documentElement, wide = [];
    if (root.scrollWidth > innerWidth) wide.push("the page is " + root.scrollWidth + " wide in " + innerWidth);
    for (const e of all("body *")) {
      if (!shown(e) || scroller(e)) continue;
      const box = e.getBoundingClientRect();
      if (box.width && (box.right > innerWidth + 1 || box.left < -1)) wide.push(say(e) + " from " + Math.round(box.left) + " to " + Math.round(box.right));
    }
    return wide.slice(0, 5);
  },

  // both of these, in one look
  roomless() { return [...looks.sideways(), ...looks.lost()]; },

  // no text is cut off, and none lies on another
  lost() {
    const faults = [], boxes = [];
    for (const e of all("body *")) {
      if (!shown(e) || e.closest("svg")) continue;
      const cut = /hidden|clip/.test(style(e).overflowX + style(e).overflowY) && !e.matches("select, input");
      if (cut && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)) faults.push("cut off: " + say(e));
      if (e.matches("input:not([type=checkbox]):not([type=radio]):not([type=file])") && e.value.length < 12 && e.scrollWidth > e.clientWidth + 1) faults.push("does not fit: " + say(e));
    }
    for (const node of words()) {
      if (node.parentElement.closest(".case-actions")) continue;
      const range = document.createRange(), frame = (scroller(node.parentElement) ?? document.body).getBoundingClientRect();
      range.selectNodeContents(node);
      // a letter's box is taller than its line: only the middle of it counts
      for (const r of range.getClientRects()) if (r.width > 1 && r.bottom < frame.bottom && r.top > frame.top) boxes.push([r.left + 1, r.right - 1, r.top + r.height * .25, r.bottom - r.height * .25, node]);
    }
    boxes.sort((a, b) => a[2] - b[2]);
    for (let i = 0; i < boxes.length; i++)
      for (let j = i + 1; j < boxes.length && boxes[j][2] < boxes[i][3]; j++)
        if (boxes[i][4] !== boxes[j][4] && boxes[i][0] < boxes[j][1] && boxes[j][0] < boxes[i][1])
          faults.push("'" + boxes[i][4].data.trim().slice(0, 40) + "' lies on '" + boxes[j][4].data.trim().slice(0, 40) + "'");
    return faults.slice(0, 5);
  },

  // what can be pressed or filled in has an edge that does not depend on the page's own colours
  edgeless() {
    const edged = e => ["Top", "Bottom"].some(side => style(e)["border" + side + "Style"] !== "none" && parseFloat(style(e)["border" + side + "Width"]) > 0);
    return all("button, .button, input:not([type=hidden]), select, textarea").filter(shown)
      .filter(e => !edged(e) && !(e.type === "file" && edged(e.parentElement)) && style(e).appearance === "none").map(say);
  },

  // references, numbers and addresses that stand alone keep their direction, whatever the text around them does
  turned() {
    const LATIN = /^([A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}|[^\s@]+@[^\s@]+\.[a-z]+|\+\d{7,}|[A-Z]\d{8})$/;
    const isolated = e => { for (; e !== document.body; e = e.parentElement) if (/isolate/.test(style(e).unicodeBidi)) return style(e).direction === "ltr"; return style(e).direction === "ltr"; };
    const faults = words().filter(node => LATIN.test(node.data.trim()) && !isolated(node.parentElement)).map(node => "'" + node.data.trim() + "'");
    for (const e of all("input[type=email], input[type=tel], input[inputmode=numeric]")) if (style(e).direction !== "ltr") faults.push(say(e));
    return faults;
  },

  // links to a place in the page have a place to go to
  astray() {
    return all("a[href^='#']").filter(e => !document.getElementById(decodeURIComponent(e.hash.slice(1)))).map(e => say(e) + " to " + e.hash);
  },

  // where the tabulator must stop, in order
  async stops() {
    // what asks for the focus has it after the first frame, and would take it away in the middle
    if (document.querySelector("[autofocus]")) await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const chosen = e => e.type !== "radio" || e.checked || (!all(`input[name="${e.name}"]:checked`).length && all(`input[name="${e.name}"]`)[0] === e);
    const found = all(FOCUSABLE).filter(e => !e.disabled && (e.matches(".skip") || e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) && chosen(e));
    found.forEach((e, at) => { e.dataset.stop = at; });
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
    // a key goes down: what has the focus then is where the one before led
    window.noted?.abort();
    window.noted = new AbortController();
    window.passed = [];
    addEventListener("keydown", event => { if (event.key === "Tab") passed.push(looks.focused()); }, { capture: true, signal: noted.signal });
    return found.map(say);
  },

  // where the tabulator led, stop by stop: what each is, and what is wrong with how it looks
  reached() {
    noted.abort();
    return [...passed.slice(1), looks.focused()];
  },

  // what has the focus: its place among the stops, and what is wrong with how it looks
  focused() {
    const e = document.activeElement, faults = [];
    if (!e || e === document.body) return [-1, []];
    const ring = style(e);
    if (ring.outlineStyle === "none" || parseFloat(ring.outlineWidth) < 2 || /, 0\)$/.test(ring.outlineColor)) faults.push("no ring: " + say(e));
    const box = e.getBoundingClientRect(), top = document.elementFromPoint(box.left + box.width / 2, Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1));
    if (box.bottom <= 0 || box.top >= innerHeight) faults.push("out of sight: " + say(e));
    else if (top && !e.contains(top) && !top.contains(e) && !(e.labels && [...e.labels].some(l => l.contains(top)))) faults.push("behind " + name(top) + ": " + say(e));
    return [Number(e.dataset.stop ?? -2), faults];
  },
};
