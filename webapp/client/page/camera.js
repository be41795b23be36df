// The camera inside the app: one tap takes the photo. Refused or absent, it says what to do and offers the other ways.
import { compareLayer } from "./compare.js";
import { pickPhoto } from "./files.js";
import { button, element, header, overlay } from "./overlay.js";
import { liveCamera, whyNot, wireTorch } from "./stream.js";
import { textsOf } from "./texts.js";

const QUALITY = 0.92;                           // the worker compresses once more, after scaling and stamping

async function grab(video) {
  const canvas = element("canvas", { width: video.videoWidth, height: video.videoHeight });
  canvas.getContext("2d").drawImage(video, 0, 0);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  if (!blob) throw new DOMException("the camera gave no picture", "NotReadableError");
  return { bytes: new Uint8Array(await blob.arrayBuffer()), name: "camera.jpg", source: "camera", modified: null };
}

export function takePhoto(options = {}) {
  const { title, hint, lines = [], compare, album = true, confirm = false } = options;
  const texts = textsOf(options);
  return overlay(title || texts.shutter, (dialog, finish, fail) => {
    let refused = null;
    const video = element("video", { muted: true, playsInline: true, aria: { label: title || texts.shutter } });
    const say = element("div", { className: "zw-say", textContent: texts.starting, aria: { live: "polite" } });
    const torch = button("host-torch", texts.torch, { hidden: true });
    const shutter = button("host-shutter", "", { disabled: true, className: "zw-mid", aria: { label: texts.shutter } });
    const cancel = button("host-cancel", texts.cancel);
    const fromAlbum = album ? button("host-album", texts.album) : element("span");
    const fromSystem = button("host-system", texts.system, { className: "zw-main", hidden: true });
    const again = button("host-again", texts.again, { className: "zw-mid", hidden: true });
    const first = compare ? compareLayer(compare, texts) : null;
    const row = element("div", { className: "zw-row" }, cancel, shutter, again, fromAlbum);
    const foot = element("div", { className: "zw-foot" }, first?.controls, fromSystem, row);
    dialog.append(video, ...(first ? [first.picture] : []), header(title, [...lines, hint]), say, torch, foot);

    const leave = () => finish(refused ? { refused: true, reason: refused } : null);
    cancel.onclick = leave;
    // Escape and the back gesture tell the truth about the refusal too.
    dialog.addEventListener("cancel", (event) => {
      if (event.target !== dialog) return;      // a file chooser inside it was left: the camera stays
      event.stopImmediatePropagation();
      event.preventDefault();
      leave();
    }, true);

    const other = (capture) => () => pickPhoto({ capture }).then((photo) => { if (photo) finish(photo); }, fail);
    fromSystem.onclick = other(true);
    if (album) fromAlbum.onclick = other(false);

    shutter.onclick = async () => {
      shutter.disabled = true;                  // a second tap of a cold finger is no second photo
      try {
        const photo = await grab(video);
        if (!confirm) return finish(photo);
        askUse(photo);
      } catch (error) { fail(error); }
    };

    function askUse(photo) {
      const url = URL.createObjectURL(new Blob([photo.bytes], { type: "image/jpeg" }));
      const shot = element("img", { className: "zw-shot", src: url, alt: "" });
      const use = button("host-use", texts.use, { className: "zw-main" });
      const retake = button("host-retake", texts.retake);
      const ask = element("div", { className: "zw-row" }, retake, use);
      const back = () => { URL.revokeObjectURL(url); shot.remove(); ask.replaceWith(row); shutter.disabled = false; };
      retake.onclick = back;
      use.onclick = () => { back(); finish(photo); };
      video.after(shot);
      row.replaceWith(ask);
    }

    function offer(live) {
      shutter.hidden = !live;
      again.hidden = fromSystem.hidden = live;
    }
    const camera = liveCamera(video, (stream) => {
      refused = null;
      say.textContent = "";
      shutter.disabled = false;
      offer(true);
      wireTorch(torch, stream);
    }, (error) => {
      refused = error.name;
      say.textContent = `${whyNot(error, texts)} ${texts.photoInstead}`;
      offer(false);
    });
    again.onclick = () => { say.textContent = texts.starting; camera.start(); };
    return () => { camera.stop(); first?.release(); };
  });
}
