"""What happens in the worker in which Python runs, by its own clock: packets that come and leave, pictures that are
decoded, files that are flushed, and the word "saved"."""

from playwright.sync_api import Worker

from tests.driver import Client

# Both clocks count from the time origin of their own document or worker.
_LISTEN = """() => {
  if (self.zwPackets) return;
  self.zwPackets = [];
  const stock = self.postMessage.bind(self);
  const word = new TextEncoder().encode("已存本机").join();
  const note = (way, data) => {
    if (!(data instanceof Uint8Array)) return;
    const at = performance.timeOrigin + performance.now();
    self.zwPackets.push([way, at, data.length]);
    if (way === "left" && data.join().includes(word)) self.zwPackets.push(["saved", at, 0]);
  };
  self.postMessage = (data, ...rest) => { note("left", data); return stock(data, ...rest); };
  self.addEventListener("message", (event) => note("came", event.data));
  const mark = (way, owner, name) => {
    const stock = owner[name];
    owner[name] = function (...given) { self.zwPackets.push([way, performance.timeOrigin + performance.now(), 0]); return stock.apply(this, given); };
  };
  mark("decode", self, "createImageBitmap");
  mark("flush", FileSystemSyncAccessHandle.prototype, "flush");
}"""


def listen(client: Client) -> Worker:
    """Python's worker, from now on noting its packets."""
    worker = next(worker for worker in client.page.workers if "python-worker" in worker.url)
    worker.evaluate(_LISTEN)
    return worker


def packets(worker: Worker) -> list[tuple[str, float, int]]:
    """(came, left, saved, decode or flush; milliseconds since 1970; bytes) since the last call, in the order of time."""
    found = worker.evaluate("() => self.zwPackets.splice(0)")
    return [(way, at, size) for way, at, size in found]
