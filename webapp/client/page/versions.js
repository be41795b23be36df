// A line to the service worker about versions: a new one that does not begin gives way to the one before it.
(function () {
  "use strict";
  const zw = window.zonewalk;
  const PATIENCE_MS = 5000;

  zw.version = null;                           // the build that runs; Python's worker tells

  // -> the service worker's answer; null where there is none
  zw.askKeeper = (say, more) => new Promise((resolve) => {
    const keeper = navigator.serviceWorker && navigator.serviceWorker.controller;
    if (!keeper) return resolve(null);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    setTimeout(() => resolve(null), PATIENCE_MS);
    keeper.postMessage({ say, version: zw.version, ...more }, [port2]);
  });

  // -> false when there is nothing to go back to; else the page starts anew as the version before
  zw.giveWay = async (why) => {
    const back = await zw.askKeeper("give way", { why });
    if (back) location.reload();
    return Boolean(back);
  };

  // A mistake in one of our own scripts: the service worker knows whether this version ever began.
  addEventListener("error", ({ filename, message }) => {
    if (filename && new URL(filename).pathname.startsWith("/page/")) zw.giveWay(message);
  });

  zw.tryAgain = async () => {
    await zw.askKeeper("try again");
    location.reload();
  };
})();
