// Starts the interpreter as python-worker.js does, keeps its memory for the next start, and ends. It has no data.
import { startInterpreter, keepable } from "./interpreter.js";
import { fetchPacks } from "./loading.js";
import { keepMemory } from "./memory.js";

const ROOM = 4;                                // so many times its size must be free: records and photos come first

async function keep() {
  const modules = { browser_host: {}, flet_js: {} };           // the app's modules read nothing of them while they are imported
  const packs = fetchPacks();
  const memory = keepable(await startInterpreter(packs, modules, { keeping: true }), modules);
  const { quota, usage } = await navigator.storage.estimate();
  if (quota - usage < ROOM * memory.bytes.length) return "no room";
  await keepMemory(self.name, memory);
  return "kept";
}

keep().catch((error) => `failed: ${error.stack ?? error}`).then((how) => {
  if (how !== "kept") console.warn("memory:", how);
  self.postMessage(how);
  self.close();
});
