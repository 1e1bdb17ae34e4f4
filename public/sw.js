// Lets the page of a run's door be opened again without a network. It keeps that one page and the files that it is made of, and
// nothing else: no other page, and no answer of the server's to the page's questions.

const CACHE = 'nukkad-door';
const PAGE = /^\/host\/runs\/\d+\/check-in$/;
const PART = /^\/(?:pkg|fonts|door)\/|^\/(?:favicon\.svg|manifest\.webmanifest)$/;
/** A network that has not answered in this time is as good as none, in milliseconds. */
const PATIENCE = 3000;
const MATCH = { ignoreSearch: true, ignoreVary: true };

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('message', (event) => {
  const { page, parts } = event.data;
  const wanted = [...new Set(parts.filter((path) => PART.test(path)))].concat(PAGE.test(page) ? [page] : []);
  const keep = async () => {
    const cache = await caches.open(CACHE);
    const kept = await Promise.all(wanted.map((path) => fetchAndKeep(cache, path, new Request(path)).then(({ ok }) => ok, () => false)));
    // What could not be fetched anew is there from before.
    const there = await Promise.all(wanted.map((path) => cache.match(path, MATCH)));
    event.ports[0].postMessage(kept.every((ok, index) => ok || there[index] !== undefined));
  };
  event.waitUntil(keep());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const ours = request.method === 'GET' && url.origin === self.location.origin;
  if (ours && (request.mode === 'navigate' ? PAGE.test(url.pathname) : PART.test(url.pathname))) {
    event.respondWith(networkOrKept(event, request, url.pathname));
  }
});

async function networkOrKept(event, request, path) {
  const cache = await caches.open(CACHE);
  const fresh = fetchAndKeep(cache, path, request);
  event.waitUntil(fresh.catch(() => undefined));
  const kept = await cache.match(path, MATCH);
  if (!kept) {
    return fresh;
  }
  const late = new Promise((go) => setTimeout(() => go(kept), PATIENCE));
  return Promise.race([fresh.then((response) => (response.status >= 500 ? kept : response), () => kept), late]);
}

/** Only a good answer is kept; the page goes when its reader may no longer see it. */
async function fetchAndKeep(cache, path, request) {
  const response = await fetch(request);
  if (response.ok && !response.redirected) {
    // A device that is full is one without a copy.
    await cache.put(path, response.clone()).catch(() => undefined);
  } else if (PAGE.test(path) && (response.type === 'opaqueredirect' || response.redirected || [401, 403, 404].includes(response.status))) {
    await cache.delete(path, MATCH);
  }
  return response;
}
