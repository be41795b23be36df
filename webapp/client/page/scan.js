// Reads a sign-in code: the camera looks for a QR code all the time, and the code can be typed instead at any time.
// The reading runs in a worker of its own, so that neither Python nor the picture ever waits for it.
import { button, element, header, overlay } from "./overlay.js";
import { liveCamera, whyNot, wireTorch } from "./stream.js";
import { textsOf } from "./texts.js";

const LONG_SIDE = 960;                          // enough for a code that fills a fifth of the picture
const PAUSE_MS = 60;
// A code that was not taken brings the reader back at once: what was typed is still there, to be mended.
const REFUSED_MS = 1500;
let lastTyped = { text: "", at: -Infinity };

// Calls `found(text)` for each frame with a code, `broken(error)` when no reader can be had. Returns a stop function.
function readFrames(video, found, broken) {
  const worker = new Worker("/scan-worker.js", { type: "module" });
  const canvas = element("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  let timer = 0;
  function next() {
    if (!video.videoWidth) { timer = setTimeout(next, PAUSE_MS); return; }
    const scale = Math.min(1, LONG_SIDE / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const frame = context.getImageData(0, 0, canvas.width, canvas.height);
    worker.postMessage(frame, [frame.data.buffer]);
  }
  worker.onmessage = ({ data }) => {
    if (data.error) return broken(data.error);
    const text = data.texts.find((read) => read.trim());
    if (text) found(text.trim());
    else timer = setTimeout(next, PAUSE_MS);
  };
  worker.onerror = (event) => { event.preventDefault(); broken(event.message); };
  next();
  return () => { clearTimeout(timer); worker.terminate(); };
}

export function scanCode(options = {}) {
  const { title, hint } = options;
  const texts = textsOf(options);
  return overlay(title || texts.code, (dialog, finish) => {
    let stopReading = () => {};
    const video = element("video", { muted: true, playsInline: true, aria: { hidden: "true" } });
    const frame = element("div", { className: "zw-frame" });
    const say = element("div", { className: "zw-say", textContent: texts.starting, aria: { live: "polite" } });
    const note = element("div", { className: "zw-note", textContent: hint ?? "", aria: { live: "polite" } });
    const torch = button("host-torch", texts.torch, { hidden: true });
    const code = element("input", {
      id: "host-code", type: "text", placeholder: texts.code, autocomplete: "off", autocapitalize: "characters", spellcheck: false,
      enterKeyHint: "done", aria: { label: texts.code },
    });
    if (performance.now() - lastTyped.at < REFUSED_MS) code.value = lastTyped.text;
    const ok = button("host-code-ok", texts.ok, { type: "submit", className: "zw-main zw-mid" });
    const cancel = button("host-cancel", texts.cancel);
    const again = button("host-again", texts.again, { hidden: true });
    const typing = element("form", { className: "zw-row", noValidate: true }, code, ok);
    dialog.append(video, frame, header(title), say, torch, element("div", { className: "zw-foot" }, note, typing, element("div", { className: "zw-row" }, cancel, again)));

    cancel.onclick = () => finish(null);
    // A form's own submit: the Enter that ends a composed Chinese input is none.
    typing.onsubmit = (event) => {
      event.preventDefault();
      const text = code.value.trim();
      if (text) {
        lastTyped = { text, at: performance.now() };
        finish({ text, means: "typed" });
      }
      else { note.textContent = texts.empty; code.focus(); }
    };

    function offer(live) {
      frame.hidden = !live;
      again.hidden = live;
    }
    const camera = liveCamera(video, (stream) => {
      say.textContent = "";
      offer(true);
      wireTorch(torch, stream);
      stopReading = readFrames(video, (text) => {
        navigator.vibrate?.(60);
        finish({ text, means: "scan" });
      }, (error) => { console.warn("QR reader:", error); say.textContent = texts.noCode; });
    }, (error) => {
      offer(false);
      say.textContent = `${whyNot(error, texts)} ${texts.codeInstead}`;
      code.focus();
    });
    again.onclick = () => { say.textContent = texts.starting; camera.start(); };
    return () => { stopReading(); camera.stop(); };
  });
}
