"""After a tap the next picture waits for Python's answer, though never for long (webapp/client/page/frames.js)."""

from pathlib import Path

import pytest

from tests.driver import Phone
from tests.serving import Server
from tests.webapp.test_browser_capture import result

pytestmark = pytest.mark.browser

# The page never loses patience: only the worker's word lets a picture go on.
PATIENT = """() => {
  const stock = window.setTimeout;
  window.setTimeout = (run, ms, ...given) => {
    if (ms === 100) window.patient = true;
    return stock(run, ms === 100 ? 1e8 : ms, ...given);
  };
}"""
# Notes in which order come, once the finger is lifted: a packet to Python, the frame that is asked for then, Python's answer.
NOTE = """() => {
  addEventListener("pointerup", () => { window.order = []; }, {capture: true});
  window.order = [];
  const zw = window.zonewalk, {asked, answered} = zw;
  zw.asked = () => {
    asked();
    window.order.push("asked");
    requestAnimationFrame(() => window.order.push("frame"));
  };
  zw.answered = () => { answered(); window.order.push("answered"); };
}"""


def order_after(phone: Phone, action: str) -> list[str]:
    """What came in which order, from the tap to the first frame."""
    phone.page.evaluate(NOTE)
    phone.tap(action)
    phone.until(lambda: "frame" in phone.page.evaluate("window.order"), 10, lambda: "no frame")
    return list(phone.page.evaluate("window.order"))


@pytest.mark.parametrize("action", ["commit", "nothing"])
def test_given_python_has_sent_all_or_has_nothing_to_say_then_the_picture_comes(
    server: Server, tmp_path: Path, action: str
) -> None:
    with Phone(tmp_path / "profile") as phone:
        phone.open(server.url)
        phone.page.evaluate(PATIENT)
        assert order_after(phone, action)[:3] == ["asked", "answered", "frame"]
        assert phone.page.evaluate("window.patient"), "it would have lost patience after 100 ms"


def test_given_python_is_busy_then_the_picture_does_not_wait_for_it(server: Server, tmp_path: Path) -> None:
    with Phone(tmp_path / "profile") as phone:
        phone.open(server.url)
        order_after(phone, "busy")
        assert phone.text("said") == "ready", "Python is still at it"
        assert result(phone, "busy") == "no longer"
