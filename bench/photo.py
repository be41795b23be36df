"""A photo of 12 megapixels from the file to "saved": read, scaled, stamped, digested, flushed, its fact committed."""

import io
import os
from pathlib import Path

from PIL import Image

from bench.stage import phone_signed_in, report, served, summary
from bench.tap import WATCH

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
        phone.tap("tab-patrol")
        phone.tap("stop-b~A2~c~1")
        taken = []
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
            phone.page.evaluate("window.__tap = performance.now()")
            chooser.value.set_files(str(file))
            while phone.page.evaluate("window.__drawn") is None:
                phone.page.wait_for_timeout(10)
            taken.append(float(phone.page.evaluate("window.__drawn - window.__tap")))
        figures = summary(taken)
        report(what="12 Mpx from the file chooser to saved and drawn", **figures, bound_median_ms=400,
               ratio_to_bare_scaling=round(figures["median_ms"] / summary(bare)["median_ms"], 2))  # fmt: skip


if __name__ == "__main__":
    main()
