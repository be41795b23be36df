// QR codes in a picture, by zxing. Loaded at its first use: a megabyte that most starts don't need.

// The ways to look at a picture. cut: the part around the aim alone, in the camera's own pixels; side: the whole, with its long
// side so many pixels. The first costs little and reads nearly all that any reads; each of the others reads some that it does not.
export const LOOKS = [
  { cut: 640 },
  { side: 1920 },
  { cut: 640, binarizer: "GlobalHistogram" },
  { side: 960 },
  { side: 1920, binarizer: "GlobalHistogram" },
];
const CODES_MOST = 12;                         // a page of stickers on a screen

let reader = null;

async function load() {
  const module = await import("./zxing/es/reader/index.js");
  module.prepareZXingModule({ overrides: { locateFile: (name) => new URL(`./zxing/${name}`, import.meta.url).href } });
  return module;
}

// What a look takes of a picture: the part {x, y, width, height} in the picture's pixels, and the scale at which it is drawn.
export function part({ width, height }, { cut, side }, aim) {
  if (!cut) return { x: 0, y: 0, width, height, scale: Math.min(1, side / Math.max(width, height)) };
  const [wide, high] = [Math.min(cut, width), Math.min(cut, height)];
  const within = (middle, size, most) => Math.round(Math.max(0, Math.min(most - size, middle - size / 2)));
  return { x: within(aim.x, wide, width), y: within(aim.y, high, height), width: wide, height: high, scale: 1 };
}

// -> codes found in an ImageData that shows this part: [{text, x, y, side}], place and size in the picture's pixels
export async function readCodes(frame, { binarizer = "LocalAverage" }, { x, y, scale }) {
  reader ??= load().catch((error) => { reader = null; throw error; });   // the next picture tries again
  const found = await (await reader).readBarcodes(frame, { formats: ["QRCode"], maxNumberOfSymbols: CODES_MOST, binarizer });
  return found.filter((code) => code.isValid).map(({ text, position }) => {
    const corners = [position.topLeft, position.topRight, position.bottomRight, position.bottomLeft];
    const middle = (axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / 4 / scale;
    const [a, , c] = corners;
    return { text, x: x + middle("x"), y: y + middle("y"), side: Math.hypot(c.x - a.x, c.y - a.y) / Math.SQRT2 / scale };
  });
}
