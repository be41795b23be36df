// A synchronous file system for Emscripten on OPFS access handles, made for SQLite.
//
// Opening a handle is asynchronous and SQLite's calls are not; so a fixed pool of files is opened beforehand, and only
// these names can exist. A file of length 0 counts as "not there": SQLite deletes its journal by emptying it.

const ERRNO = { ENOENT: 44, EIO: 29, ENOSPC: 51, EACCES: 2, EPERM: 63, EINVAL: 28 };
const FOLDER_MODE = 0o40777, FILE_MODE = 0o100666;
const BLOCK = 4096;
const SEEK_CUR = 1, SEEK_END = 2;

// Opens the pool. A reload's old worker lets go of its handles a little later than its lock: tried for `patience` ms.
export async function openPool(folder, names, patience) {
  const pool = new Map();
  const end = performance.now() + patience;
  try {
    for (const name of names) {
      const file = await folder.getFileHandle(name, { create: true });
      pool.set(name, await patiently(() => file.createSyncAccessHandle(), end));
    }
  } catch (error) {
    for (const handle of pool.values()) handle.close();
    throw error;
  }
  return pool;
}

async function patiently(open, end) {
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (error.name !== "NoModificationAllowedError" || performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
  }
}

// -> a file system type for FS.mount; its `flushes` counts what SQLite asked to be durable
export function createOpfsFS(FS, pool) {
  const failure = (name) => new FS.ErrnoError(ERRNO[name]);
  // The browser's exceptions become error numbers, so that SQLite says "database or disk is full" and not "logic error".
  const guarded = (action) => {
    try {
      return action();
    } catch (error) {
      if (error instanceof FS.ErrnoError) throw error;
      throw failure(error?.name === "QuotaExceededError" ? "ENOSPC" : "EIO");
    }
  };
  const sizeOf = (handle) => guarded(() => handle.getSize());
  const exists = (name) => pool.has(name) && sizeOf(pool.get(name)) > 0;

  const type = {
    flushes: 0,
    mount: () => makeNode(null, "/", FOLDER_MODE),
  };

  function makeNode(parent, name, mode) {
    const node = FS.createNode(parent, name, mode, 0);
    node.node_ops = nodeOps;
    node.stream_ops = streamOps;
    node.atime = node.mtime = node.ctime = Date.now();
    if (FS.isFile(mode)) node.handle = pool.get(name);
    return node;
  }

  const nodeOps = {
    getattr(node) {
      const size = node.handle ? sizeOf(node.handle) : BLOCK;
      return {
        dev: 1, ino: node.id, mode: node.mode, nlink: 1, uid: 0, gid: 0, rdev: 0, size, blksize: BLOCK, blocks: Math.ceil(size / BLOCK),
        atime: new Date(node.atime), mtime: new Date(node.mtime), ctime: new Date(node.ctime),
      };
    },
    setattr(node, changes) {
      for (const key of ["mode", "atime", "mtime", "ctime"]) if (changes[key] != null) node[key] = changes[key];
      if (changes.size != null) guarded(() => node.handle.truncate(changes.size));
    },
    lookup(parent, name) {
      if (!exists(name)) throw failure("ENOENT");
      return makeNode(parent, name, FILE_MODE);
    },
    mknod(parent, name, mode) {
      if (!FS.isFile(mode) || !pool.has(name)) throw failure("EACCES");
      return makeNode(parent, name, mode);
    },
    unlink(parent, name) {
      // Emptied and flushed: a journal that kept its bytes would be rolled back at the next start.
      const handle = pool.get(name);
      guarded(() => { handle.truncate(0); handle.flush(); });
    },
    readdir: () => [".", "..", ...[...pool.keys()].filter(exists)],
    rename() { throw failure("EPERM"); },
    rmdir() { throw failure("EPERM"); },
    symlink() { throw failure("EPERM"); },
  };

  const streamOps = {
    open() {},
    close() {},
    read: (stream, buffer, offset, length, position) =>
      guarded(() => stream.node.handle.read(buffer.subarray(offset, offset + length), { at: position })),
    write(stream, buffer, offset, length, position) {
      stream.node.mtime = Date.now();
      return guarded(() => stream.node.handle.write(buffer.subarray(offset, offset + length), { at: position }));
    },
    llseek(stream, offset, whence) {
      const start = whence === SEEK_CUR ? stream.position : whence === SEEK_END ? sizeOf(stream.node.handle) : 0;
      if (start + offset < 0) throw failure("EINVAL");
      return start + offset;
    },
    fsync(stream) {
      type.flushes += 1;
      guarded(() => stream.node.handle.flush());
      return 0;
    },
  };

  return type;
}
