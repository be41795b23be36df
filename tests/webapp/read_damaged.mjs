// Reads a folder of grey pictures (index.json, N.grey) with the site's own codes.js, in Node: which look reads which picture.
// node read_damaged.mjs SITE FOLDER -> JSON on the standard output: {read: {look: [n, …]}, ms: {look: mean}, wrong: n}
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [site, folder] = process.argv.slice(2);
globalThis.WorkerGlobalScope = class {};       // the reader then takes its file by fetch, as in a worker
globalThis.fetch = async (url) => new Response(readFileSync(new URL(url)));
const { LOOKS, part, readCodes } = await import(pathToFileURL(`${site}/codes.js`));

const { wide, high, pictures } = JSON.parse(readFileSync(`${folder}/index.json`));

// The part at its scale, each pixel the mean of those that it stands for; grey in all three colours.
function drawn(grey, { x, y, width, height, scale }) {
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
  const data = new Uint8ClampedArray(w * h * 4);
  for (let row = 0; row < h; row += 1) {
    const [top, bottom] = [y + Math.floor(row / scale), y + Math.max(Math.floor(row / scale) + 1, Math.floor((row + 1) / scale))];
    for (let column = 0; column < w; column += 1) {
      const [left, right] = [x + Math.floor(column / scale), x + Math.max(Math.floor(column / scale) + 1, Math.floor((column + 1) / scale))];
      let sum = 0;
      for (let j = top; j < bottom; j += 1) for (let i = left; i < right; i += 1) sum += grey[j * wide + i];
      data.fill(sum / ((bottom - top) * (right - left)), 4 * (row * w + column), 4 * (row * w + column) + 3);
      data[4 * (row * w + column) + 3] = 255;
    }
  }
  return { data, width: w, height: h };
}

const nameOf = ({ cut, side, binarizer }) => `${cut ? `cut ${cut}` : side}${binarizer ? " global" : ""}`;
const read = {}, spent = {};
let wrong = 0;
for (const look of LOOKS) [read[nameOf(look)], spent[nameOf(look)]] = [[], 0];
for (const [n, text] of pictures.entries()) {
  const grey = new Uint8Array(readFileSync(`${folder}/${n}.grey`));
  for (const look of LOOKS) {
    const taken = part({ width: wide, height: high }, look, { x: wide / 2, y: high / 2 });
    const frame = drawn(grey, taken);
    const began = performance.now();
    const codes = await readCodes(frame, look, taken);
    spent[nameOf(look)] += performance.now() - began;
    if (codes.some((code) => code.text === text)) read[nameOf(look)].push(n);
    wrong += codes.some((code) => code.text !== text);
  }
}
const ms = Object.fromEntries(Object.entries(spent).map(([name, sum]) => [name, sum / pictures.length]));
process.stdout.write(JSON.stringify({ read, ms, wrong }));
