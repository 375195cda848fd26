/* Lines on the screen need a script: it asks the browser, and tells the house where this browser is reached. */
const place = document.getElementById("push-place"), box = document.querySelector("[data-push] input");
const refused = document.querySelector("[data-push-refused]");
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

async function worker() {
  return (await navigator.serviceWorker.getRegistration("/")) ?? navigator.serviceWorker.register("/worker.js");
}

async function subscribe() {
  if (await Notification.requestPermission() !== "granted") throw new Error("refused");
  await worker();
  const registration = await navigator.serviceWorker.ready;
  const found = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(place.dataset.key) });
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(place.dataset.to, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body: JSON.stringify(found) });
  if (!answer.ok) {
    await found.unsubscribe();
    throw new Error("not kept");
  }
}

async function unsubscribe() {
  const found = await (await navigator.serviceWorker.getRegistration("/"))?.pushManager.getSubscription();
  if (found) await found.unsubscribe();
}

if (place && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
  document.querySelector("[data-push]").hidden = false;
  document.querySelector("[data-no-push]").hidden = true;
  box.addEventListener("change", async () => {
    refused.hidden = true;
    try {
      await (box.checked ? subscribe() : unsubscribe());
    } catch {
      box.checked = false;
      refused.hidden = false;
    }
    place.dataset.done = String(box.checked);
  });
}
