"""When packets reach the worker in which Python runs, and when its answers leave it: by the worker's own clock."""

from playwright.sync_api import Worker

from tests.driver import Client

# Both clocks count from the time origin of their own document or worker.
_LISTEN = """() => {
  if (self.zwPackets) return;
  self.zwPackets = [];
  const stock = self.postMessage.bind(self);
  const note = (way, data) => {
    if (data instanceof Uint8Array) self.zwPackets.push([way, performance.timeOrigin + performance.now(), data.length]);
  };
  self.postMessage = (data, ...rest) => { note("left", data); return stock(data, ...rest); };
  self.addEventListener("message", (event) => note("came", event.data));
}"""


def listen(client: Client) -> Worker:
    """Python's worker, from now on noting its packets."""
    worker = next(worker for worker in client.page.workers if "python-worker" in worker.url)
    worker.evaluate(_LISTEN)
    return worker


def packets(worker: Worker) -> list[tuple[str, float, int]]:
    """(came or left, milliseconds since 1970, bytes) of the packets since the last call."""
    found = worker.evaluate("() => self.zwPackets.splice(0)")
    return [(way, at, size) for way, at, size in found]
