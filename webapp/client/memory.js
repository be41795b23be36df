// The interpreter's memory after its imports, kept on the phone: a later start of the same version puts it back instead of
// importing everything anew. It holds no one's data. Lost or damaged it costs the seconds that it saved.
import { writeWhole } from "./files.js";

const FOLDER = "memory";
const END = 0x5a574d31;                        // the last word of a file that was written to its end

// Another browser lays its functions out in another way.
const keyOf = (version) => `${version} ${navigator.userAgent}`;
const folder = async () => (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });

async function opened(version, options) {
  return (await (await folder()).getFileHandle(version, options)).createSyncAccessHandle();
}

// -> {shape, read} or null: none, of another browser, or not written to its end. read() -> Uint8Array, once; it throws when
// they are not the bytes that were kept.
export async function keptMemory(version) {
  let file;
  try {
    file = await opened(version);
  } catch (error) {
    if (["NotFoundError", "NoModificationAllowedError"].includes(error.name)) return null;   // none, or being written
    throw error;
  }
  const about = aboutOf(file);
  if (about?.key !== keyOf(version)) {
    file.close();
    return null;
  }
  return { shape: about.shape, read: () => bytesOf(file, about) };
}

function aboutOf(file) {
  const size = file.getSize(), ends = new Uint32Array(2);
  if (size < 8 || file.read(ends, { at: size - 8 }) !== 8 || ends[1] !== END || ends[0] > size - 8) return null;
  const text = new Uint8Array(ends[0]);
  file.read(text, { at: size - 8 - text.length });
  return JSON.parse(new TextDecoder().decode(text));
}

function bytesOf(file, { length, sum }) {
  try {
    const bytes = new Uint8Array(length);
    if (file.read(bytes, { at: 0 }) !== length || sumOf(bytes) !== sum) throw new Error("the kept memory is damaged");
    return bytes;
  } finally {
    file.close();
  }
}

// FNV-1a over words of 32 bits. The browser's own digests wait for threads that are busy compiling at a start.
function sumOf(bytes) {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  let sum = 0x811c9dc5 | 0;
  for (let i = 0; i < words.length; i += 1) sum = Math.imul(sum ^ words[i], 0x01000193);
  return sum;
}

// The end is written when all before it is on the disk.
export async function keepMemory(version, { bytes, shape }) {
  await dropMemory();
  const file = await opened(version, { create: true });
  try {
    const about = new TextEncoder().encode(JSON.stringify({ key: keyOf(version), shape, length: bytes.length, sum: sumOf(bytes) }));
    writeWhole(file, bytes, 0);
    writeWhole(file, about, bytes.length);
    file.flush();
    writeWhole(file, new Uint8Array(new Uint32Array([about.length, END]).buffer), bytes.length + about.length);
    file.flush();
  } finally {
    file.close();
  }
}

// Of all versions.
export async function dropMemory() {
  const names = [];
  for await (const name of (await folder()).keys()) names.push(name);
  for (const name of names) await (await folder()).removeEntry(name);
}
