// The first photo of a finding, laid over the live picture or beside it, so that the second is taken from the same place.
import { button, element } from "./overlay.js";

export function compareLayer(bytes, texts) {
  const url = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
  const picture = element("img", { className: "zw-first", src: url, alt: texts.compare, draggable: false });
  const slider = element("input", { id: "host-compare", type: "range", min: 0, max: 100, value: 40, aria: { label: texts.compare } });
  const mode = button("host-compare-mode", texts.side, { className: "zw-mid", aria: { pressed: "false" } });
  let beside = false;
  const show = () => {
    const share = Number(slider.value);
    picture.style.opacity = beside ? 1 : share / 100;
    picture.style.clipPath = beside ? `inset(0 ${100 - share}% 0 0)` : "none";
  };
  slider.oninput = show;
  mode.onclick = () => {
    beside = !beside;
    mode.setAttribute("aria-pressed", String(beside));
    mode.textContent = beside ? texts.over : texts.side;
    show();
  };
  show();
  return {
    picture,
    controls: element("div", { className: "zw-row" }, slider, mode),
    release: () => URL.revokeObjectURL(url),
  };
}
