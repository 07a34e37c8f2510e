// Keeps the offline page and what it is made of, nothing else: no page about anybody is ever kept.
//
// The network comes first; what is kept answers only when there is none.

const KEPT = "certplatform-shell-1";
const SHELL = "/audits/offline";
const WORK = /^\/(audits(\/.*)?|cases\/[^/]+\/audit)$/;

const partsOf = (html) => [...new Set([...html.matchAll(/"(\/static\/[^"#?]+)/g)].map((one) => one[1]))];

const keepShell = async () => {
  const cache = await caches.open(KEPT);
  const answer = await fetch(SHELL, { credentials: "omit", cache: "reload" });
  if (!answer.ok) throw new Error(String(answer.status));
  const parts = partsOf(await answer.clone().text());
  await cache.addAll(parts);
  await cache.put(SHELL, answer);
};

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
    await self.clients.claim();
  })());
});

const orKept = async (request, kept) => {
  try {
    return await fetch(request);
  } catch (problem) {
    const found = await (await caches.open(KEPT)).match(kept, { ignoreSearch: true });
    if (found) return found;
    throw problem;
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (WORK.test(pathname)) event.respondWith(orKept(request, SHELL));
  } else if (pathname.startsWith("/static/")) {
    event.respondWith(orKept(request, request));
  }
});

// The page asks for a fresh copy each time it is opened with a network.
self.addEventListener("message", (event) => {
  if (event.data === "refresh") event.waitUntil(keepShell().catch(() => {}));
});
