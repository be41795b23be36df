// Reads the camera's frames for page/scan.js: {frame: ImageBitmap, aim} in, {codes} or {error} out. Each frame gets the first look
// and one of the others in turn, so that none of them makes the picture wait.
import { LOOKS, part, readCodes } from "./codes.js";

const [first, ...others] = LOOKS;
const canvas = new OffscreenCanvas(1, 1);
const context = canvas.getContext("2d", { willReadFrequently: true });
let turn = 0;

function drawn(frame, { x, y, width, height, scale }) {
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  context.drawImage(frame, x, y, width, height, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

self.onmessage = async ({ data: { frame, aim } }) => {
  try {
    const codes = new Map();
    for (const look of [first, others[turn++ % others.length]]) {
      const taken = part(frame, look, aim);
      for (const code of await readCodes(drawn(frame, taken), look, taken)) codes.set(code.text, code);
      if (codes.size) break;
    }
    self.postMessage({ codes: [...codes.values()] });
  } catch (error) {
    self.postMessage({ error: String(error) });
  } finally {
    frame.close();
  }
};
