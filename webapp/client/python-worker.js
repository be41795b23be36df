// Python's worker, in place of Flet's: the same contract with the page and with flet.messaging.pyodide_connection, but it
// starts by itself before Flutter is there, installs nothing at run time, and has the app loaded when Flutter connects.
import { keepsake, notify } from "./page_link.js";
import { browserHost, checkBrowser, mark, mountStorage, openStorage } from "./host-worker.js";
import { Fatal, inPython } from "./failures.js";
import { countLoading, fetchFile, fetchPacks } from "./loading.js";
import { startInterpreter } from "./interpreter.js";
import { dropMemory, keptMemory } from "./memory.js";

// It ends with ft.run(), which waits for the page.
const RUN = `
import gc
app.main.run()
gc.freeze()
gc.enable()
`;

// Python takes some turns of the worker to come from a packet to its answer; then it waits for something else.
const NO_ANSWER_TURNS = 3, NO_ANSWER_MS = 8;

const bridge = { documentUrl: self.location.origin + "/", args: null };   // Python's module flet_js
const toPage = (message) => {                  // Python bytes -> page
  const bytes = message.toJs();
  self.postMessage(bytes, [bytes.buffer]);
  answeredAfter(1, 0);
};
bridge.receive_callback = toPage;

// The page holds its next picture back for an answer (page/frames.js): it is told when Python has sent all, or has nothing to say.
let answered = 0;
function answeredAfter(turns, ms) {
  clearTimeout(answered);
  answered = setTimeout(() => (turns > 1 ? answeredAfter(turns - 1, ms) : notify("answered")), ms);
}

async function start() {
  checkBrowser();
  const first = self.name === "first visit";
  const brokenOff = first ? countLoading((path, bytes) => notify("loaded", { path, bytes }), "pyodide/") : new Promise(() => {});
  notify("stage", { name: "start" });
  const packs = fetchPacks();
  const info = fetchFile("build.json");
  const storage = openStorage();
  for (const early of [packs, info, storage, brokenOff]) early.catch(() => {});       // each is awaited below
  const { version } = JSON.parse(new TextDecoder().decode(await info));
  notify("version", { version });
  const memory = self.name === "again" ? await keptMemory(version) : null;
  notify("memory", { used: Boolean(memory) });
  mark("memory");
  const host = browserHost(version, await keepsake());
  const python = await Promise.race([startInterpreter(packs, { browser_host: host, flet_js: bridge }, { memory, begun }), brokenOff]);
  mark("imports");
  notify("stage", { name: "imports" });
  mountStorage(python, host, await storage);
  await inPython(() => python.runPythonAsync(RUN));
  if (typeof bridge.start_connection !== "function") throw new Fatal("APP_FAILED", "app.main did not call ft.run()");
  mark("app");
  notify("stage", { name: "app" });
  if (self.name === "again, from nothing") await dropMemory();
  return python;
}

function begun() {
  mark("interpreter");
  notify("stage", { name: "interpreter" });
}

function report(error) {
  console.error(error);
  notify("fatal", causeOf(error));
}

function causeOf(error) {
  if (error instanceof Fatal) return { code: error.code, detail: error.detail };
  // The interpreter's own loader words it differently from browser to browser. Later starts fetch nothing.
  const network = error.name === "LoadError" || (self.name === "first visit" && /fetch|load|network/i.test(String(error)));
  return { code: network ? "HOST_UNREACHABLE" : "HOST_CRASHED", detail: String(error.stack ?? error) };
}

const running = start();
running.catch(report);

let connected = false;
self.onmessage = async ({ data }) => {
  if (connected) {
    bridge.send?.(data);
    answeredAfter(NO_ANSWER_TURNS, NO_ANSWER_MS);
    return;
  }
  if (!data.zonewalkConnect) return;
  connected = true;
  mark("connect");
  bridge.documentUrl = data.zonewalkConnect.documentUrl;
  bridge.args = data.zonewalkConnect.args;
  let python;
  try {
    python = await running;
  } catch {
    return;                                    // reported already
  }
  inPython(async () => {
    await bridge.start_connection(toPage);
    self.postMessage("initialized");
    python.runPython("app.main.meanwhile()");  // before Flutter's first packet comes
  }).catch(report);
};
