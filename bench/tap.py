"""From a tap to Python's answer (the first packet that leaves the worker after it, commit included), and to the picture.

The answer is timed in the worker: the page hears of it only when Flutter has finished the frame that it is drawing.
"""

from playwright.sync_api import Worker

from bench.stage import phone_signed_in, report, served, summary
from bench.worker_marks import listen, packets
from tests.driver import Client
from tests.e2e import play

ROUNDS = 20
# Every stop of the first leg is confirmed once.
STOPS = ("b~A1~c~1~roof", "b~A1~c~1", "b~A2~c~1~roof", "b~A2~c~1", "b~A3~c~1~roof", "b~A3~c~1", "area~P09", "area~G04")

# Notes the tap, and when the frame in which the wanted identifier came (or went) was handed over: Flutter paints, then changes
# its semantics tree, both in one frame; the next frame begins when that one has been taken.
WATCH = """([identifier, there]) => {
  window.__tap = null; window.__drawn = null;
  const now = () => performance.timeOrigin + performance.now();
  addEventListener("pointerdown", () => { window.__tap = now(); }, {capture: true, once: true});
  const look = () => {
    const found = document.querySelector(`[flt-semantics-identifier="${CSS.escape(identifier)}"]`);
    if (window.__tap === null || Boolean(found) !== there) return;
    changes.disconnect();
    requestAnimationFrame(() => { window.__drawn = now(); });
  };
  const changes = new MutationObserver(look);
  changes.observe(document, {subtree: true, childList: true, attributes: true, attributeFilter: ["flt-semantics-identifier"]});
}"""


def measure(client: Client, worker: Worker, tapped: str, seen: str, *, there: bool = True) -> tuple[float, float]:
    """(tap → answer, tap → drawn) in milliseconds."""
    client.wait(tapped)
    client.page.wait_for_timeout(250)
    client.page.evaluate(WATCH, [seen, there])
    packets(worker)
    client.tap(tapped)
    while client.page.evaluate("window.__drawn") is None:
        client.page.wait_for_timeout(10)
    tap, drawn = client.page.evaluate("[window.__tap, window.__drawn]")
    answers = [at for way, at, _ in packets(worker) if way == "left" and at > tap]
    return answers[0] - tap, drawn - tap


def main() -> None:
    with served() as server, phone_signed_in(server) as (phone, _):
        worker = listen(phone)
        opened, saved = [], []
        for place in STOPS:
            play.open_stop(phone, 1, place)
            saved.append(measure(phone, worker, "confirm", "stop-done"))
        play.open_stop(phone, 1, STOPS[1])
        for _ in range(ROUNDS):
            opened.append(measure(phone, worker, "item-building.stair_light", "item-sheet"))
            measure(phone, worker, "sheet-close", "item-sheet", there=False)
        for what, figures in (("open an item's sheet", opened), ("confirm a stop, commit included", saved)):
            report(what=f"tap → answer leaves Python: {what}", **summary([a for a, _ in figures]), bound_median_ms=20)
            report(what=f"tap → drawn: {what}", **summary([d for _, d in figures]), bound_p95_ms=250)


if __name__ == "__main__":
    main()
