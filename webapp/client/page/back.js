// System back closes what lies over a screen before it leads to the screen below.
//
// What opens adds an entry to the history, at the address of its screen. Back takes that entry away, and we close what is
// open instead of letting Flutter hear of it. When it was closed otherwise the entry stays behind, and back steps over it.
//
// Back also steps over what is no screen under this one: the stop before on the walk, and what lay over a list before one went
// back to it by the arrow.
const open = [];                               // what back closes, the uppermost last
let ours = Boolean(history.state?.zonewalkOver);   // whether the entry that is shown is one that we added
let address = location.href;

const push = history.pushState.bind(history), replace = history.replaceState.bind(history);
const at = () => history.state?.zonewalkAt ?? 0;   // how many entries lie before the one that is shown
const marked = (state) => ({ ...state, zonewalkOver: true });
let stood = at();                                  // the same, of the entry that was shown before a popstate
let origin = null;                                 // while back steps over entries: the screen from which it was pressed

history.pushState = (state, ...rest) => {
  push({ ...state, zonewalkAt: at() + 1 }, ...rest);
  ours = false;
  address = location.href;
  stood = at();
};
history.replaceState = (state, ...rest) => {
  const here = at();
  replace({ ...state, zonewalkAt: here }, ...rest);
  ours &&= location.href === address;
  if (ours) replace(marked(history.state), "");
  address = location.href;
};

function add() {
  if (ours) return;
  push(marked({ ...history.state, zonewalkAt: at() + 1 }), "");
  ours = true;
  stood = at();
}

const path = (href) => new URL(href).hash.replace(/^#/, "").split("?")[0];
const lastOf = /\/(?:stop\/[^/]+|(?:case|task)\/[^/]+\/[^/]+)$/;   // as app/ui/routes.py has it

// Whether `back` is no screen under `from`: the same one, its neighbour (another stop over the same list), or over it.
function besides(from, back) {
  const [one, other] = [path(from), path(back)];
  const neighbours = lastOf.test(one) && lastOf.test(other) && one.replace(lastOf, "") === other.replace(lastOf, "");
  return Boolean(one) && (one === other || neighbours || other.startsWith(`${one}/`));
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
  // An address that was typed, or followed, is a new entry.
  if (event.state?.zonewalkAt === undefined && address !== location.href) replace({ ...history.state, zonewalkAt: stood + 1 }, "");
  const backwards = at() < stood;
  ours = Boolean(event.state?.zonewalkOver);
  address = location.href;
  stood = at();
  if (address !== from || !(was || ours)) {          // to another screen
    const before = origin ?? from;
    origin = null;
    if (!backwards || !at() || !besides(before, address)) return;
    origin = before;
    event.stopImmediatePropagation();
    return history.back();
  }
  event.stopImmediatePropagation();
  if (ours) return;                                  // forward, onto an entry that is left over
  const close = open.pop();
  if (!close) return history.back();
  close();
  if (open.length) add();
}, true);
