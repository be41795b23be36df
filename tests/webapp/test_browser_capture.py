"""Camera, codes and files, with the server gone and the browser closed in between."""

import io
import json
import re
from pathlib import Path

import pytest
from PIL import Image

from tests.driver import Phone
from tests.serving import Server
from tests.webapp.conftest import film_of_code

pytestmark = pytest.mark.browser

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile Safari/604.1"
SHUTTER = "#host-shutter:not([disabled])"


def said(phone: Phone, action: str) -> str:
    """Tap the probe's button and read what came of it."""
    phone.tap(action)
    return result(phone, action)


def result(phone: Phone, action: str) -> str:
    found = phone.wait("said", rf"^{action}( failed)?: ")
    assert "failed" not in found, found
    return found.removeprefix(f"{action}: ")


def kept_whole(phone: Phone) -> None:
    """Wait until the phone has the whole site."""
    phone.page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def test_given_a_first_visit_when_the_server_goes_then_all_goes_on_without_it(server: Server, tmp_path: Path) -> None:
    with Phone(tmp_path / "profile") as phone:
        phone.open(server.url)
        assert said(phone, "commit") == "saved 1 flushes 1"
        kept_whole(phone)
        server.kill()

        phone.reload()
        phone.tap("photo")
        phone.page.wait_for_selector(SHUTTER)
        phone.page.click("#host-shutter")
        taken = re.fullmatch(r"camera 1600x1200 (\d+) preview (\d+) ([0-9a-f]{64})", result(phone, "photo"))
        assert taken
        assert int(taken[2]) <= 6000
        assert phone.console_errors() == []

    with Phone(tmp_path / "profile") as phone:
        phone.open(server.url)
        assert json.loads(said(phone, "rows")) == [["一行", None], ["照片", f"{taken[3]}.jpg"]]
        about = json.loads(said(phone, "about"))
        assert about["offline_ready"] is True
        assert re.fullmatch("[0-9a-f]{16}", about["version"])
        assert about["random"] is True
        assert said(phone, "audit") == "integrity ok without file 0"


def test_given_a_first_photo_when_one_is_taken_again_then_they_lie_over_each_other_and_retake_is_possible(
    server: Server, tmp_path: Path
) -> None:
    with Phone(tmp_path / "profile") as phone:
        phone.open(server.url)
        phone.tap("photo")
        phone.page.wait_for_selector(SHUTTER)
        phone.page.click("#host-shutter")
        result(phone, "photo")
        phone.tap("compare")
        phone.page.wait_for_selector(SHUTTER)
        first = phone.page.locator(".zw-first")
        assert first.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 0
        phone.page.locator("#host-compare").fill("70")
        assert first.evaluate("picture => picture.style.opacity") == "0.7"
        phone.page.click("#host-compare-mode")
        assert "30%" in first.evaluate("picture => picture.style.clipPath")
        phone.page.click("#host-shutter")
        phone.page.click("#host-retake")
        phone.page.click("#host-shutter")
        phone.page.click("#host-use")
        assert result(phone, "compare").startswith("camera 1600x1200")


def test_the_camera_is_left_by_its_button_by_escape_and_again_any_number_of_times(
    server: Server, tmp_path: Path
) -> None:
    with Phone(tmp_path / "profile") as phone:
        phone.open(server.url)
        for leave in ("button", "escape", "button", "escape"):
            phone.tap("photo")
            phone.page.wait_for_selector(SHUTTER)
            if leave == "button":
                phone.page.click("#host-cancel")
            else:
                phone.page.keyboard.press("Escape")
            assert result(phone, "photo") == "cancelled"
            phone.tap("method")
            assert result(phone, "method") == "NO_SUCH_METHOD"


