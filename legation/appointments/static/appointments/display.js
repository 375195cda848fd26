// The screen in the hall, without loading the page anew: what is called is announced politely, and nothing flickers.
"use strict";
setInterval(async () => {
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (!answer.ok) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("hall");
    const here = document.getElementById("hall");
    if (found && here && found.innerHTML !== here.innerHTML) here.replaceChildren(...found.childNodes);
  } catch {
    // the line is down: what was called last stays
  }
}, 8000);
