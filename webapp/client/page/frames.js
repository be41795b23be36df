// A tap is answered in one picture. Left alone, Flutter begins at once to draw the ripple of the tap, and Python's answer, there a
// moment later, waits until one or two such pictures are drawn, which on a slow phone is longer than all the rest. So after a
// tap the next picture waits until Python has answered, though never for long.
(function () {
  "use strict";
  const zw = window.zonewalk;
  if (zw.stopped) return;

  const TAP_MS = 50;                           // what leaves for Python so soon after a finger was lifted is about the tap
  const PATIENCE_MS = 100;                     // then the ripple says that the tap was felt

  const nextFrame = window.requestAnimationFrame.bind(window);
  let lifted = -Infinity, waiting = 0, held = [];

  addEventListener("pointerup", () => { lifted = performance.now(); }, { capture: true, passive: true });

  window.requestAnimationFrame = (callback) => nextFrame((time) => {
    if (waiting) held.push(callback); else callback(time);
  });

  function goOn() {
    clearTimeout(waiting);
    waiting = 0;
    for (const callback of held.splice(0)) nextFrame(callback);
  }

  // A packet goes to Python.
  zw.asked = () => {
    if (!waiting && performance.now() - lifted < TAP_MS) waiting = setTimeout(goOn, PATIENCE_MS);
  };

  // Python has sent all that it had to say for now.
  zw.answered = () => goOn();
})();
