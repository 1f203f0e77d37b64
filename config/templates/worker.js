/* Shows a page kept on this device where the network ends; keeps nothing of anybody. */
const SHELF = "minqing-offline";
const [PORTAL, DESK] = [{% for page in pages %}"{{ page|escapejs }}",{% endfor %}];
const FILES = [{% for file in files %}"{{ file|escapejs }}",{% endfor %}];

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const shelf = await caches.open(SHELF);
      await shelf.addAll([PORTAL, DESK, ...FILES].map((one) => new Request(one, { cache: "no-cache" })));
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), self.registration.navigationPreload?.enable()]));
});

/* "No content" leaves the page that was being sent as it stands. */
async function keepPage() {
  for (const page of await self.clients.matchAll({ type: "window" })) {
    if (page.visibilityState === "visible") page.postMessage({ unsent: "{{ unsent|escapejs }}" });
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
