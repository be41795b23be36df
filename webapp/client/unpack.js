// Lays a pack out in the interpreter's memory. The format is webapp/pack.py's: u32 length of the index, the index, the bytes.
// -> the files' paths, in the pack's order
export function unpack(FS, buffer, root) {
  const indexLength = new DataView(buffer).getUint32(0, true);
  const index = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, indexLength)));
  const folders = new Set(), laid = [];
  let at = 4 + indexLength;
  for (const [path, size] of index) {
    const full = `${root}/${path}`, folder = full.slice(0, full.lastIndexOf("/"));
    if (!folders.has(folder)) {
      FS.mkdirTree(folder);
      folders.add(folder);
    }
    FS.writeFile(full, new Uint8Array(buffer, at, size), { canOwn: true });   // no copy: the pack's memory becomes the file's
    at += size;
    laid.push(full);
  }
  return laid;
}
