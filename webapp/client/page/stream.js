// The live picture of the rear camera, and its torch.

const WISHES = { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1440 } };

// -> {video, stream, stop()}; rejects with the browser's error: NotAllowedError, NotFoundError, NotReadableError…
export async function openCamera(video) {
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

export const whyNot = (error, texts) => texts[error.name] ?? `${texts.other} (${error.name})`;

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
