// Photos and drafts: one OPFS file each, written whole and flushed before anybody hears that it is there.

import { named } from "./failures.js";

const NAMES = ["photos", "drafts"];

// A folder that is gone was cleared by the browser or a person while the app runs.
const gone = (error) => (error.name === "NotFoundError" ? named("STORAGE_GONE", "the storage was cleared while the app runs") : error);

export async function openFolders(root) {
  const folders = new Map();
  for (const name of NAMES) folders.set(name, await root.getDirectoryHandle(name, { create: true }));
  const of = (name) => {
    if (!folders.has(name)) throw new TypeError(`no such folder: ${name}`);
    return folders.get(name);
  };

  return {
    async put(folder, name, bytes) {
      const file = await of(folder).getFileHandle(name, { create: true }).catch((error) => { throw gone(error); });
      const handle = await file.createSyncAccessHandle();
      try {
        handle.truncate(0);
        writeWhole(handle, bytes, 0);
        handle.flush();
        handle.close();
      } catch (error) {
        handle.close();
        await of(folder).removeEntry(name).catch(() => {});   // the first error is the one to tell
        throw error;
      }
    },
    async get(folder, name) {
      const file = await (await of(folder).getFileHandle(name)).getFile();
      return new Uint8Array(await file.arrayBuffer());
    },
    async remove(folder, name) {
      try {
        await of(folder).removeEntry(name);
        return true;
      } catch (error) {
        if (error.name === "NotFoundError") return false;
        throw error;
      }
    },
    async list(folder) {
      const names = [];
      try {
        for await (const name of of(folder).keys()) names.push(name);
      } catch (error) {
        throw gone(error);
      }
      return names.sort();
    },
    // Bytes of all files.
    async size() {
      let sum = 0;
      for (const folder of folders.values()) {
        for await (const file of folder.values()) sum += await file.getFile().then(({ size }) => size, () => 0);   // just deleted
      }
      return sum;
    },
  };
}

// Writes all bytes at a place of a file that is open for access.
export function writeWhole(handle, bytes, from) {
  for (let at = 0; at < bytes.length;) at += written(handle.write(bytes.subarray(at), { at: from + at }));
}

// A full disk may show as a short write instead of an error.
function written(count) {
  if (count > 0) return count;
  throw new DOMException("the storage took no more bytes", "QuotaExceededError");
}
