"""A photo of 12 megapixels: decoded, scaled, stamped, digested, flushed, its fact committed; and until the word "saved".

The first is timed in the worker, from its decoding to the moment at which "saved" leaves Python, which is after the fact's
commit; the second from the file chooser to what is drawn, with the time that the browser's driver takes to hand the file over.
(What is flushed later is not the photo's: the camera's note is forgotten, and the exchange begins.)
"""

import io
import os
from pathlib import Path

from PIL import Image

from bench.stage import phone_signed_in, report, served, summary
from bench.tap import WATCH, begun_and_shown
from bench.worker_marks import listen, packets

PHOTOS = 9

# The least that any browser needs for the same picture: decode, scale, encode. No stamp, no digest, no disk.
BARE = """async (bytes) => { const begun = performance.now();
  const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
  const canvas = new OffscreenCanvas(1600, 1200); canvas.getContext("2d").drawImage(picture, 0, 0, 1600, 1200);
  await canvas.convertToBlob({type: "image/jpeg", quality: 0.82}); return performance.now() - begun; }"""


def a_picture() -> bytes:
    """4000×3000 with some grain, as a phone's camera gives it."""
    grain = Image.frombytes("L", (400, 300), os.urandom(120_000)).resize((4000, 3000)).convert("RGB")
    out = io.BytesIO()
    grain.save(out, "JPEG", quality=85)
    return out.getvalue()


def main() -> None:
    data = a_picture()
    with served() as server, phone_signed_in(server) as (phone, profile):
        file = Path(profile.parent / "picture.jpg")
        file.write_bytes(data)
        bare = [float(phone.page.evaluate(BARE, list(data))) for _ in range(3)]
        worker = listen(phone)
        phone.tap("tab-patrol")
        phone.tap("stop-b~A2~c~1")
        taken, durable = [], []
        for n in range(PHOTOS):
            phone.scroll_to("item-building.floor_tile")
            phone.tap("item-building.floor_tile")
            phone.tap("sheet-state-damaged")
            phone.tap(f"sheet-spot-b~A2~c~1~f~{n + 1}")
            phone.tap("sheet-shoot")
            phone.page.wait_for_selector("#host-album")
            phone.page.evaluate(WATCH, ["item-sheet", False])
            with phone.page.expect_file_chooser() as chooser:
                phone.page.click("#host-album")
            packets(worker)
            phone.page.evaluate("window.__tap.at = performance.timeOrigin + performance.now()")
            chooser.value.set_files(str(file))
            begun, shown = begun_and_shown(phone)
            taken.append(shown - begun)
            marks = packets(worker)
            durable.append(
                next(at for way, at, _ in marks if way == "saved") - next(at for way, at, _ in marks if way == "decode")
            )
        figures = summary(durable)
        report(what="12 Mpx stamped, digested and durable", **figures, bound_median_ms=400,
               ratio_to_bare_scaling=round(figures["median_ms"] / summary(bare)["median_ms"], 2))  # fmt: skip
        report(what="12 Mpx from the file chooser to saved and on the screen", **summary(taken))


if __name__ == "__main__":
    main()
