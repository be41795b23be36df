"use strict";
// Keeps one whole version of the site on the phone and answers from it. The build writes VERSION and MANIFEST in.
// Installed all or nothing, every file checked against its digest; a later version waits until the app asks for it.

const VERSION = "__VERSION__";
const MANIFEST = {} /* __MANIFEST__ */;        // path -> [sha256, bytes]
const CACHE = "zonewalk-files";
const PARALLEL = 4, TRIES = 3;
// A font that Flutter would like to have and that we don't ship: a small one, for an error would make it ask again.
const ANY_FONT = "assets/fonts/roboto.woff2";
const NOT_OURS = /^api\/|^flutter_service_worker\.js$/;

// Of the two renderers a browser needs one. (ImageDecoder, which Flutter asks for, doesn't exist in a service worker.)
const CHROMIUM = typeof Intl.v8BreakIterator !== "undefined";
const isOtherRenderer = (path) => path.startsWith("canvaskit/") && path.startsWith("canvaskit/chromium/") !== CHROMIUM;

const scope = () => self.registration.scope;
const keyOf = (sha256) => new URL(`__file__/${sha256}`, scope()).href;
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// The response as it was fetched goes into the cache: with its headers (the policy), and with its address, beside which
// the browser can keep compiled code.
async function fetchChecked(path) {
  const [sha256] = MANIFEST[path];
  const answer = await fetch(new URL(path, scope()), { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${path}: status ${answer.status}`);
  const body = await answer.clone().arrayBuffer();
  if (hex(await crypto.subtle.digest("SHA-256", body)) !== sha256) throw new Error(`${path}: not the file of version ${VERSION}`);
  return answer;
}

async function keep(cache, path) {
  const key = keyOf(MANIFEST[path][0]);
  for (let left = TRIES - 1; !(await cache.match(key)); left -= 1) {
    try {
      await cache.put(key, await fetchChecked(path));
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

async function activate() {
  const cache = await caches.open(CACHE);
  const named = new Set(Object.values(MANIFEST).map(([sha256]) => keyOf(sha256)));
  for (const request of await cache.keys()) if (!named.has(request.url)) await cache.delete(request);
  await self.clients.claim();
}

async function answer(path) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(keyOf(MANIFEST[path][0]));
  if (kept) return kept;
  // Gone from the cache: fetched again, but only the very same file. Two versions are never mixed.
  try {
    const fresh = await fetchChecked(path);
    await cache.put(keyOf(MANIFEST[path][0]), fresh.clone());
    return fresh;
  } catch (error) {
    console.warn("not kept and not to be had:", error.message);
    return Response.error();
  }
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => { if (event.data === "skipWaiting") self.skipWaiting(); });
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || !url.href.startsWith(scope())) return;
  const path = decodeURIComponent(url.pathname.slice(new URL(scope()).pathname.length));
  if (NOT_OURS.test(path)) return;
  if (path.startsWith("rive-not-used/")) event.respondWith(new Response("", { status: 404 }));
  else if (event.request.mode === "navigate") event.respondWith(answer("index.html"));
  else if (path in MANIFEST) event.respondWith(answer(path));
  else if (path.startsWith("assets/fonts/")) event.respondWith(answer(ANY_FONT));
});
