// Fetching the parts of the start, with three tries, and counting their bytes on a first visit.
import { named } from "./failures.js";

const TRIES = 3;

// -> ArrayBuffer. LoadError when the server can't be reached or answers something else than the file.
export async function fetchFile(path) {
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      const answer = await fetch(path, { cache: "no-cache" });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      return await answer.arrayBuffer();
    } catch (error) {
      if (left === 0) throw named("LoadError", `${path}: ${error.message}`);
    }
  }
}

// -> [ArrayBuffer, ArrayBuffer]: Python's packages, and the app.
export const fetchPacks = () => Promise.all([fetchFile("packages.pack"), fetchFile("app.pack")]);

// Reads a copy of each body beside whoever asked for it. Only for a first visit: a copied body loses the compiled code
// that the browser keeps beside a cached one. The returned promise never resolves; it rejects with a LoadError when a
// file under `watched` breaks off: Pyodide's loader only logs that, and waits for ever.
export function countLoading(report, watched) {
  const plainFetch = self.fetch.bind(self);
  return new Promise((_, reject) => {
    self.fetch = async (...args) => {
      const answer = await plainFetch(...args);
      if (answer.ok && answer.body) count(answer.clone(), report, watched, reject);
      return answer;
    };
  });
}

async function count(copy, report, watched, reject) {
  const path = new URL(copy.url).pathname.slice(1);
  let bytes = 0;
  try {
    for (const reader = copy.body.getReader(); ;) {
      const { done, value } = await reader.read();
      if (done) break;
      report(path, (bytes += value.length));
    }
  } catch (error) {
    // The others' readers meet the same error, and try again.
    if (path.startsWith(watched)) reject(named("LoadError", `${path}: ${error.message}`));
  }
}
