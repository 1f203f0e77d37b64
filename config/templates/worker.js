/* Shows a page kept on this device where the network ends; keeps nothing of anybody. */
const SHELF = "minqing-offline";
const [PORTAL, DESK] = [{% for page in pages %}"{{ page|escapejs }}",{% endfor %}];
const FILES = [{% for file in files %}"{{ file|escapejs }}",{% endfor %}];
const UNSENT = { {% for language, words in unsent %}"{{ language|escapejs }}": "{{ words|escapejs }}",{% endfor %} };

async function keep(addresses) {
  const shelf = await caches.open(SHELF);
  await shelf.addAll(addresses.map((one) => new Request(one, { cache: "no-cache" })));
}

/* One that follows another waits until no page is left to that one: exchanged while a form is on
   its way, the browser may wait for ever. */
self.addEventListener("install", (event) => {
  const first = self.registration.active === null;
  event.waitUntil(keep([PORTAL, DESK, ...FILES]).then(() => first && self.skipWaiting()));
});

/* The reader chose another language: the kept pages follow. */
self.addEventListener("message", (event) => event.waitUntil(keep([PORTAL, DESK])));

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), self.registration.navigationPreload?.enable()]));
});

/* "No content" leaves the page that was being sent as it stands. */
async function keepPage() {
  for (const page of await self.clients.matchAll({ type: "window" })) {
    if (page.visibilityState === "visible") page.postMessage({ unsent: UNSENT });
  }
  return new Response(null, { status: 204 });
}

async function openPage(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    if (event.request.method !== "GET") return keepPage();
    const at = new URL(event.request.url).pathname.startsWith("/console/") ? DESK : PORTAL;
    return (await caches.match(at)) ?? Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") return event.respondWith(openPage(event));
  if (navigator.onLine || !FILES.includes(new URL(event.request.url).pathname)) return undefined;
  return event.respondWith(
    fetch(event.request).catch(async () => (await caches.match(event.request.url)) ?? Response.error()),
  );
});
