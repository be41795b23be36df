// A full-screen dialog above Flutter's canvas. The browser's own <dialog> gives it the focus, keeps it there, and
// closes it by Escape or the phone's back gesture; where back is the browser's, `holdBack` does the same.
import { holdBack } from "./back.js";

export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  const { aria = {}, className, ...rest } = properties;
  Object.assign(made, rest);
  if (className) made.className = className;
  for (const [name, value] of Object.entries(aria)) made.setAttribute("aria-" + name, value);
  made.append(...children.filter(Boolean));
  return made;
}

export const button = (id, text, properties = {}) => element("button", { id, type: "button", textContent: text, ...properties });

// Opens the dialog and waits for `finish(result)`; closing it otherwise gives null. `build` may return a clean-up.
export function overlay(label, build) {
  return new Promise((resolve, reject) => {
    const dialog = element("dialog", { className: "zw-over", aria: { label } });
    const returnTo = document.activeElement;
    let cleanUp = () => {};
    let open = true;
    const leave = (settle) => {
      if (!open) return;
      open = false;
      release();
      cleanUp();
      dialog.close();
      dialog.remove();
      returnTo?.focus?.({ preventScroll: true });
      settle();
    };
    const finish = (result) => leave(() => resolve(result));
    const fail = (error) => leave(() => reject(error));
    dialog.addEventListener("cancel", (event) => {
      if (event.target !== dialog) return;      // the choosers inside it have an event of the same name
      event.preventDefault();
      finish(null);
    });
    dialog.addEventListener("close", () => finish(null));
    document.body.append(dialog);
    dialog.showModal();
    const release = holdBack(() => dialog.dispatchEvent(new Event("cancel", { cancelable: true })));
    try {
      cleanUp = build(dialog, finish, fail) ?? cleanUp;
    } catch (error) {
      fail(error);
    }
  });
}

export function header(title, lines = []) {
  return element("div", { className: "zw-top" },
    element("div", { className: "zw-title", textContent: title ?? "" }),
    ...lines.filter(Boolean).map((line) => element("div", { className: "zw-line", textContent: line })));
}
