"""The version, the list of files that the phone keeps, the policy, and what the phone installs."""

import json
import re
from pathlib import Path

from PIL import Image

from webapp.client_files import SIZES_MARK
from webapp.manifest import POLICY, SERVICE_WORKER, site_manifest, version_of, write_version
from webapp.where import ASSETS, CLIENT


def site_of(folder: Path, **files: str) -> Path:
    for name, text in {"index.html": "<p>", "a.js": "1", **files}.items():
        (folder / name).write_text(text)
    return folder


def test_the_same_files_are_the_same_version_and_another_file_is_another(tmp_path: Path) -> None:
    version = write_version(site_of(tmp_path))
    assert write_version(tmp_path) == version, "its own name and list don't count"
    (tmp_path / "a.js").write_text("2")
    assert write_version(tmp_path) != version


def test_the_service_worker_carries_every_file_but_itself_and_compressed_copies(tmp_path: Path) -> None:
    version = write_version(site_of(tmp_path, **{"a.js.br": "x", "a.js.gz": "x"}))
    script = (tmp_path / SERVICE_WORKER).read_text()
    assert f'VERSION = "{version}"' in script
    listed = json.loads(script.split("const MANIFEST = ", 1)[1].split(";", 1)[0])
    assert set(listed) == {"index.html", "a.js", "build.json"}
    assert listed == json.loads(json.dumps(site_manifest(tmp_path)))
    assert version_of(site_manifest(tmp_path)) == version


def test_the_page_has_no_inline_script_so_the_policy_needs_none() -> None:
    page = (CLIENT / "index.html").read_text(encoding="utf-8")
    scripts = [part.split(">", 1)[0] for part in page.split("<script")[1:]]
    assert scripts
    assert all("src=" in tag or 'type="application/json"' in tag for tag in scripts)
    assert page.count(SIZES_MARK) == 1
    assert not re.search(r"\son\w+=", page), "no inline handler either"
    assert "unsafe-eval'" not in POLICY.replace("wasm-unsafe-eval'", "")
    assert "http" not in POLICY


def test_nothing_of_the_page_names_flet() -> None:
    page = (CLIENT / "index.html").read_text(encoding="utf-8") + (ASSETS / "manifest.json").read_text(encoding="utf-8")
    assert "flet" not in page.lower()
    assert "巡区 Zonewalk" in page


def test_the_app_can_be_installed() -> None:
    told = json.loads((ASSETS / "manifest.json").read_text(encoding="utf-8"))
    assert told["name"] == "巡区 Zonewalk"
    assert (told["display"], told["lang"], told["theme_color"]) == ("standalone", "zh-CN", "#0B6B63")
    assert {(icon["sizes"], icon["purpose"]) for icon in told["icons"]} >= {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for icon in told["icons"]:
        with Image.open(ASSETS / icon["src"]) as picture:
            assert f"{picture.width}x{picture.height}" == icon["sizes"]
            if icon["purpose"] == "maskable":
                assert picture.mode == "RGB", "a maskable icon is opaque to its corners"
