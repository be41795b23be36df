// Questions of the page to Python: a text comes back, or null where Python has no answer to such a question.
let port = null, last = 0;
const waiting = new Map();

export const connect = (to) => { port = to; };

export const ask = (question, ...args) => new Promise((resolve) => {
  waiting.set(++last, resolve);
  port.postMessage({ asked: last, question, args });
});

export function settle({ answered, result }) {
  waiting.get(answered)?.(result);
  waiting.delete(answered);
}
