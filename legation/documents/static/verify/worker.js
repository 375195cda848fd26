/* Keeps this page and what it needs, so that it opens without a network. PAGE and FILES are written before this. */
const CACHE = `legation-verify-${self.registration.scope}`;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([PAGE, ...FILES]);
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE), kept = new Set([PAGE, ...FILES].map((path) => new URL(path, self.origin).href));
    for (const request of await cache.keys()) if (!kept.has(request.url)) await cache.delete(request);
    await self.clients.claim();
  })());
});

// The network first for pages, so that they are new; without one, the page that checks on the device.
async function page(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok && new URL(request.url).pathname === PAGE) await cache.put(PAGE, answer.clone());
    return answer;
  } catch {
    return cache.match(PAGE);
  }
}

async function file(request) {
  return (await (await caches.open(CACHE)).match(request)) ?? fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event, { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (FILES.includes(pathname)) event.respondWith(file(request));
});
