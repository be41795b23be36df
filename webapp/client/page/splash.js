// The splash: how far the start is, in bytes on a first visit and in stages later; and "can't reach the server", from
// which it goes on by itself.
(function () {
  "use strict";
  const zw = window.zonewalk;
  if (zw.stopped) return;

  const LANGUAGE_KEY = "zonewalk-language";
  const TEXTS = {
    zh: {
      load: (share) => `首次打开，正在下载 ${share}%`,
      start: "正在启动…", open: "正在打开本机记录…", draw: "即将完成…",
      offline: "连不上服务器。首次打开需要网络，联网后自动继续。", again: "立即重试",
    },
    en: {
      load: (share) => `First visit: ${share}% loaded`,
      start: "Starting…", open: "Opening the records on this phone…", draw: "Almost there…",
      offline: "The server can't be reached. The first visit needs the network; this goes on by itself once it is back.", again: "Try now",
    },
  };
  // What is done when a stage is reached, in percent of a start that loads nothing.
  const STAGES = { start: 5, interpreter: 40, imports: 75, app: 85, connected: 92, ready: 100 };
  const SAID = { interpreter: "start", imports: "open", app: "draw", connected: "draw" };
  const LOADING_SHARE = 0.8;
  const STALLED_MS = 30_000;                   // a line that went dead without saying so

  const sizes = JSON.parse(document.getElementById("zw-build").textContent).sizes;
  const chromium = typeof Intl.v8BreakIterator !== "undefined";
  const other = chromium ? "canvaskit/canvaskit.wasm" : "canvaskit/chromium/canvaskit.wasm";
  const expected = Object.fromEntries(Object.entries(sizes).filter(([path]) => path !== other));
  const total = Object.values(expected).reduce((sum, size) => sum + size, 0);
  const loaded = {};
  let percent = 0, stage = "start", over = false, failing = false, movedAt = performance.now();

  const find = (id) => document.getElementById(id);
  const texts = () => TEXTS[zw.language()];

  zw.firstVisit = !navigator.serviceWorker.controller;
  zw.language = () => {
    const kept = localStorage.getItem(LANGUAGE_KEY);
    return kept || (navigator.language.startsWith("zh") ? "zh" : "en");
  };
  zw.setLanguage = (lang) => localStorage.setItem(LANGUAGE_KEY, lang === "en" ? "en" : "zh");

  const loadedBytes = () => Object.entries(loaded).reduce((sum, [path, size]) => sum + Math.min(size, expected[path]), 0);

  function draw() {
    if (over || failing || !find("zw-say")) return;
    const bytes = loadedBytes();
    const stages = STAGES[stage];
    const loading = zw.firstVisit && bytes < total && total > 0;
    const now = zw.firstVisit && total > 0 ? 100 * LOADING_SHARE * (bytes / total) + (1 - LOADING_SHARE) * stages : stages;
    percent = Math.max(percent, Math.min(100, now));           // never backwards
    find("zw-bar-fill").style.width = percent.toFixed(1) + "%";
    find("zw-say").textContent = loading && stage !== "connected" ? texts().load(Math.floor(100 * bytes / total)) : texts()[SAID[stage] ?? "start"];
  }

  zw.loaded = (path, bytes) => {
    if (!(path in expected)) return;
    loaded[path] = bytes;
    movedAt = performance.now();
    draw();
  };
  zw.stage = (name) => { if ((STAGES[name] ?? 0) > STAGES[stage]) { stage = name; draw(); } };

  zw.splashGoes = () => {
    const splash = find("zw-splash");
    if (over || !splash) return;
    over = true;
    splash.classList.add("zw-going");
    setTimeout(() => splash.remove(), 200);
  };

  // The line broke before the app was whole. What has come stays in the browser's cache; a new try asks for the rest.
  zw.unreachable = (detail) => {
    if (failing || over || zw.stopped) return;
    failing = true;
    console.warn("start interrupted:", detail);
    const again = find("zw-again");
    find("zw-say").textContent = texts().offline;
    again.textContent = texts().again;
    again.hidden = false;
    again.onclick = () => location.reload();
    document.documentElement.dataset.unreachable = "true";
    const knock = async () => {
      try {
        const answer = await fetch("build.json", { cache: "no-store" });
        if (answer.ok) location.reload();
      } catch { /* still away; the next knock tells */ }
    };
    setInterval(knock, 3000);
    addEventListener("online", knock);
  };

  // Files that the page itself loads: known when they are there.
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const path = new URL(entry.name).pathname.slice(1);
      if (entry.decodedBodySize) zw.loaded(path, entry.decodedBodySize);
    }
  }).observe({ type: "resource", buffered: true });

  document.addEventListener("DOMContentLoaded", draw);
  setInterval(() => {
    if (zw.firstVisit && loadedBytes() < total && performance.now() - movedAt > STALLED_MS) zw.unreachable("no byte for a long time");
  }, 5000);
})();