def test_given_a_refused_camera_then_it_says_how_to_allow_it_and_another_way_is_open(
    server: Server, tmp_path: Path
) -> None:
    picture = io.BytesIO()
    turned = Image.new("RGB", (4000, 3000), "teal")
    exif = turned.getexif()
    exif[0x0112] = 6
    turned.save(picture, "JPEG", exif=exif)
    with Phone(tmp_path / "profile", camera=False) as phone:
        phone.open(server.url)
        phone.tap("photo")
        phone.page.wait_for_selector("#host-system:visible")
        assert "允许“相机”" in phone.page.inner_text(".zw-say")
        assert not phone.page.is_visible("#host-shutter")
        phone.page.click("#host-cancel")
        assert result(phone, "photo") == "refused NotAllowedError"

        phone.tap("photo")
        with phone.page.expect_file_chooser() as chooser:
            phone.page.click("#host-system")
        chooser.value.set_files([{"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}])
        assert result(phone, "photo").startswith("system 1200x1600"), "upright, by its EXIF orientation"

        phone.tap("scan")
        phone.page.wait_for_selector("#host-code:focus")
        assert "直接输入签到码" in phone.page.inner_text(".zw-say")
        phone.page.keyboard.press("Enter")
        assert phone.page.inner_text(".zw-note") == "请先输入签到码"
        phone.page.keyboard.type("a2-9f 7kq2")
        phone.page.keyboard.press("Enter")
        assert result(phone, "scan") == "typed a2-9f 7kq2"


TAB, INSTALLED = "browser", "standalone"


@pytest.mark.parametrize(
    ("agent", "ways"),
    [
        (None, {(TAB, "zh"): "点地址栏左边的图标 → 权限 → 相机", (TAB, "en"): "Tap the icon left of the address → Permissions → Camera",
                (INSTALLED, "zh"): "设置 → 网站设置 → 相机", (INSTALLED, "en"): "Settings → Site settings → Camera"}),
        (IPHONE, {(TAB, "zh"): "设置 → App → Safari 浏览器 → 相机", (TAB, "en"): "Settings → Apps → Safari → Camera",
                  (INSTALLED, "zh"): "设置 → App → Safari 浏览器 → 相机"}),
    ],
    ids=["Android", "iPhone"],
)  # fmt: skip
def test_given_a_refused_camera_then_the_way_to_allow_it_is_that_of_this_phone(
    server: Server, tmp_path: Path, agent: str | None, ways: dict[tuple[str, str], str]
) -> None:
    with Phone(tmp_path / "profile", agent=agent) as phone:
        phone.open(server.url)
        for (mode, lang), way in ways.items():
            # Chromium's own emulation leaves the display mode alone.
            phone.page.evaluate("mode => { matchMedia = (query) => ({ matches: query.includes(mode) }) }", mode)
            said = phone.page.evaluate(
                """async (lang) => {
                  const [{ whyNot }, { textsOf }] = [await import("/page/stream.js"), await import("/page/texts.js")];
                  return whyNot(new DOMException("", "NotAllowedError"), textsOf({ lang }));
                }""",
                lang,
            )
            assert way in said


def test_given_a_code_before_the_camera_then_it_is_read_without_a_tap(server: Server, tmp_path: Path) -> None:
    film = film_of_code(tmp_path / "code.y4m", "ZW1:qinglan/A2/9F:7KQ2M3XA")
    with Phone(tmp_path / "profile", flags=[f"--use-file-for-fake-video-capture={film}"]) as phone:
        phone.open(server.url)
        assert said(phone, "scan") == "scan ZW1:qinglan/A2/9F:7KQ2M3XA"
        with phone.page.expect_file_chooser() as chooser:
            phone.tap("decode")
        chooser.value.set_files([str(film.with_suffix(".png"))])
        assert result(phone, "decode").startswith("codes ['ZW1:qinglan/A2/9F:7KQ2M3XA']")


def test_given_a_storage_that_was_cleared_meanwhile_then_a_photo_is_told_so(server: Server, tmp_path: Path) -> None:
    with Phone(tmp_path / "profile") as phone:
        phone.open(server.url)
        assert said(phone, "cleared") == "['STORAGE_GONE', 'STORAGE_GONE', 'NotFoundError']"


def test_given_a_file_then_the_storage_used_grows_by_its_bytes_and_no_more(server: Server, tmp_path: Path) -> None:
    with Phone(tmp_path / "profile") as phone:
        phone.open(server.url)
        kept_whole(phone)
        assert abs(int(said(phone, "used")) - 3_000_000) < 100_000


def test_files_and_errors_keep_their_names(server: Server, tmp_path: Path) -> None:
    with Phone(tmp_path / "profile") as phone:
        phone.open(server.url)
        assert (
            said(phone, "files")
            == "['a.bin', 'b.bin'] b'plain bytes' [True, False, True] ['NotFoundError', 'TypeError']"
        )
        assert said(phone, "no_photo").startswith("NOT_A_PHOTO | NOT_A_PHOTO: ")
        kept_whole(phone)  # the site's own files would eat up the room that is measured out here
        session = phone.context.new_cdp_session(phone.page)
        used = phone.page.evaluate("navigator.storage.estimate().then((told) => told.usage)")
        session.send(
            "Storage.overrideQuotaForOrigin", {"origin": server.url.rstrip("/"), "quotaSize": used + 30_000_000}
        )
        assert said(phone, "fill") == "QuotaExceededError whole True True integrity ok"
