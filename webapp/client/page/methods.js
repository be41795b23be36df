// What Python can ask of the page, by name (see host-worker.js), and what the page tells Python by itself.
import * as ask from "./ask.js";
import { holdBack } from "./back.js";
import { takePhoto } from "./camera.js";
import { download, pickPhoto } from "./files.js";
import { scanCode } from "./scan.js";
import * as device from "./device.js";
import * as memory from "./memory.js";
import * as updates from "./updates.js";

let release = null;                            // while Python has something open over a screen
const letGo = () => { release?.(); release = null; };

const methods = {
  camera_photo: takePhoto,
  pick_photo: pickPhoto,
  scan_code: scanCode,
  download,
  dial: device.dial,
  share: device.share,
  vibrate: device.vibrate,
  keep_awake: device.keepAwake,
  install: device.install,
  persist: device.persist,
  app_state: async () => ({ ...device.state(), ...(await updates.state()) }),
  check_update: updates.checkUpdate,
  apply_update: updates.applyUpdate,
  reload: () => location.reload(),
  failed(code, detail) { window.zonewalk.failed(code, detail); return true; },
  try_again: () => window.zonewalk.tryAgain(),
  ready() {
    window.zonewalk.stage("ready");
    window.zonewalk.splashGoes();
    window.zonewalk.began();
    updates.start();
    memory.start();
    return true;
  },
  keepsake: (text) => window.zonewalk.setKeepsake(text),
  language(lang) { window.zonewalk.setLanguage(lang); return true; },
};

export function answerCalls(port) {
  ask.connect(port);
  port.onmessage = async ({ data }) => {
    if (data.answered) return ask.settle(data);
    const { id, method, args } = data;
    try {
      if (!Object.hasOwn(methods, method)) throw Object.assign(new Error(`the page has no method ${method}`), { name: "NO_SUCH_METHOD" });
      const result = await methods[method](...args);
      port.postMessage({ id, result }, result?.bytes ? [result.bytes.buffer] : []);
    } catch (error) {
      port.postMessage({ id, error: { name: error.name, message: error.message } });
    }
  };
  const tell = (event) => port.postMessage({ event });
  methods.hold_back = (on) => {
    letGo();
    if (on) release = holdBack(() => { release = null; tell("back"); });
    return true;
  };
  addEventListener("online", () => tell("online"));
  addEventListener("offline", () => tell("offline"));
  document.addEventListener("visibilitychange", () => tell(document.hidden ? "hidden" : "visible"));
  updates.listen(tell);
}
