"use strict";
// Keeps one whole version of the site on the phone and answers from it. The build writes VERSION and MANIFEST in.
// Installed all or nothing, every file checked against its digest; a later version waits until the app asks for it.
// Until the new version has begun well (its first screen was drawn) the files of the one before stay, and answer again
// when the page gives the new one up, or when it never came to a first screen in STARTS tries.

const VERSION = "__VERSION__";
const MANIFEST = {} /* __MANIFEST__ */;        // path -> [sha256, bytes]
const CACHE = "zonewalk-files";
const PARALLEL = 4, TRIES = 3, STARTS = 2;
// A font that Flutter would like to have and that we don't ship: a small one, for an error would make it ask again.
const ANY_FONT = "assets/fonts/roboto.woff2";
const NOT_OURS = /^api\/|^flutter_service_worker\.js$/;

// Of the two renderers a browser needs one. (ImageDecoder, which Flutter asks for, doesn't exist in a service worker.)
const CHROMIUM = typeof Intl.v8BreakIterator !== "undefined";
const isOtherRenderer = (path) => path.startsWith("canvaskit/") && path.startsWith("canvaskit/chromium/") !== CHROMIUM;

const scope = () => self.registration.scope;
const keyOf = (sha256) => new URL(`__file__/${sha256}`, scope()).href;
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// What outlives this worker: {good: {version, manifest} | null, refused: {version, why} | null, starts}.
const STATE = new URL("__state__", scope()).href;
let known = null;
async function readState() {
  const kept = await (await caches.open(CACHE)).match(STATE);
  return kept ? kept.json() : { good: null, refused: null, starts: 0 };
}
const state = () => (known ??= readState());
async function remember(changed) {
  const next = { ...(await state()), ...changed };
  known = Promise.resolve(next);
  const put = (cache) => cache.put(STATE, new Response(JSON.stringify(next)));
  await caches.open(CACHE).then(put).catch((error) => console.warn("not remembered:", error.message));   // a full disk stops no start
}

// The response as it was fetched goes into the cache: with its headers (the policy), and with its address, beside which
// the browser can keep compiled code.
async function fetchChecked(path, sha256) {
  const answer = await fetch(new URL(path, scope()), { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${path}: status ${answer.status}`);
  const body = await answer.clone().arrayBuffer();
  if (hex(await crypto.subtle.digest("SHA-256", body)) !== sha256) throw new Error(`${path}: not the file that was asked for`);
  return answer;
}

async function keep(cache, path) {
  const [sha256] = MANIFEST[path];
  const key = keyOf(sha256);
  for (let left = TRIES - 1; !(await cache.match(key)); left -= 1) {
    try {
      await cache.put(key, await fetchChecked(path, sha256));
    } catch (error) {
      if (left <= 0) throw error;
    }
  }
}

async function install() {
  const cache = await caches.open(CACHE);
  const todo = Object.keys(MANIFEST).filter((path) => !isOtherRenderer(path));
  const worker = async () => { for (let path; (path = todo.pop()); ) await keep(cache, path); };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  if (!self.registration.active) await self.skipWaiting();      // nothing to disturb at a first visit
}

async function dropOthers(...manifests) {
  const cache = await caches.open(CACHE);
  const named = new Set([STATE, ...manifests.flatMap((manifest) => Object.values(manifest).map(([sha256]) => keyOf(sha256)))]);
  for (const request of await cache.keys()) if (!named.has(request.url)) await cache.delete(request);
}

async function activate() {
  const { good } = await state();
  await remember({ refused: null, starts: 0, good: good ?? { version: VERSION, manifest: MANIFEST } });   // the first is asked for by a page that runs
  await dropOthers(MANIFEST, (good ?? {}).manifest ?? {});
  await self.clients.claim();
}

const isRefused = ({ good, refused }) => Boolean(good && refused && good.version !== VERSION);
const serving = (now) => (isRefused(now) ? now.good : { version: VERSION, manifest: MANIFEST });

const said = {
  // A first screen was drawn, by the version that the page names.
  async started({ version }) {
    const { good, starts } = await state();
    if (version !== VERSION || (good?.version === VERSION && !starts)) return;
    await remember({ good: { version, manifest: MANIFEST }, refused: null, starts: 0 });
    await dropOthers(MANIFEST);
  },
  // -> whether there is a version before this one, which answers from now on
  async "give way"({ version, why }) {
    const now = await state();
    const another = version && version !== VERSION;
    if (another || isRefused(now) || !now.good || now.good.version === VERSION) return false;
    await remember({ refused: { version: VERSION, why } });
    return true;
  },
  async "try again"() { await remember({ refused: null, starts: 0 }); },
  async state() {
    const now = await state();
    return { version: serving(now).version, refused: isRefused(now) ? now.refused : null };
  },
};

async function page() {
  const now = await state();
  if (now.good && now.good.version !== VERSION && !now.refused) {
    if (now.starts < STARTS) await remember({ starts: now.starts + 1 });
    else await said["give way"]({ why: "no first screen" });
  }
  return file("index.html");
}

// A file of the version that answers; anything else is the network's.
async function file(path, request) {
  const { manifest } = serving(await state());
  const name = path in manifest || !path.startsWith("assets/fonts/") ? path : ANY_FONT;
  return name in manifest ? answer(name, manifest[name][0]) : fetch(request);
}

async function answer(path, sha256) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(keyOf(sha256));
  if (kept) return kept;
  // Gone from the cache: fetched again, but only the very same file. Two versions are never mixed.
  try {
    const fresh = await fetchChecked(path, sha256);
    await cache.put(keyOf(sha256), fresh.clone());
    return fresh;
  } catch (error) {
    console.warn("not kept and not to be had:", error.message);
    return Response.error();
  }
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  if (event.data === "skipWaiting") self.skipWaiting();
  else event.waitUntil(said[event.data.say](event.data).then((result) => event.ports[0].postMessage(result)));
});
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || !url.href.startsWith(scope())) return;
  const path = decodeURIComponent(url.pathname.slice(new URL(scope()).pathname.length));
  if (NOT_OURS.test(path)) return;
  if (path.startsWith("rive-not-used/")) event.respondWith(new Response("", { status: 404 }));
  else if (event.request.mode === "navigate") event.respondWith(page());
  else event.respondWith(file(path, event.request));
});
