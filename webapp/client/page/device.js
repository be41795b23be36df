// Small services of the phone that only a page may use.

export function dial(number) {
  const link = document.createElement("a");
  link.href = "tel:" + String(number).replace(/[^\d+*#,;]/g, "");
  link.click();
  return true;
}

export async function share({ title, text, url, name, bytes, type }) {
  const what = { title, text, url };
  for (const key of Object.keys(what)) if (!what[key]) delete what[key];
  if (bytes) what.files = [new File([bytes], name, { type })];
  if (!navigator.share || (what.files && !navigator.canShare?.(what))) return "unsupported";
  try {
    await navigator.share(what);
    return "shared";
  } catch (error) {
    if (error.name === "AbortError") return "cancelled";
    throw error;
  }
}

export const vibrate = (ms) => (navigator.vibrate ? navigator.vibrate(ms) : false);

let wakeLock = null;
export async function keepAwake(on) {
  await wakeLock?.release();
  wakeLock = null;
  if (on && navigator.wakeLock) wakeLock = await navigator.wakeLock.request("screen").catch(() => null);
  return wakeLock !== null;
}

// Only a page may ask for it: some browsers ask the person.
export const persist = async () => (await navigator.storage.persisted()) || navigator.storage.persist();

// Chromium offers the installation once; kept until the app has a fitting moment for it.
let offer = null;
addEventListener("beforeinstallprompt", (event) => { event.preventDefault(); offer = event; });
addEventListener("appinstalled", () => { offer = null; });
export async function install() {
  if (!offer) return "unavailable";
  const asked = offer;
  offer = null;
  await asked.prompt();
  return (await asked.userChoice).outcome;
}

export const state = () => ({
  online: navigator.onLine,
  visible: !document.hidden,
  installed: matchMedia("(display-mode: standalone)").matches || navigator.standalone === true,
  can_install: offer !== null,
  language: window.zonewalk.language(),
});
