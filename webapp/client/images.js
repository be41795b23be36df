// Picture work without Pillow: the browser decodes (EXIF orientation applied), scales, stamps and compresses.
import { named } from "./failures.js";
import { drawTurned, leftToTurn } from "./orientation.js";

// Pixels: of a JPEG, HEIC or AVIF, as phones make them; of any other picture.
const MOST_JPEG = 110_000_000, MOST_HEIF = 110_000_000, MOST_WHOLE = 40_000_000, HEAD_BYTES = 1 << 19;
const PREVIEW_SIDE = 240, PREVIEW_BYTES = 6000;
const FONT_URL = new URL("./assets/fonts/NotoSansSC-subset.woff2", import.meta.url).href;

let font = null;
function loadFont() {
  // Fetched as any file: Firefox loads a worker's font past the service worker, and there is none without a network.
  const face = async () => new FontFace("HostSC", await (await fetch(FONT_URL)).arrayBuffer()).load();
  font ??= face().then((loaded) => self.fonts.add(loaded), (error) => {
    font = null;
    console.warn("stamp font:", error.message);   // the system's font stamps too; a photo is never refused for its letters
  });
  return font;
}

let formats = null;
async function knownFormats() {
  formats ??= Promise.all(["jpg", "png", "webp", "heif"].map((name) => import(`./image-size/${name}.js`)));
  return (await formats).flatMap((module) => Object.values(module));
}

// What the file's head tells: {width, height, orientation?, jpeg, heif}, as the pixels lie in the file; null where it tells nothing.
async function told(bytes) {
  const head = bytes.subarray(0, HEAD_BYTES), [jpeg, , , heif] = await knownFormats();
  try {
    const format = (await knownFormats()).find((known) => known.validate(head));
    return { ...format.calculate(head), jpeg: format === jpeg, heif: format === heif };
  } catch {
    return null;                                    // not a head that is known: the browser's decoder will say
  }
}

const tooLarge = () => named("TOO_LARGE", "too many pixels for this device");
const notAPhoto = () => named("NOT_A_PHOTO", "the bytes can't be decoded as a picture");

// A picture of `width` × `height` pixels as it is looked at; `source` lies as `orientation` says. close() gives its memory back.
const upright = (source, orientation, width, height) => ({ source, orientation, width, height, close: () => source.close() });

async function decode(bytes, side) {
  const head = await told(bytes), count = head ? head.width * head.height : 0;
  if (count > (head?.jpeg ? MOST_JPEG : head?.heif ? MOST_HEIF : MOST_WHOLE)) throw tooLarge();
  if (count > MOST_WHOLE) return decodeSmall(bytes, head, side);
  let bitmap;
  try {
    // Upright by EXIF, as every engine does by itself with a JPEG; Chromium before 112 refuses the option that would say so.
    bitmap = await createImageBitmap(new Blob([bytes]));
  } catch {
    throw notAPhoto();
  }
  if (bitmap.width * bitmap.height > MOST_WHOLE) {
    bitmap.close();
    throw tooLarge();
  }
  const orientation = await leftToTurn(bytes), across = orientation >= 5;
  return upright(bitmap, orientation, across ? bitmap.height : bitmap.width, across ? bitmap.width : bitmap.height);
}

// The large pictures of today's phones: the decoder makes them small at once, upright, in the picture's own proportions.
async function decodeSmall(bytes, head, side) {
  const resizeWidth = Math.max(1, Math.round(head.width * Math.min(1, side / Math.max(head.width, head.height))));
  try {
    const bitmap = await createImageBitmap(new Blob([bytes]), { resizeWidth, resizeQuality: "high" });
    return upright(bitmap, 1, bitmap.width, bitmap.height);
  } catch (error) {
    console.warn("large picture:", error.message);
    throw tooLarge();
  }
}

function scaled(source, side) {
  const scale = Math.min(1, side / Math.max(source.width, source.height));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(source.width * scale)), Math.max(1, Math.round(source.height * scale)));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.fillStyle = "#fff";                       // under a transparent PNG; JPEG would make it black
  context.fillRect(0, 0, canvas.width, canvas.height);
  drawTurned(context, source.source ?? source, source.orientation ?? 1, canvas.width, canvas.height);
  return { canvas, context };
}

// The layout is app/domain/stamp.py's (a test compares the figures): a dark band at the lower left, white lines.
// A line that is too wide for the picture is made narrower, never cut.
const LINE_SHARE = 0.028, LINE_MIN_PX = 14, LINE_GAP = 1.3, PAD = 0.5;
function stamp({ canvas, context }, lines, rows) {
  const size = Math.max(LINE_MIN_PX, Math.round(canvas.height * LINE_SHARE));
  const pad = size * PAD, step = size * LINE_GAP;
  context.font = `${size}px HostSC, sans-serif`;
  context.textBaseline = "top";
  const room = canvas.width - pad * 2;
  const widest = Math.min(room, Math.max(...lines.map((line) => context.measureText(line).width)));
  const top = canvas.height - (rows * step + pad * 2);
  context.fillStyle = "rgba(0, 0, 0, 0.5)";
  context.fillRect(0, top, widest + pad * 2, canvas.height - top);
  context.fillStyle = "#fff";
  lines.forEach((line, i) => context.fillText(line, pad, top + pad + i * step, room));
}

const jpeg = async (canvas, quality) => new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg", quality })).arrayBuffer());

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

async function previewOf(canvas) {
  for (let side = PREVIEW_SIDE, quality = 0.5; ; side = Math.round(side * 0.85), quality -= 0.06) {
    const bytes = await jpeg(scaled(canvas, side).canvas, quality);
    if (bytes.length <= PREVIEW_BYTES || side < 60) return bytes;
  }
}

export async function processImage(data, options) {
  const { max_side: side = 1600, quality = 0.82, stamp: lines = [], stamp_rows: rows = lines?.length ?? 0, preview = false } = options;
  const began = performance.now();
  const [source] = await Promise.all([decode(data, side), lines?.length ? loadFont() : null]);
  const picture = scaled(source, side);
  source.close();
  const small = preview ? await previewOf(picture.canvas) : null;     // before the stamp, which nobody could read there
  if (lines?.length) stamp(picture, lines, Math.max(rows ?? 0, lines.length));
  const bytes = await jpeg(picture.canvas, quality);
  const sha256 = hex(await crypto.subtle.digest("SHA-256", bytes));
  const { width, height } = picture.canvas;
  return { bytes, sha256, width, height, preview: small, ms: performance.now() - began };
}

export async function thumbnail(data, side) {
  const source = await decode(data, side);
  const { canvas } = scaled(source, side);
  source.close();
  return { bytes: await jpeg(canvas, 0.7), width: canvas.width, height: canvas.height };
}

// The picture's pixels, for the QR reader.
export async function pixels(data, side) {
  const source = await decode(data, side);
  const { canvas, context } = scaled(source, side);
  source.close();
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
