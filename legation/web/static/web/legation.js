/* Nothing here is needed to use the site; it only makes some things quicker. */
(function () {
  "use strict";
  var root = document.documentElement, store = {
    get: function (key) { try { return localStorage.getItem(key); } catch (_) { return null; } },
    set: function (key, value) { try { localStorage.setItem(key, value); } catch (_) { /* private window */ } }
  };
  var theme = store.get("theme");
  if (theme) root.dataset.theme = theme;

  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }
  function dark() { return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches; }

  document.addEventListener("DOMContentLoaded", function () {
    var focus = document.querySelector("[data-focus]");
    if (focus) focus.focus();

    all("[data-theme-switch]").forEach(function (button) {
      function show() { all("[data-if]", button).forEach(function (e) { e.hidden = e.dataset.if !== (dark() ? "dark" : "light"); }); }
      button.hidden = false;
      button.addEventListener("click", function () {
        root.dataset.theme = dark() ? "light" : "dark";
        store.set("theme", root.dataset.theme);
        show();
      });
      show();
    });

    all("[data-print]").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () { print(); });
    });

    var keys = document.querySelector("[data-keys-on]");
    if (keys) {
      keys.checked = store.get("keys") !== "off";
      keys.addEventListener("change", function () { store.set("keys", keys.checked ? "on" : "off"); });
    }
  });

  // One press, one request. The page that comes back from the history may be sent again.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method === "dialog" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    all("button", form).forEach(function (b) { b.setAttribute("aria-disabled", "true"); });
  });
  addEventListener("pageshow", function (event) {
    if (event.persisted) all("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      all("button", form).forEach(function (b) { b.removeAttribute("aria-disabled"); });
    });
  });

  // After everything else: the first page must not wait for it.
  if ("serviceWorker" in navigator) addEventListener("load", function () {
    navigator.serviceWorker.register("/worker.js").catch(function () { /* a private window */ });
  });

  function rows() { return all("[data-list] [data-row] a:first-of-type, a[data-row]"); }
  function move(step) {
    var links = rows(), at = links.indexOf(document.activeElement);
    if (at < 0) at = links.findIndex(function (a) { return a.closest("[aria-current]"); });
    var next = links[Math.max(0, Math.min(links.length - 1, at + step))];
    if (next) next.focus();
    return !!next;
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.key.length !== 1) return;
    if (event.target.closest("input:not([type=radio]):not([type=checkbox]),textarea,select,[contenteditable],dialog")) return;
    if (store.get("keys") === "off" && event.key !== "?") return;
    var key = event.key.toLowerCase(), help = document.getElementById("keyboard-help");
    if (key === "?" && help) help.showModal();
    else if (key === "j" && move(1) || key === "k" && move(-1)) { /* moved */ }
    else {
      var target = all("[data-key]").find(function (e) { return e.dataset.key === key && e.offsetParent; });
      if (!target) return;
      // What decides is only brought to hand; Enter confirms it.
      target.focus();
      if (!target.matches("input,button.primary,button.danger,a.primary,a.danger")) target.click();
    }
    event.preventDefault();
  });
})();
