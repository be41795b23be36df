// Has the interpreter's memory kept for the next start (see ../memory.js), by a worker of its own that runs beside the app
// for some seconds: when nobody has touched anything for a while, and never on a phone with little memory.

const QUIET_MS = 15_000, LITTLE_GB = 2;
const IOS = /iP(hone|ad|od)/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);

let touched = 0;
const touch = () => { touched = performance.now(); };

export function start() {
  const zw = window.zonewalk;
  if (zw.memory?.used || IOS || (navigator.deviceMemory ?? LITTLE_GB) < LITTLE_GB) return;
  touch();
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, touch, { capture: true, passive: true });
  const timer = setInterval(() => {
    if (document.hidden || performance.now() - touched < QUIET_MS || !navigator.serviceWorker?.controller) return;
    clearInterval(timer);
    for (const kind of ["pointerdown", "keydown"]) removeEventListener(kind, touch, { capture: true });
    keep(zw);
  }, 1000);
}

function keep(zw) {
  const worker = new Worker("/memory-worker.js", { type: "module", name: zw.version });
  worker.onmessage = ({ data }) => { zw.memory.kept = data; };
  worker.onerror = (event) => { event.preventDefault(); console.warn("memory not kept:", event.message); };
}
