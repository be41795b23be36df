// Starts Python's worker at once, while Flutter is still loading, and stands between the two.
// In place of Flet's python.js: it keeps jsConnect, jsSend and jsDisconnect, which the Flutter client calls.
(function () {
  "use strict";
  const zw = window.zonewalk;
  if (zw.stopped) return;

  // What Flet's index.html sets for a static build without other hosts; see webapp/patches.py.
  window.flet = {
    pyodide: true, multiView: false, noCdn: true, micropipIncludePre: false, pythonModuleName: "main",
    webSocketEndpoint: "/ws", entrypointBaseUrl: "/", assetBase: "/", routeUrlStrategy: "hash", webRenderer: "canvaskit",
    canvasKitBaseUrl: "/canvaskit/", fontFallbackBaseUrl: "assets/fonts/", pyodideUrl: "/pyodide/pyodide.mjs", appPackageUrl: "app.pack",
  };
  flet.flutterAppLoaded = new Promise((resolve) => { flet.flutterAppResolve = resolve; });

  // Short texts that outlive the page, where the browser allows them. read -> null: none, undefined: not allowed. write -> bool; "" forgets.
  const read = (key) => { try { return localStorage.getItem(key); } catch { return undefined; } };
  const write = (key, text) => {
    try {
      if (text) localStorage.setItem(key, text); else localStorage.removeItem(key);
      return true;
    } catch { return false; }
  };

  // Apart from the database's storage: browsers that clear that one on their own often leave this one.
  const KEEPSAKE_KEY = "zonewalk-keepsake";
  zw.keepsake = () => read(KEEPSAKE_KEY);
  zw.setKeepsake = (text) => write(KEEPSAKE_KEY, text);

  // The worker may begin from kept memory (see memory.js). Where that comes to no first screen in two tries, or fails, the
  // next start is from nothing.
  const MEMORY_KEY = "zonewalk-memory-tries", MEMORY_TRIES = 2;
  let fromMemory = false;
  const memoryTries = () => { const text = read(MEMORY_KEY); return text === undefined ? MEMORY_TRIES : Number(text); };
  const setMemoryTries = (count) => write(MEMORY_KEY, String(count || ""));
  zw.began = () => { if (memoryTries()) setMemoryTries(0); fromMemory = false; };

  const tabs = new BroadcastChannel("zonewalk-tabs");
  let worker = null;
  let connection = null;                       // {dartOnMessage, initialized} once Flutter has connected
  const early = [];                            // packets from Python before Flutter listened

  function stopWorker() {
    if (worker) worker.terminate();
    worker = null;
  }

  function stop(code, detail, buttons = [zw.retryButton()]) {
    if (zw.stopped) return;
    stopWorker();
    zw.plain(code, detail, buttons);
  }

  // What stops the start of a new version lets the one before go on; where there is none, or it ran before, it is said.
  async function fail(code, detail, buttons) {
    if (zw.stopped) return;
    stopWorker();                              // lets go of the database
    if (fromMemory && setMemoryTries(MEMORY_TRIES)) {
      console.warn("started from kept memory, and failed:", code, detail);
      location.reload();
      return;
    }
    if (!(await zw.giveWay(detail))) stop(code, detail, buttons);
  }

  zw.crash = (detail) => fail("HOST_CRASHED", detail);

  // Python could not begin; code: from the catalogue of errors.
  zw.failed = (code, detail) => {
    const newer = { id: "host-newer", zh: "更新到新版本", en: "Use the new version", run: zw.tryAgain };
    if (code === "database_newer") return fail("HOST_OLDER", detail, [newer]);
    return fail(code === "host_locked" ? "HOST_LOCKED" : "APP_FAILED", detail);
  };

  function locked() {
    const takeOver = {
      id: "host-take-over", zh: "在此继续", en: "Go on here",
      run() { tabs.postMessage("take over"); setTimeout(() => location.reload(), 300); },
    };
    stop("HOST_LOCKED", "", [takeOver, zw.retryButton()]);
    // When the other tab lets go, this one goes on without being asked.
    navigator.locks.request("zonewalk-db", () => location.reload());
  }

  tabs.onmessage = ({ data }) => {
    // A tab that itself waits has nothing to hand over.
    if (data === "take over" && worker) stop("HOST_MOVED", "", [{ ...zw.retryButton(), zh: "在此继续", en: "Go on here", run() { tabs.postMessage("take over"); setTimeout(() => location.reload(), 300); } }]);
  };

  const notices = {
    loaded: ({ path, bytes }) => zw.loaded(path, bytes),
    stage: ({ name }) => zw.stage(name),
    marks: ({ marks }) => { zw.marks = marks; },
    fatal({ code, detail }) {
      if (code === "HOST_LOCKED") locked();
      else if (code === "HOST_UNREACHABLE") { stopWorker(); zw.unreachable(detail); }
      else fail(code, detail);
    },
    answered: () => zw.answered(),
    version: ({ version }) => { zw.version = version; },
    memory({ used }) {
      fromMemory = used;
      zw.memory = { used };
      if (used) setMemoryTries(memoryTries() + 1);
    },
  };

  function fromWorker({ data }) {
    if (data?.zonewalk) notices[data.zonewalk]?.(data);
    else if (connection) connection.receive(data);
    else early.push(data);
  }

  function startWorker() {
    // The name tells the worker whether to count bytes (counting costs the engine its kept compiled code), and whether kept
    // memory may be used.
    const name = zw.firstVisit ? "first visit" : memoryTries() < MEMORY_TRIES ? "again" : "again, from nothing";
    worker = new Worker("/python-worker.js", { type: "module", name });
    worker.onmessage = fromWorker;
    worker.onerror = (event) => {
      event.preventDefault();
      // Without a message the script itself could not be fetched.
      if (event.message) zw.crash(`${event.message} (${event.filename}:${event.lineno})`);
      else { stopWorker(); zw.unreachable("python-worker.js"); }
    };
    const { port1, port2 } = new MessageChannel();
    worker.postMessage({ zonewalkPort: port2, keepsake: zw.keepsake() }, [port2]);
    import("/page/methods.js").then(({ answerCalls }) => answerCalls(port1), (error) => zw.unreachable(String(error)));
  }

  window.jsConnect = (appId, args, dartOnMessage) => new Promise((resolve) => {
    connection = {
      receive(data) {
        if (data === "initialized") { zw.stage("connected"); resolve(); }
        else dartOnMessage(data);
      },
    };
    for (const data of early.splice(0)) connection.receive(data);
    worker?.postMessage({ zonewalkConnect: { args, documentUrl: document.URL } });
  });
  // A copy is made only if Dart's packet can't be handed over; the sender doesn't use it again.
  window.jsSend = async (appId, data) => { zw.asked(); worker?.postMessage(data, [data.buffer]); };
  window.jsDisconnect = async () => stopWorker();

  // A page kept in the back/forward cache would keep its worker, and with it the lock and the database.
  addEventListener("pagehide", stopWorker);
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // Flutter listens for keys on the whole window; while an overlay is open it must not hear them. What the browser does
  // with a key by itself (text, Enter in a form, Escape of a dialog) goes on.
  for (const kind of ["keydown", "keyup", "keypress"]) {
    addEventListener(kind, (event) => {
      if (document.querySelector("dialog.zw-over[open]")) event.stopImmediatePropagation();
    }, true);
  }

  // A part of Flutter that could not be fetched. Rive's script is never there, on purpose.
  addEventListener("error", ({ target }) => {
    if (target instanceof HTMLScriptElement && !target.src.includes("/rive-not-used/")) zw.unreachable(target.src);
  }, true);
  addEventListener("unhandledrejection", ({ reason }) => {
    if (zw.firstVisit && /fetch|load|network/i.test(String(reason))) zw.unreachable(String(reason));
  });

  startWorker();
  const preload = Object.assign(document.createElement("link"), { rel: "preload", href: "main.dart.js", as: "script" });
  const flutter = Object.assign(document.createElement("script"), { src: "flutter_bootstrap.js", async: true });
  document.head.append(preload, flutter);
})();
