// Several quick taps on one spot are one tap: what comes up there after the first was not looked at yet. The spot opens a moment
// after the tap, and after Python's answer to it. Each tap that is passed over begins the moment anew: an impatient finger has to
// pause.
(function () {
  "use strict";
  const zw = window.zonewalk;
  if (zw.stopped) return;

  const MOMENT_MS = 450;
  const TAP_MS = 50;                           // what leaves for Python so soon after a finger was lifted is about the tap
  const PATIENCE_MS = 2000;                    // an answer that takes longer is not waited for
  const SPOT_PX = 24;                          // as far as a finger strays between two taps
  let down = null, last = null;                // {x, y, at}: where a finger was put down, and where the last tap was
  let shut = false;                            // whether what the finger does now is passed over
  let asked = -Infinity;                       // since when Python owes an answer to the last tap

  const { asked: ask, answered: answer } = zw;
  zw.asked = () => {
    ask();
    if (last !== null && performance.now() - last.at < TAP_MS) asked = last.at;
  };
  zw.answered = () => {
    answer();
    if (asked > -Infinity) last.at = performance.now();
    asked = -Infinity;
  };

  const tooSoon = (event) => event.timeStamp - last.at < MOMENT_MS || event.timeStamp - asked < PATIENCE_MS;

  const near = (event, spot) => Math.hypot(event.clientX - spot.x, event.clientY - spot.y) < SPOT_PX;
  const here = (event) => ({ x: event.clientX, y: event.clientY, at: event.timeStamp });
  // A finger in Flutter's picture; words are marked by two quick taps, and the overlays of the page have buttons of their own.
  const counts = ({ pointerType, target }) =>
    pointerType === "touch" && Boolean(target.closest?.("flutter-view")) && !target.matches("input, textarea");

  function passOver(event) {
    event.stopImmediatePropagation();
    if (event.cancelable) event.preventDefault();
  }

  addEventListener("pointerdown", (event) => {
    if (!event.isPrimary) return;
    down = here(event);
    shut = counts(event) && last !== null && near(event, last) && tooSoon(event);
    if (shut) passOver(event);
  }, { capture: true });

  addEventListener("pointerup", (event) => {
    if (!event.isPrimary) return;
    if (counts(event) && down !== null && near(event, down)) {
      last = here(event);
      if (!shut) asked = -Infinity;
    }
    if (shut) passOver(event);
  }, { capture: true });

  for (const kind of ["pointermove", "pointercancel", "click"]) {
    addEventListener(kind, (event) => { if (shut) passOver(event); }, { capture: true });
  }
})();
