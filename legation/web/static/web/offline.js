/* The page that says there is no line goes back to what was wanted as soon as there is one. */
addEventListener("online", () => location.replace(location.href));
document.querySelector("[data-again]").addEventListener("click", () => location.replace(location.href));
