// Reads a sign-in code: the camera looks for QR codes all the time, and the code can be typed instead at any time.
// The code that the person aims at counts, after its name was shown; the reading runs in a worker of its own, so that neither
// Python nor the picture ever waits for it.
import { ask } from "./ask.js";
import { button, element, header, overlay } from "./overlay.js";
import { liveCamera, whyNot, wireTorch } from "./stream.js";
import { textsOf } from "./texts.js";

const PAUSE_MS = 40;
const REACH = 0.75;                            // of the code's side: so near to the middle of the frame it is aimed at
const HOLD_MS = 800;                           // so long its name is read before it counts
const FORGET_MS = 1200, FORGET_FRAMES = 4;     // a code may be read by one of the looks alone, which take turns (scan-worker.js)

// The middle of the drawn frame in the video's own pixels; the picture is fitted into the element.
function aimed(video, frame) {
  const [outer, inner] = [video.getBoundingClientRect(), frame.getBoundingClientRect()];
  const scale = Math.min(outer.width / video.videoWidth, outer.height / video.videoHeight);
  const from = (start, size, shown) => start + (size - shown * scale) / 2;
  return {
    x: (inner.left + inner.width / 2 - from(outer.left, outer.width, video.videoWidth)) / scale,
    y: (inner.top + inner.height / 2 - from(outer.top, outer.height, video.videoHeight)) / scale,
  };
}

// Calls `seen(codes, aim)` for each frame, `broken(error)` when no reader can be had. Returns a stop function.
function readFrames(video, frame, seen, broken) {
  const worker = new Worker("/scan-worker.js", { type: "module" });
  let timer = 0, aim = null, stopped = false;
  const later = () => { if (!stopped) timer = setTimeout(next, PAUSE_MS); };
  async function next() {
    if (!video.videoWidth) return later();
    aim = aimed(video, frame);
    const picture = await createImageBitmap(video).catch(() => null);   // a picture that is just being changed
    if (stopped || !picture) { picture?.close(); return later(); }
    worker.postMessage({ frame: picture, aim }, [picture]);
  }
  worker.onmessage = async ({ data }) => {
    if (data.error) return broken(data.error);
    await seen(data.codes, aim);
    later();
  };
  worker.onerror = (event) => { event.preventDefault(); broken(event.message); };
  next();
  return () => { stopped = true; clearTimeout(timer); worker.terminate(); };
}

// The own code nearest to the aim, and whether it is aimed at. codes: [{text, name, x, y, side}]
export function nearest(codes, aim) {
  const far = (code) => Math.hypot(code.x - aim.x, code.y - aim.y);
  const [code] = codes.filter(({ name }) => name).sort((a, b) => far(a) - far(b));
  return code ? { code, hit: far(code) <= REACH * code.side } : null;
}

export function scanCode(options = {}) {
  const { title, hint, bad = false, named = false } = options;
  const texts = textsOf(options);
  const known = new Map();                     // text -> {name, why}
  const whose = async (text) => {
    if (!known.has(text)) known.set(text, named ? JSON.parse((await ask("code", text)) ?? "{}") : { name: text });
    return known.get(text);
  };
  return overlay(title || texts.code, (dialog, finish) => {
    let stopReading = () => {}, held = null, foreignSaid = false, shownAt = 0, missed = 0;
    const video = element("video", { muted: true, playsInline: true, aria: { hidden: "true" } });
    const frame = element("div", { className: "zw-frame" });
    const say = element("div", { className: "zw-say", textContent: texts.starting, aria: { live: "polite" } });
    const shown = element("div", { id: "host-code-seen", className: "zw-seen", aria: { live: "polite" } });
    const note = element("div", { className: "zw-note", aria: { live: "polite" } });
    const torch = button("host-torch", texts.torch, { hidden: true });
    const code = element("input", {
      id: "host-code", type: "text", placeholder: texts.code, autocomplete: "off", autocapitalize: "characters", spellcheck: false,
      enterKeyHint: "done", aria: { label: texts.code },
    });
    const ok = button("host-code-ok", texts.ok, { type: "submit", className: "zw-main zw-mid" });
    const cancel = button("host-cancel", texts.cancel);
    const again = button("host-again", texts.again, { hidden: true });
    const typing = element("form", { className: "zw-row", noValidate: true }, code, ok);
    dialog.append(video, frame, shown, header(title), say, torch, element("div", { className: "zw-foot" }, note, typing, element("div", { className: "zw-row" }, cancel, again)));

    function tell(words, wrong = false) {
      note.textContent = words;
      note.classList.toggle("zw-bad", wrong);
      note.setAttribute("role", wrong ? "alert" : "note");
      code.setAttribute("aria-invalid", String(wrong));
    }
    tell(hint ?? "", bad);

    cancel.onclick = () => finish(null);
    code.oninput = () => { if (note.classList.contains("zw-bad")) tell(hint && !bad ? hint : ""); };
    // A form's own submit: the Enter that ends a composed Chinese input is none.
    typing.onsubmit = async (event) => {
      event.preventDefault();
      const text = code.value.trim();
      const { name, why } = text ? await whose(text) : { why: texts.empty };
      if (name) return finish({ text, means: "typed" });
      tell(why ?? texts.notOurs, true);        // what was typed stays, to be mended
      code.focus();
    };

    function show(name, words) {
      const text = name + words;
      if (name) [shownAt, missed] = [performance.now(), 0];
      if (shown.dataset.text === text) return;
      shown.dataset.text = text;
      shown.replaceChildren(...(name ? [element("b", { textContent: name }), words] : []));
    }

    async function seen(codes, aim) {
      for (const each of codes) each.name = (await whose(each.text)).name;
      const now = performance.now(), found = nearest(codes, aim);
      if (found?.hit) {
        const same = held?.text === found.code.text;
        held = { text: found.code.text, since: same ? held.since : now };
        if (same && now - held.since >= HOLD_MS) return finish({ text: held.text, means: "scan" });
        show(found.code.name, texts.keepStill);
      } else if (found) {
        held = null;
        show(found.code.name, texts.toMiddle);
      } else if (codes.length && !foreignSaid) {
        foreignSaid = true;                    // once, and nobody is disturbed by it
        if (!note.classList.contains("zw-bad")) note.textContent = texts.notOurs;
      } else if ((missed += 1) > FORGET_FRAMES && now - shownAt > FORGET_MS) {
        held = null;
        show("", "");
      }
      frame.classList.toggle("zw-held", Boolean(held));
    }

    function offer(live) {
      frame.hidden = !live;
      again.hidden = live;
    }
    const camera = liveCamera(video, (stream) => {
      say.textContent = "";
      offer(true);
      wireTorch(torch, stream);
      stopReading = readFrames(video, frame, seen, (error) => { console.warn("QR reader:", error); say.textContent = texts.noCode; });
    }, (error) => {
      stopReading();
      offer(false);
      show("", "");
      say.textContent = `${whyNot(error, texts)} ${texts.codeInstead}`;
      code.focus();
    });
    again.onclick = () => { say.textContent = texts.starting; camera.start(); };
    return () => { stopReading(); camera.stop(); };
  });
}
