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

// Reads a copy of each body beside whoever asked for it. Only for a first visit: a copied body loses the compiled code
// that the browser keeps beside a cached one.
export function countLoading(report) {
  const plainFetch = self.fetch.bind(self);
  self.fetch = async (...args) => {
    const answer = await plainFetch(...args);
    if (answer.ok && answer.body) count(answer.clone(), report);
    return answer;
  };
}

async function count(copy, report) {
  const path = new URL(copy.url).pathname.slice(1);
  let bytes = 0;
  try {
    for (const reader = copy.body.getReader(); ;) {
      const { done, value } = await reader.read();
      if (done) break;
      report(path, (bytes += value.length));
    }
  } catch {
    // Whoever reads the original meets the same error and says so.
  }
}
