// Python's worker, in place of Flet's: the same contract with the page and with flet.messaging.pyodide_connection, but it
// starts by itself before Flutter is there, installs nothing at run time, and has the app loaded when Flutter connects.
import { keepsake, notify } from "./page_link.js";
import { checkBrowser, mark, openStorage, registerHost } from "./host-worker.js";
import { Fatal } from "./failures.js";
import { fetchFile, countLoading } from "./loading.js";
import { unpack } from "./unpack.js";
import { loadPyodide } from "./pyodide/pyodide.mjs";

// Imported while Flutter still loads. Flet takes these two later by itself, at the first screen.
// What is imported stays: looking through it for garbage again and again only costs time.
const IMPORTS = `
import gc, os, sys
gc.disable()
sys.path[:0] = ["/app", "/packages"]
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "1"   # else pydantic looks through every installed package for plug-ins
import flet, flet.components.router, flet.messaging.pyodide_connection
import sqlmodel, sqlalchemy.dialects.sqlite, httpx
`;
// The app's module runs as a script does: it opens the database and ends with ft.run(), which waits for the page.
const APP = `
import gc, runpy
runpy.run_module("app.main", run_name="__main__", alter_sys=False)
gc.freeze()
gc.enable()
`;

const bridge = { documentUrl: self.location.origin + "/", args: null };   // Python's module flet_js
const toPage = (message) => {                  // Python bytes -> page
  const bytes = message.toJs();
  self.postMessage(bytes, [bytes.buffer]);
};
bridge.receive_callback = toPage;

async function start() {
  checkBrowser();
  const first = self.name === "first visit";
  const brokenOff = first ? countLoading((path, bytes) => notify("loaded", { path, bytes }), "pyodide/") : new Promise(() => {});
  notify("stage", { name: "start" });
  const packs = Promise.all([fetchFile("packages.pack"), fetchFile("app.pack")]);
  const info = fetchFile("build.json");
  const storage = openStorage();
  for (const early of [packs, info, storage, brokenOff]) early.catch(() => {});       // each is awaited below
  const loading = loadPyodide({ stdout: (line) => console.log(line), stderr: (line) => console.error(line) });
  const python = await Promise.race([loading, brokenOff]);
  mark("interpreter");
  notify("stage", { name: "interpreter" });
  python.registerJsModule("flet_js", bridge);
  const [packages, app] = await packs;
  unpack(python.FS, packages, "/packages");
  unpack(python.FS, app, "/app");
  mark("unpacked");
  const { version } = JSON.parse(new TextDecoder().decode(await info));
  notify("version", { version });
  registerHost(python, await storage, version, await keepsake());
  notify("stage", { name: "open" });
  await python.runPythonAsync(IMPORTS);
  mark("packages");
  notify("stage", { name: "imports" });
  await inPython(() => python.runPythonAsync(APP));
  if (typeof bridge.start_connection !== "function") throw new Fatal("APP_FAILED", "app.main did not call ft.run()");
  mark("app");
  notify("stage", { name: "app" });
}

async function inPython(run) {
  try {
    return await run();
  } catch (error) {
    throw new Fatal("APP_FAILED", String(error.message ?? error));
  }
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
    return;
  }
  if (!data.zonewalkConnect) return;
  connected = true;
  mark("connect");
  bridge.documentUrl = data.zonewalkConnect.documentUrl;
  bridge.args = data.zonewalkConnect.args;
  try {
    await running;
  } catch {
    return;                                    // reported already
  }
  await inPython(() => bridge.start_connection(toPage)).then(() => self.postMessage("initialized"), report);
};
