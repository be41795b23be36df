// QR codes in a picture, by zxing. Loaded at its first use: a megabyte that most starts don't need.
let reader = null;

async function load() {
  const module = await import("./zxing/es/reader/index.js");
  module.prepareZXingModule({ overrides: { locateFile: (name) => new URL(`./zxing/${name}`, import.meta.url).href } });
  return module;
}

// -> texts of the codes found in an ImageData
export async function readCodes(frame) {
  reader ??= load().catch((error) => { reader = null; throw error; });   // the next picture tries again
  const found = await (await reader).readBarcodes(frame, { formats: ["QRCode"], maxNumberOfSymbols: 4 });
  return found.filter((code) => code.isValid).map((code) => code.text);
}
