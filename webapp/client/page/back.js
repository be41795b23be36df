// System back closes what lies over a screen before it leads to the screen below.
//
// What opens adds an entry to the history, at the address of its screen. Back takes that entry away, and we close what is
// open instead of letting Flutter hear of it. When it was closed otherwise the entry stays behind, and back steps over it.
const open = [];                               // what back closes, the uppermost last
let ours = Boolean(history.state?.zonewalkOver);   // whether the entry that is shown is one that we added
let address = location.href;

const push = history.pushState.bind(history), replace = history.replaceState.bind(history);
const marked = (state) => ({ ...state, zonewalkOver: true });

history.pushState = (...given) => {
  push(...given);
  ours = false;
  address = location.href;
};
history.replaceState = (state, ...rest) => {
  replace(state, ...rest);
  ours &&= location.href === address;
  if (ours) replace(marked(state), "");
  address = location.href;
};

function add() {
  if (ours) return;
  push(marked(history.state), "");
  ours = true;
}

// Back calls `close`, once, unless the function that is given here was called before.
export function holdBack(close) {
  open.push(close);
  add();
  return () => {
    const at = open.lastIndexOf(close);
    if (at >= 0) open.splice(at, 1);
  };
}

// On the way down, so before Flutter, which listens on the way up.
addEventListener("popstate", (event) => {
  const was = ours, from = address;
  ours = Boolean(event.state?.zonewalkOver);
  address = location.href;
  if (address !== from || !(was || ours)) return;    // to another screen
  event.stopImmediatePropagation();
  if (ours) return;                                  // forward, onto an entry that is left over
  const close = open.pop();
  if (!close) return history.back();
  close();
  if (open.length) add();
}, true);
