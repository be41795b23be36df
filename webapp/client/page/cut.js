// Whether a chosen JPEG looks as if a part of it were lost: the decoder fills that with one colour, and says nothing.
const SIDE = 96, STRIP = 4, SPREAD = 2;        // looked at in so many points; rows that are flat together; steps of a colour
const SHADES = 32;
const DARK = 8, LIGHT = 247;                   // a night, a white wall
const LOOKED_AT_BYTES = 12_000_000;            // more is a picture that only the worker's decoder makes small

function flat(data, from) {
  const least = [255, 255, 255], most = [0, 0, 0];
  for (let at = from * SIDE * 4; at < (from + STRIP) * SIDE * 4; at += 1) {
    const colour = at % 4;
    if (colour === 3) continue;
    least[colour] = Math.min(least[colour], data[at]);
    most[colour] = Math.max(most[colour], data[at]);
  }
  const told = Math.max(...most) > DARK && Math.min(...least) < LIGHT;
  return told && most.every((value, colour) => value - least[colour] <= SPREAD);
}

// A photo's rows have many shades; a drawing's or a plain wall's have few.
function busy(data, from) {
  const greens = new Set();
  for (let at = from * SIDE * 4 + 1; at < (from + STRIP) * SIDE * 4; at += 4) greens.add(data[at]);
  return greens.size >= SHADES;
}

// data: of SIDE × SIDE points. Two strips of one colour, one below the other, are a twelfth of the picture.
export function flatBand(data) {
  const strips = Array.from({ length: SIDE / STRIP }, (_, n) => n * STRIP);
  if (strips.filter((row) => busy(data, row)).length < strips.length / 4) return false;
  for (let row = 0; row + 2 * STRIP <= SIDE; row += STRIP) if (flat(data, row) && flat(data, row + STRIP)) return true;
  return false;
}

export async function looksCut(bytes) {
  if (bytes[0] !== 0xFF || bytes[1] !== 0xD8 || bytes.length > LOOKED_AT_BYTES) return false;
  try {
    const picture = await createImageBitmap(new Blob([bytes]), { resizeWidth: SIDE, resizeHeight: SIDE, resizeQuality: "pixelated" });
    const canvas = new OffscreenCanvas(SIDE, SIDE), context = canvas.getContext("2d");
    context.drawImage(picture, 0, 0);
    picture.close();
    return flatBand(context.getImageData(0, 0, SIDE, SIDE).data);
  } catch {
    return false;                              // what can't be decoded at all is refused in words later
  }
}
