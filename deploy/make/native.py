"""Put together what a native phone app is built from: `python deploy/make/native.py https://server`, into build/native.

The Flutter SDK is needed for the build itself, not for this. `docs/native.md` says how it goes on.
"""

import shutil
import sys
from pathlib import Path

from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from webapp.app_pack import SHIPPED  # noqa: E402
from webapp.data import build as build_data  # noqa: E402
from webapp.fonts import needed_code_points, subset_font  # noqa: E402
from webapp.npm import npm_packages  # noqa: E402
from webapp.texts import compile_texts  # noqa: E402
from webapp.where import digest_of_tree, files_under  # noqa: E402

TARGET = ROOT / "build" / "native"
BROWSER_ALONE = {"hosts/browser.py", "hosts/browser_fetch.py", "hosts/scripted.py"}


def stage(server: str, target: Path = TARGET) -> Path:
    """pyproject.toml and the folder app/ as `flet build` wants them, with icon, server address and stamp font.

    Raises ValueError when the address is not https: the system would refuse it, and passwords go over it.
    """
    if not server.startswith("https://"):
        raise ValueError(f"a phone needs an https address, not {server!r}")
    build_data(if_changed=True)
    compile_texts()
    shutil.rmtree(target, ignore_errors=True)
    app = ROOT / "app"
    files = [path for path in files_under(app, *SHIPPED) if path.relative_to(app).as_posix() not in BROWSER_ALONE]
    for path in files:
        place = target / "app" / path.relative_to(app)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    native, assets = target / "app" / "native", target / "app" / "assets"
    native.mkdir()
    (native / "server.txt").write_text(server.rstrip("/") + "\n", encoding="utf-8")
    (native / "version.txt").write_text(digest_of_tree(app, files)[:16] + "\n", encoding="utf-8")
    font = TTFont(subset_font(npm_packages(), needed_code_points()))
    font.flavor = None  # Pillow on a phone may read no woff2
    font.save(native / "stamp.ttf")
    assets.mkdir()
    shutil.copyfile(ROOT / "assets" / "icons" / "icon-512.png", assets / "icon.png")
    shutil.copyfile(ROOT / "pyproject.toml", target / "pyproject.toml")
    return target


def main(arguments: list[str]) -> int:
    """0 when all is there, 1 after a sentence that says what to do."""
    try:
        target = stage(arguments[0] if arguments else "")
    except ValueError as error:
        print(f"{error}. Try: make native SERVER=https://patrol.example.cn", file=sys.stderr)
        return 1
    print(f"Ready in {target.relative_to(ROOT)}. With the Flutter SDK there: cd build/native && flet build apk")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
