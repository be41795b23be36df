// The service worker: registered after the first screen, because fetching the whole site competes with the first start.
// A new version waits until the app says so; nothing here reloads by itself.

const SCRIPT = "flutter_service_worker.js";
const AGAIN_MS = 30_000;                       // a first installation that the network cut off
const LOOK_EVERY_MS = 30 * 60_000;

let registration = null;
let started = false;
let lookedAt = 0;
let asked = false;
let tell = () => {};

export function listen(report) {
  tell = report;
  if (registration?.active) tell("offline-ready");
  if (registration?.waiting) tell("update-ready");
}

// Asked of the browser, for the app may ask before we have registered.
export async function state() {
  const known = registration ?? (await navigator.serviceWorker.getRegistration());
  return { offline_ready: Boolean(known?.active), update_ready: Boolean(known?.waiting) };
}

function follow(worker) {
  worker?.addEventListener("statechange", () => {
    if (worker.state === "installed" && registration.active) tell("update-ready");
    if (worker.state === "activated") tell("offline-ready");
  });
}

async function register() {
  try {
    registration = await navigator.serviceWorker.register(SCRIPT, { updateViaCache: "none" });
  } catch (error) {
    console.warn("service worker:", error.message);   // offline on a later start: the old one goes on serving
    registration = (await navigator.serviceWorker.getRegistration()) ?? null;
    return;
  }
  lookedAt = Date.now();
  registration.onupdatefound = () => follow(registration.installing);
  follow(registration.installing);
  if (registration.active) tell("offline-ready");
  if (registration.waiting && registration.active) tell("update-ready");
}

export async function start() {
  if (started) return;
  started = true;
  await window.zonewalk.askKeeper("started");
  const kept = await window.zonewalk.askKeeper("state");
  if (kept?.refused) {
    console.warn("new version refused:", kept.refused.why);
    tell("update-refused");
  }
  await register();
  const again = () => { if (!registration?.active && !registration?.installing) register(); };
  setInterval(again, AGAIN_MS);
  addEventListener("online", again);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() - lookedAt > LOOK_EVERY_MS) checkUpdate();
  });
}

export async function checkUpdate() {
  if (!registration) return false;
  lookedAt = Date.now();
  try {
    await registration.update();
  } catch (error) {
    console.warn("update check:", error.message);     // no network, or the new version is broken: the old one stays
  }
  return Boolean(registration.waiting);
}

export function applyUpdate() {
  if (!registration?.waiting || asked) return false;
  asked = true;
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  registration.waiting.postMessage("skipWaiting");
  return true;
}
