// The live picture of the rear camera, and its torch.

const WISHES = { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1440 } };

// -> {stream, stop()}; rejects with the browser's error: NotAllowedError, NotFoundError, NotReadableError…
async function openCamera(video) {
  if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("no camera here", "NotFoundError");
  const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: WISHES });
  const stop = () => { for (const track of stream.getTracks()) track.stop(); video.srcObject = null; };
  video.srcObject = stream;
  try {
    await video.play();
  } catch (error) {
    stop();
    throw error;
  }
  return { stream, stop };
}

// The sentence for an error; for a refused camera how to allow it on this kind of phone.
export function whyNot(error, texts) {
  if (error.name === "NotAllowedError") {
    if (/iPhone|iPad/.test(navigator.userAgent)) return texts.notAllowedApple;
    if (matchMedia("(display-mode: standalone)").matches) return texts.notAllowedInstalled;
  }
  return texts[error.name] ?? `${texts.other} (${error.name})`;
}

// Calls back each time that the person allows the camera elsewhere. Some browsers can't tell. -> stop()
function whenAllowed(callback) {
  let stop = () => {}, stopped = false;
  navigator.permissions?.query({ name: "camera" }).then((status) => {
    if (stopped) return;
    status.onchange = () => { if (status.state === "granted") callback(); };
    stop = () => { status.onchange = null; };
  }, () => {});
  return () => { stopped = true; stop(); };
}

// Opens the camera at once, and after a failure again: by `start()`, and when the person has allowed it.
// `shown(stream)` and `failed(error)` are called each time, `failed` also when the picture stops. -> {start, stop}
export function liveCamera(video, shown, failed) {
  let camera = null, opening = false, closed = false;
  function start() {
    if (opening || camera || closed) return;
    opening = true;
    openCamera(video).then((opened) => {
      if (closed) return opened.stop();
      camera = opened;
      opened.stream.getVideoTracks()[0].onended = () => {   // a call, or another app, took it away
        camera.stop();
        camera = null;
        failed(new DOMException("the camera was taken away", "NotReadableError"));
      };
      shown(opened.stream);
    }, (error) => { if (!closed) failed(error); }).finally(() => { opening = false; });
  }
  const stopListening = whenAllowed(start);
  start();
  return { start, stop() { closed = true; stopListening(); camera?.stop(); } };
}

// Shows the button only where the track has a torch.
export function wireTorch(button, stream) {
  const [track] = stream.getVideoTracks();
  button.hidden = !track?.getCapabilities?.().torch;
  let lit = false;
  button.onclick = async () => {
    lit = !lit;
    await track.applyConstraints({ advanced: [{ torch: lit }] });
    button.setAttribute("aria-pressed", String(lit));
  };
}
