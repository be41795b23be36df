// Reads the camera's frames for page/scan.js: an ImageData in, {texts} or {error} out.
import { readCodes } from "./codes.js";

self.onmessage = async ({ data }) => {
  try {
    self.postMessage({ texts: await readCodes(data) });
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
