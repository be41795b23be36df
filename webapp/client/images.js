// Picture work without Pillow: the browser decodes (EXIF orientation applied), scales, stamps and compresses.
import { named } from "./failures.js";

const MAX_PIXELS = 40_000_000;
const PREVIEW_SIDE = 240, PREVIEW_BYTES = 6 * 1024;
const FONT_URL = new URL("./assets/fonts/NotoSansSC-subset.woff2", import.meta.url).href;

let font = null;
function loadFont() {
  font ??= new FontFace("HostSC", `url(${FONT_URL})`).load().then((face) => self.fonts.add(face), (error) => {
    font = null;
    console.warn("stamp font:", error.message);   // the system's font stamps too; a photo is never refused for its letters
  });
  return font;
}

async function decode(bytes) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(new Blob([bytes]), { imageOrientation: "from-image" });
  } catch {
    throw named("NOT_A_PHOTO", "the bytes can't be decoded as a picture");
  }
  if (bitmap.width * bitmap.height > MAX_PIXELS) {
    bitmap.close();
    throw named("TOO_LARGE", `more than ${MAX_PIXELS / 1e6} megapixels`);
  }
  return bitmap;
}

function scaled(source, side) {
  const scale = Math.min(1, side / Math.max(source.width, source.height));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(source.width * scale)), Math.max(1, Math.round(source.height * scale)));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.fillStyle = "#fff";                       // under a transparent PNG; JPEG would make it black
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return { canvas, context };
}

// A dark band along the lower edge, white letters, a line's size in proportion to the picture; what is too wide is made narrower.
function stamp({ canvas, context }, lines, rows) {
  const size = Math.max(14, Math.round(Math.max(canvas.width, canvas.height) * 0.0225));
  const pad = Math.round(size * 0.6), step = Math.round(size * 1.35);
  const height = rows * step + pad * 2 - (step - size);
  context.fillStyle = "rgba(0, 0, 0, 0.55)";
  context.fillRect(0, canvas.height - height, canvas.width, height);
  context.fillStyle = "#fff";
  context.font = `${size}px HostSC, sans-serif`;
  context.textBaseline = "top";
  lines.forEach((line, i) => context.fillText(line, pad, canvas.height - height + pad + i * step, canvas.width - pad * 2));
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
  const [source] = await Promise.all([decode(data), lines?.length ? loadFont() : null]);
  const picture = scaled(source, side);
  source.close();
  if (lines?.length) stamp(picture, lines, Math.max(rows ?? 0, lines.length));
  const bytes = await jpeg(picture.canvas, quality);
  const sha256 = hex(await crypto.subtle.digest("SHA-256", bytes));
  return {
    bytes, sha256, width: picture.canvas.width, height: picture.canvas.height,
    preview: preview ? await previewOf(picture.canvas) : null, ms: performance.now() - began,
  };
}

export async function thumbnail(data, side) {
  const source = await decode(data);
  const { canvas } = scaled(source, side);
  source.close();
  return { bytes: await jpeg(canvas, 0.7), width: canvas.width, height: canvas.height };
}

// The picture's pixels, for the QR reader.
export async function pixels(data, side) {
  const source = await decode(data);
  const { canvas, context } = scaled(source, side);
  source.close();
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
