// How a picture lies by its EXIF. Every browser turns a JPEG by itself; WebP and PNG only some do, which a tiny one of each tells.

// Turned to the right by a quarter, two pixels wide in the file.
const PROBES = {
  webp: "UklGRk4AAABXRUJQVlA4WAoAAAAIAAAAAQAAAAAAVlA4TA4AAAAvAQAAAAcQEf0PRET/A0VYSUYaAAAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAA=",
  png: "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAAAAADRSSBWAAAAGmVYSWZNTQAqAAAACAABARIAAwAAAAEABgAAAAAAANZnS2kAAAALSURBVHicY2BgAAAAAwABuK06YwAAAABJRU5ErkJggg==",
};
const ORIENTATION = 0x0112, SHORT = 3;

const nameAt = (bytes, at, length = 4) => String.fromCharCode(...bytes.subarray(at, at + length));
const viewOf = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function kindOf(bytes) {
  if (nameAt(bytes, 0) === "RIFF" && nameAt(bytes, 8) === "WEBP") return "webp";
  return nameAt(bytes, 1, 3) === "PNG" ? "png" : null;
}

// The TIFF block of a WebP or PNG; null where it has none.
function exifOf(bytes, kind) {
  const view = viewOf(bytes), webp = kind === "webp";
  for (let at = webp ? 12 : 8; at + 8 <= bytes.length;) {
    const size = webp ? view.getUint32(at + 4, true) : view.getUint32(at);
    if (nameAt(bytes, webp ? at : at + 4) === (webp ? "EXIF" : "eXIf")) {
      const block = bytes.subarray(at + 8, at + 8 + size);
      return nameAt(block, 0) === "Exif" ? block.subarray(6) : block;
    }
    at += webp ? 8 + size + (size % 2) : 12 + size;
  }
  return null;
}

// -> 1 to 8, as EXIF numbers them; 1 where nothing is told
export function toldOrientation(block) {
  try {
    const view = viewOf(block), little = nameAt(block, 0, 2) === "II";
    const folder = view.getUint32(4, little);
    for (let n = 0; n < view.getUint16(folder, little); n += 1) {
      const at = folder + 2 + 12 * n;
      if (view.getUint16(at, little) !== ORIENTATION || view.getUint16(at + 2, little) !== SHORT) continue;
      const told = view.getUint16(at + 8, little);
      return told >= 1 && told <= 8 ? told : 1;
    }
  } catch { /* damaged: it stays as it lies */ }
  return 1;
}

const turns = {};
async function browserTurns(kind) {
  turns[kind] ??= createImageBitmap(new Blob([Uint8Array.from(atob(PROBES[kind]), (character) => character.charCodeAt(0))]))
    .then((picture) => picture.height > picture.width, () => true);
  return turns[kind];
}

// -> how the decoded picture has still to be turned: 1 to 8, as EXIF numbers it
export async function leftToTurn(bytes) {
  const kind = kindOf(bytes);
  const block = kind && exifOf(bytes, kind);
  const told = block ? toldOrientation(block) : 1;
  return told === 1 || (await browserTurns(kind)) ? 1 : told;
}

// Draws upright. wide, high: of the target, as it is looked at.
export function drawTurned(context, source, orientation, wide, high) {
  const across = orientation >= 5;
  const [w, h] = across ? [high, wide] : [wide, high];   // of the source as it lies
  const matrix = {
    1: [1, 0, 0, 1, 0, 0], 2: [-1, 0, 0, 1, w, 0], 3: [-1, 0, 0, -1, w, h], 4: [1, 0, 0, -1, 0, h],
    5: [0, 1, 1, 0, 0, 0], 6: [0, 1, -1, 0, h, 0], 7: [0, -1, -1, 0, h, w], 8: [0, -1, 1, 0, 0, w],
  }[orientation];
  context.save();
  context.transform(...matrix);
  context.drawImage(source, 0, 0, w, h);
  context.restore();
}
