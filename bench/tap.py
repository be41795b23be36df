"""From a tap to Python's answer (the first packet that leaves the worker after it, commit included), and to the picture.

The answer is timed in the worker: the page hears of it only when Flutter has finished the frame that it is drawing.
"""

from playwright.sync_api import Worker

from bench.stage import phone_signed_in, report, served, summary
from bench.worker_marks import listen, packets
from tests.driver import Client
from tests.e2e import play

ROUNDS = 20
AGAIN = 3  # each stop of the first leg is confirmed so often, and taken back between
STOPS = ("b~A1~c~1~roof", "b~A1~c~1", "b~A2~c~1~roof", "b~A2~c~1", "b~A3~c~1~roof", "b~A3~c~1", "area~P09", "area~G04")

# Notes the tap, and when the picture with the change was on the screen: the browser itself tells when it presented a frame that
# took longer than 50 ms. Flutter paints and changes its semantics tree in one frame, so the frame is the one in which the wanted
# identifier came (or went). Of a shorter frame the beginning of the next one is taken.
WATCH = """([identifier, there]) => {
  let changed = null;
  const told = window.__tap = {};
  const now = () => performance.timeOrigin + performance.now();
  addEventListener("pointerdown", () => { told.at = now(); }, {capture: true, once: true});
  const look = () => {
    const found = document.querySelector(`[flt-semantics-identifier="${CSS.escape(identifier)}"]`);
    if (told.at === undefined || Boolean(found) !== there) return;
    changes.disconnect();
    changed = performance.now();
    requestAnimationFrame(() => { told.next = now(); });
  };
  const changes = new MutationObserver(look);
  changes.observe(document, {subtree: true, childList: true, attributes: true, attributeFilter: ["flt-semantics-identifier"]});
  const frames = new PerformanceObserver((list) => {
    const frame = list.getEntries().find(({startTime, duration}) => startTime <= changed && changed <= startTime + duration);
    if (changed === null || !frame) return;
    frames.disconnect();
    told.presented = performance.timeOrigin + frame.presentationTime;
  });
  frames.observe({type: "long-animation-frame"});
}"""


def measure(client: Client, worker: Worker, tapped: str, seen: str, *, there: bool = True) -> tuple[float, float]:
    """(tap → answer, tap → on the screen) in milliseconds."""
    client.wait(tapped)
    client.page.wait_for_timeout(250)
    client.page.evaluate(WATCH, [seen, there])
    packets(worker)
    client.tap(tapped)
    begun, shown = begun_and_shown(client)
    answers = [at for way, at, _ in packets(worker) if way == "left" and at > begun]
    return answers[0] - begun, shown - begun


def begun_and_shown(client: Client) -> tuple[float, float]:
    """When what WATCH waits for began, and when it was on the screen; milliseconds since 1970."""
    client.until(lambda: "next" in client.page.evaluate("window.__tap"), 20, lambda: "nothing changed")
    client.page.wait_for_timeout(200)  # what the browser tells of a frame comes a while after it
    told = client.page.evaluate("window.__tap")
    return told["at"], told.get("presented", told["next"])


def take_back(phone: Client) -> None:
    """By the word of the moment."""
    phone.tap("snack-undo")
    phone.wait("confirm")
    phone.page.wait_for_timeout(1000)


def main() -> None:
    with served() as server, phone_signed_in(server) as (phone, _):
        worker = listen(phone)
        opened, saved = [], []
        for place in STOPS:
            play.open_stop(phone, 1, place)
            for _ in range(AGAIN):
                saved.append(measure(phone, worker, "confirm", "stop-done"))
                take_back(phone)  # also the last time: a stop that follows so soon would be asked about
        play.open_stop(phone, 1, STOPS[1])
        for _ in range(ROUNDS):
            opened.append(measure(phone, worker, "item-building.stair_light", "item-sheet"))
            measure(phone, worker, "sheet-close", "item-sheet", there=False)
        for what, figures in (("open an item's sheet", opened), ("confirm a stop, commit included", saved)):
            report(what=f"tap → answer leaves Python: {what}", **summary([a for a, _ in figures]), bound_median_ms=20)
            report(what=f"tap → on the screen: {what}", **summary([d for _, d in figures]), bound_p95_ms=250)


if __name__ == "__main__":
    main()
