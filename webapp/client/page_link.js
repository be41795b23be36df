// The worker's end of the line to the page: calls with answers, events from the page, and notices that want no answer.

let port = null, last = 0;
const waiting = new Map();
const listeners = new Map();                   // event -> Set of callbacks
const standing = new Set();                    // events that stay true: told to who listens later
const STAY_TRUE = new Set(["update-ready", "update-refused", "offline-ready"]);

let arrived;
const connected = new Promise((resolve) => { arrived = resolve; });
export const keepsake = async () => (await connected) ?? null;   // what the page had kept before this start

self.addEventListener("message", (event) => {
  if (!event.data?.zonewalkPort) return;
  event.stopImmediatePropagation();            // nobody else's business
  port = event.data.zonewalkPort;
  port.onmessage = ({ data }) => {
    if (data.event) dispatch(data.event);
    else if (data.asked) reply(data);
    else settle(data);
  };
  arrived(event.data.keepsake);
});

function settle({ id, result, error }) {
  const { resolve, reject } = waiting.get(id);
  waiting.delete(id);
  if (error) reject(Object.assign(new Error(error.message), { name: error.name }));
  else resolve(result);
}

// A question of the page to Python, answered at once; null where nobody answers it (any more).
const answers = new Map();
function reply({ asked, question, args }) {
  let result = null;
  try {
    result = answers.get(question)?.(...args) ?? null;
  } finally {
    port.postMessage({ answered: asked, result });
  }
}

// `callback` answers this question with a text, until the function that is given here is called.
export function answer(question, callback) {
  const kept = callback.copy?.() ?? callback;
  answers.set(question, kept);
  return () => {
    if (answers.get(question) === kept) answers.delete(question);
    kept.destroy?.();
  };
}

function dispatch(event) {
  if (standing.has(event)) return;             // told already, and still true
  if (STAY_TRUE.has(event)) standing.add(event);
  for (const callback of listeners.get(event) ?? []) callback(event);
}

export async function call(method, ...args) {
  await connected;
  const id = ++last;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    port.postMessage({ id, method, args });
  });
}

export function listen(event, callback) {
  // Python's function is dropped when this call returns, unless we hold a copy of it.
  const kept = callback.copy?.() ?? callback;
  if (!listeners.has(event)) listeners.set(event, new Set());
  listeners.get(event).add(kept);
  if (standing.has(event)) queueMicrotask(() => kept(event));
  return () => { if (listeners.get(event).delete(kept)) kept.destroy?.(); };
}

export const notify = (kind, values) => self.postMessage({ zonewalk: kind, ...values });
