// Starts the interpreter: from nothing, or from memory that a start before this one left behind (see memory.js).
//
// Memory alone is not the whole of it. Compiled libraries have their code in a table outside it, and Python holds on to
// objects of JavaScript. So the libraries are loaded first in every start, in one order, which gives them the same places;
// and the objects that Python may hold when its memory is kept are few, and go by name.
import { loadPyodide } from "./pyodide/pyodide.mjs";
import { inPython } from "./failures.js";
import { unpack } from "./unpack.js";

const runtimes = import("./pyodide/pyodide.asm.mjs");          // large: read while the rest begins
runtimes.catch(() => {});                      // awaited below

// What is imported stays: looking through it for garbage again and again only costs time.
const IMPORTS = `
import gc, os, sys
gc.disable()
sys.path[:0] = ["/app", "/packages"]
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "1"   # else pydantic looks through every installed package for plug-ins
import flet, flet.components.router, flet.messaging.pyodide_connection
import app.main
`;
const WARM = `
app.main.warm()
gc.collect()
gc.freeze()
`;
// What must not be the same in every start: where chance goes on from.
const AWAKE = `
import random
random.seed()
`;

// packs: promise of [ArrayBuffer, ArrayBuffer], packages and app. modules: {name: object}, what Python may import from here.
// memory: as keptMemory() gave it. keeping: for a start that shall give its memory.
// -> the interpreter with the app's modules imported. Throws when the memory doesn't fit, or is not what was kept.
export async function startInterpreter(packs, modules, { memory = null, keeping = false, begun = () => {} } = {}) {
  const laid = {};
  const kept = memory && packs.then(() => (laid.bytes = memory.read()));       // the interpreter's code is compiled meanwhile
  const python = await loadPyodide({
    stdout: (line) => console.log(line),
    stderr: (line) => console.error(line),
    createPyodideModule: async (settings) => {
      const [packages, app] = await packs;
      settings.preRun.push((runtime) => { laid.runtime = runtime; });
      settings.onRuntimeInitialized = () => lay(laid, packages, app, memory);
      return (await runtimes).default(settings);
    },
    ...(keeping && { _makeSnapshot: true }),
    ...(memory && { _loadSnapshot: kept, _snapshotDeserializer: (name) => modules[name] }),
  });
  begun();
  if (memory) {
    await inPython(() => python.runPython(AWAKE));
  } else {
    for (const [name, object] of Object.entries(modules)) python.registerJsModule(name, object);
    await inPython(() => python.runPython(keeping ? IMPORTS + WARM : IMPORTS));
  }
  laid.bytes = null;
  python.zonewalk = laid;
  return python;
}

// -> {bytes, shape}: an interpreter's memory, started with `keeping`, before anything ran in it.
export function keepable(python, modules) {
  const { runtime, shape } = python.zonewalk;
  const now = shapeOf(runtime);
  if (now !== shape) throw new Error(`the table grew while modules were imported: ${shape}, ${now}`);
  const names = new Map(Object.entries(modules).map(([name, object]) => [object, name]));
  const bytes = python.makeMemorySnapshot({ serializer: (object) => names.get(object) });
  return { bytes, shape };
}

const shapeOf = (runtime) => String(runtime.wasmTable.length);

function lay(laid, packages, app, memory) {
  const { runtime } = laid;
  const libraries = [...unpack(runtime.FS, packages, "/packages"), ...unpack(runtime.FS, app, "/app")].filter((path) => path.endsWith(".so"));
  for (const path of libraries) {
    runtime.loadDynamicLibrary(path, { global: false, nodelete: true, allowUndefined: true, fs: runtime.FS }, {}, 0);
    for (const [name, start] of Object.entries(runtime.LDSO.loadedLibsByName[path].exports)) {
      if (name.startsWith("PyInit_")) runtime.getFunctionAddress(start);      // the place where Python will look for it
    }
  }
  laid.shape = shapeOf(runtime);
  if (!memory) return;
  if (memory.shape !== laid.shape) throw new Error(`kept memory of shape ${memory.shape}, libraries of shape ${laid.shape}`);
  if (!runtime.growMemory(laid.bytes.length)) throw new Error("no room for the kept memory");
}
