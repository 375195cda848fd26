/* The page that says there is no line goes back to what was wanted as soon as the house answers: a browser may believe
   in a line long before there is one. */
const SECONDS = 3;
const again = () => location.replace(location.href.split("#")[0]);

async function look() {
  if (document.visibilityState !== "visible") return;
  try {
    if ((await fetch("/healthz", { cache: "no-store" })).ok) again();
  } catch { /* not yet */ }
}

addEventListener("online", look);
setInterval(look, SECONDS * 1000);
document.querySelector("[data-again]").addEventListener("click", again);
