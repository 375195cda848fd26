/* Keeps static files and a page that says there is no line. No page about a person is ever kept. VERSION, FILES,
   OFFLINE (language -> address) and NAMES (language -> the ministry's name) are written before this. */
const OURS = "legation-shell-", CACHE = OURS + VERSION;
const ELSEWHERE = /^\/[a-z]{2}\/verify\//; // pages with a worker of their own
const STATIC = /^\/static\/.+\.[0-9a-f]{12}\.(css|js|woff2|svg|png)$/;
const RIGHT_TO_LEFT = ["ar"];

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([...Object.values(OFFLINE), ...FILES].map((path) => new Request(path, { credentials: "omit" })));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith(OURS) && name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  })());
});

function spoken(path) {
  const language = path.split("/")[1];
  return language in OFFLINE ? language : Object.keys(OFFLINE)[0];
}

async function page(request) {
  try {
    return await fetch(request);
  } catch {
    const kept = await (await caches.open(CACHE)).match(OFFLINE[spoken(new URL(request.url).pathname)]);
    if (!kept) return Response.error();
    return new Response(kept.body, { status: 503, headers: kept.headers });
  }
}

// Named by their content, so what is kept is right for ever.
async function file(request) {
  const cache = await caches.open(CACHE), kept = await cache.match(request.url);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && answer.type === "basic") await cache.put(request.url, answer.clone());
  return answer;
}

self.addEventListener("fetch", (event) => {
  const { request } = event, { pathname, origin } = new URL(request.url);
  if (origin !== self.location.origin || ELSEWHERE.test(pathname)) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (request.method === "GET" && STATIC.test(pathname)) event.respondWith(file(request));
});

self.addEventListener("push", (event) => {
  const said = event.data.json(), language = said.lang in NAMES ? said.lang : Object.keys(NAMES)[0];
  event.waitUntil(self.registration.showNotification(NAMES[language], {
    body: said.text, lang: language, dir: RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr", tag: said.tag, icon: ICON,
    data: { place: `/${language}/status/` },
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data.place));
});
