// What the browser gives to Python: the module `browser_host`.
//
// It runs in the Python worker. Whatever a worker can do itself is done here; what only the page can do goes through
// a MessagePort (`call`). Python reads it with `import browser_host`; `app/hosts` is the only place that does.
//
// Conventions
//   in    bytes as `to_js(data)` (or a plain bytes-like), options as a dict or `to_js(d, dict_converter=Object.fromEntries)`
//   out   a JS value; bytes are a Uint8Array: `.to_bytes()`; objects: attributes; lists: iterate
//   fail  a JsException whose `name` is the code: "NOT_A_PHOTO", "TOO_LARGE", "QuotaExceededError", "NotFoundError",
//         "NO_SUCH_METHOD", or the browser's own name. `str(e)` begins with the same name.
//   (a)   marks what must be awaited
//
// Files: folder is "photos" or "drafts"; any other is a TypeError
//   (a) file_put(folder, name, data)      resolves once the bytes are flushed; after an error no half file is left
//   (a) file_get(folder, name)            -> Uint8Array; NotFoundError
//   (a) file_delete(folder, name)         -> bool: whether it was there
//   (a) file_list(folder)                 -> [name, …], sorted
//
// Pictures
//   (a) image_process(data, {max_side=1600, quality=0.82, stamp=[line, …], stamp_rows=n, preview=false})
//         -> {bytes, width, height, sha256, ms, preview}
//         EXIF orientation applied, scaled down (never up), stamped, JPEG. `stamp` is drawn in a band at the lower left;
//         `stamp_rows` reserves that many rows (default: the number of lines). `preview: true` adds a JPEG of at most
//         6 kB, long side about 240, without the stamp; else `preview` is null. A JPEG of up to 110 megapixels is decoded small. Throws NOT_A_PHOTO (can't be decoded), TOO_LARGE.
//   (a) image_thumb(data, side)           -> {bytes, width, height}   JPEG
//   (a) qr_decode(data)                   -> {texts: [text, …], ms}   NOT_A_PHOTO, TOO_LARGE
//
// Storage and life
//   (a) estimate()                        -> {usage, quota} bytes
//   (a) persisted() / persist()           -> bool
//       flush_count()                     -> how often SQLite's files were flushed since the start
//       mark(name) / marks()              times of the start, in ms of Unix time; marks() -> {name: ms} (the page has them too)
//       origin                            "https://host[:port]"
//       version                           16 hex digits of this build ("dev" when there are none)
//       keepsake                         what call("keepsake", …) kept before this start, or null: it may outlive the storage
//       random(n)                         -> n random bytes of the operating system, Uint8Array
//       answer(question, callback)        -> a function that ends it; the page's question is answered with a text
//       on(event, callback)               -> a function that takes the callback off again
//         events: "online", "offline", "visible", "hidden", "back", "update-ready", "update-refused", "offline-ready"; the callback
//         gets the event's name. The last three, when they came before, are delivered at once.
//
// The page: (a) call(method, ...args)
//   camera_photo({title, hint, lines, compare, album=true, confirm=false, lang="zh", texts})
//         -> {bytes, name, source: "camera"|"system"|"album", modified: ms|null} | {refused: true, reason} | null (cancelled)
//         `lines`: small lines under the title. `compare`: JPEG bytes of the first photo. `texts`: {key: sentence} replaces
//         single sentences of page/texts.js. `refused` comes only when the person leaves after the camera was refused or absent.
//   pick_photo({capture=false})           -> {bytes, name, source, modified} | null
//   scan_code({title, hint, bad=false, named=false, lang="zh", texts}) -> {text, means: "scan"|"typed"} | null
//         `named`: Python answers the question "code" (a text -> JSON {name, why}): a code counts after its name was shown, and
//         what has none is passed over; a typed one stays with its `why`. `bad`: the hint says what was wrong.
//   dial(number)                          -> true; asks the phone to dial
//   download(name, bytes, type)           -> true
//   share({title, text, url, name, bytes, type}) -> "shared" | "cancelled" | "unsupported"
//   vibrate(ms)                           -> bool
//   hold_back(on)                         -> true; while on, system back is the event "back" (once) and leads nowhere
//   keep_awake(on)                        -> bool
//   app_state()                           -> {online, visible, installed, offline_ready, update_ready, can_install, language}
//   install()                             -> "accepted" | "dismissed" | "unavailable"
//   check_update()                        -> bool: a new version waits
//   apply_update()                        -> false when none waits; else the page reloads as the new version
//   try_again()                           the page starts anew as the new version that was refused
//   failed(code, detail)                  the app can't begin: the version before goes on, or a plain page says so
//   reload()                              the page starts anew
//   ready()                               the first screen is drawn: the splash goes
//   keepsake(text)                        keeps a short text apart from the storage; "" forgets it -> bool
//   language(lang)                        "zh" | "en": what the splash and the plain pages speak from now on
import { LOOKS, readCodes } from "./codes.js";
import { Fatal, named } from "./failures.js";
import { openFolders } from "./files.js";
import { pixels, processImage, thumbnail } from "./images.js";
import { createOpfsFS, openPool } from "./opfs_fs.js";
import { answer, call, listen, notify } from "./page_link.js";

