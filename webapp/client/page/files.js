// Files in and out through the browser: the system's camera, the album, a download.

// The browser's own picker. It wants a tap less than five seconds ago. Null when the person backs out.
export function pickPhoto({ capture = false } = {}) {
  document.getElementById("host-file")?.remove();   // of a picker that was left, in a browser that does not say so
  return new Promise((resolve, reject) => {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = "image/*";
    input.hidden = true;
    input.id = "host-file";
    if (capture) input.setAttribute("capture", "environment");
    const done = (result) => { input.remove(); resolve(result); };
    input.oncancel = () => done(null);
    input.onchange = async () => {
      const file = input.files[0];
      try {
        done(file ? await described(file, capture ? "system" : "album") : null);
      } catch (error) {
        input.remove();
        reject(error);                          // a file that vanished from a card, or on a drive that is away
      }
    };
    (document.querySelector("dialog.zw-over[open]") ?? document.body).append(input);
    input.click();
  });
}

const described = async (file, source) => ({
  bytes: new Uint8Array(await file.arrayBuffer()), name: file.name, source, modified: file.lastModified || null,
});

export function download(name, bytes, type) {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);   // some browsers begin reading only after a question to the person
  return true;
}