const LOCK = "zonewalk-db";
const DATABASE = ["app.db", "app.db-wal", "app.db-journal", "app.db.before"];
const MOUNT = "/data";
const PATIENCE_MS = 4000;                      // a reload's old worker dies a little later than its page
const QR_SIDE = 1280;

const times = {};
export const now = () => performance.timeOrigin + performance.now();
export const mark = (name) => {
  times[name] = now();
  notify("marks", { marks: times });
};
mark("worker");

// Python's bytes-likes and dicts arrive as proxies unless they were converted.
const bytesOf = (data) => (data?.toJs ? data.toJs() : data instanceof ArrayBuffer ? new Uint8Array(data) : data);
const plain = (value) => (value?.toJs ? value.toJs({ dict_converter: Object.fromEntries, create_proxies: false }) : value);

export function checkBrowser() {
  const lacks = [];
  if (!navigator.locks) lacks.push("Web Locks");
  if (!navigator.storage?.getDirectory) lacks.push("OPFS");
  if (!self.FileSystemFileHandle?.prototype?.createSyncAccessHandle) lacks.push("OPFS access handles");
  if (typeof OffscreenCanvas !== "function") lacks.push("OffscreenCanvas");
  if (lacks.length) throw new Fatal("HOST_UNSUPPORTED", `${lacks.join(", ")}\n${navigator.userAgent}`);
}

// Held for the worker's life. Two tabs on one database would each believe in its own copy of it.
function takeLock() {
  return new Promise((resolve, reject) => {
    const waiting = new AbortController();
    const timer = setTimeout(() => waiting.abort(), PATIENCE_MS);
    navigator.locks.request(LOCK, { signal: waiting.signal }, () => {
      clearTimeout(timer);
      resolve();
      return new Promise(() => {});
    }).catch((error) => reject(new Fatal("HOST_LOCKED", error.name)));
  });
}

// Lock, files, database: what must be ours before the interpreter may touch /data. Throws Fatal, never opens half.
export async function openStorage() {
  await takeLock();
  try {
    const root = await navigator.storage.getDirectory();
    const files = await openFolders(root);
    const pool = await openPool(await root.getDirectoryHandle("db", { create: true }), DATABASE, PATIENCE_MS);
    mark("storage");
    return { files, pool };
  } catch (error) {
    throw new Fatal(error.name === "NoModificationAllowedError" ? "HOST_LOCKED" : "HOST_STORAGE", String(error));
  }
}

// Python takes only an Error for an exception; what a browser rejects with is not always one, and would be lost without a word.
const told = (run) => async (...given) => {
  try {
    return await run(...given);
  } catch (error) {
    throw named(error?.name ?? "Error", String(error?.message ?? error));
  }
};

// Made before the storage is there, for Python's modules are imported meanwhile; its files come with mountStorage.
export function browserHost(version, keepsake) {
  return {
    call: told((method, ...args) => call(method, ...args.map(plain))),
    image_process: told((data, options) => processImage(bytesOf(data), plain(options) ?? {})),
    image_thumb: told((data, side) => thumbnail(bytesOf(data), side)),
    qr_decode: told(async (data) => {
      const began = now();
      const frame = await pixels(bytesOf(data), QR_SIDE);
      for (const look of LOOKS.filter(({ side }) => side)) {
        const found = await readCodes(frame, look, { x: 0, y: 0, scale: 1 });
        if (found.length) return { texts: found.map(({ text }) => text), ms: now() - began };
      }
      return { texts: [], ms: now() - began };
    }),
    persisted: () => navigator.storage.persisted(),
    persist: () => call("persist"),
    mark,
    marks: () => ({ ...times }),
    origin: self.location.origin,
    version,
    keepsake,
    random: (n) => crypto.getRandomValues(new Uint8Array(n)),
    on: listen,
    answer,
  };
}

export function mountStorage(python, host, { files, pool }) {
  const type = createOpfsFS(python.FS, pool);
  python.FS.mkdirTree(MOUNT);
  python.FS.mount(type, {}, MOUNT);
  Object.assign(host, {
    file_put: told((folder, name, data) => files.put(folder, name, bytesOf(data))),
    file_get: told(files.get),
    file_delete: told(files.remove),
    file_list: told(files.list),
    estimate: told(async () => {
      const { usage, quota, usageDetails } = await navigator.storage.estimate();
      if (!usageDetails?.fileSystem) return { usage, quota };
      // Chromium counts room that it keeps ready behind open files; what lies in them is less by far.
      const database = [...pool.values()].reduce((sum, handle) => sum + handle.getSize(), 0);
      return { usage: usage - usageDetails.fileSystem + database + (await files.size()), quota };
    }),
    flush_count: () => type.flushes,
  });
}
