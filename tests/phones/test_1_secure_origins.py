"""Where a browser gives offline use and the camera: behind the TLS proxy of deploy/, and on localhost. Elsewhere it is said."""

import ssl
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from playwright.sync_api import Error as PlaywrightError

from tests.driver import ANDROID, Phone
from tests.e2e import play
from tests.phones.proxy import HOST, RESOLVED, Proxy
from tests.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

CHROME = "Mozilla/5.0 (Linux; Android 13; M2101K9C) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/116.0.0.0 Mobile Safari/537.36"
IN_APPS = {
    "WeChat": CHROME + " XWEB/1160117 MMWEBSDK/20240301 MicroMessenger/8.0.48 WeChat/arm64 Weixin NetType/WIFI Language/zh_CN",
    "WeCom": CHROME + " wxwork/4.1.22 MicroMessenger/7.0.1",
    "DingTalk": CHROME + " AliApp(DingTalk/7.5.10) com.alibaba.android.rimet",
    "a web view": CHROME.replace("M2101K9C)", "M2101K9C; wv)"),
}  # fmt: skip


def told_plainly(phone: Phone, code: str) -> str:
    """The text of the plain page; Flutter was never asked for."""
    phone.page.wait_for_selector(f"#zw-plain[data-code={code}]")
    assert not phone.page.query_selector("flutter-view")
    fetched = phone.page.evaluate("performance.getEntriesByType('resource').map((each) => each.name)")
    assert not [name for name in fetched if "main.dart.js" in name or ".pack" in name], "nothing heavy is loaded"
    return phone.page.inner_text("#zw-plain")


def test_given_the_tls_proxy_with_a_local_authority_then_a_phone_signs_in_photographs_and_starts_offline(
    server: Server, tmp_path: Path
) -> None:
    with Proxy(tmp_path / "proxy", server.port) as proxy:
        with (
            Phone(tmp_path / "stranger", flags=[RESOLVED]) as phone,
            pytest.raises(PlaywrightError, match="ERR_CERT_AUTHORITY_INVALID"),
        ):
            phone.page.goto(proxy.url)
        home = proxy.trusting_home(tmp_path / "home")
        with Phone(tmp_path / "lin", flags=[RESOLVED], home=home) as phone:
            play.sign_in(phone, server, "lin", "ring", url=proxy.url)
            play.kept_for_offline(phone)
            assert phone.page.evaluate("[isSecureContext, location.protocol]") == [True, "https:"]
            proxy.stop()
            server.kill()

            phone.reload()
            phone.wait("ring", timeout=60)
            assert phone.page.evaluate("navigator.serviceWorker.controller.state") == "activated"
            phone.page.evaluate("location.hash = '/found'")
            play.shoot(phone)
            phone.wait("draft-saved")

        with Phone(tmp_path / "lin", flags=[RESOLVED], home=home) as phone:
            phone.open(proxy.url)
            phone.wait("drafts", timeout=60)
            assert phone.console_errors() == []


def test_given_the_proxy_then_plain_http_is_sent_on_and_each_phone_keeps_its_own_address(
    server: Server, tmp_path: Path
) -> None:
    with Proxy(tmp_path / "proxy", server.port) as proxy:
        moved = httpx.get(f"http://127.0.0.1:{proxy.plain_port}/?from=old", headers={"Host": HOST})
        assert (moved.status_code, moved.headers["location"]) == (308, f"https://{HOST}/?from=old")
        trusted = ssl.create_default_context(cafile=str(proxy.root))

        def sign_in(address: str, account: str) -> str:
            """A wrong password from this address; returns the server's code."""
            asked = {"account": account, "password": "wrong", "device": str(UUID(int=1)), "session": str(UUID(int=2))}
            with httpx.Client(transport=httpx.HTTPTransport(verify=trusted, local_address=address)) as phone:
                answer = phone.post(
                    f"https://127.0.0.1:{proxy.port}/api/session", json=asked, headers={"Host": HOST},
                    extensions={"sni_hostname": HOST},
                )  # fmt: skip
            return str(answer.json()["code"])

        # An account is counted from wherever it comes; many names from one address are.
        assert [sign_in("127.0.0.2", f"nobody {no}") for no in range(51)][-1] == "sign_in_throttled"
        assert sign_in("127.0.0.3", "lin") == "sign_in_wrong", "another phone behind the same proxy"


def test_given_plain_http_by_the_machines_name_then_a_plain_page_says_so_in_both_languages(
    demo_data: Callable[[str], Path], tmp_path: Path
) -> None:
    named = Server(demo_data("server"), environment={"ALLOWED_HOSTS": HOST})
    with named as server, Phone(tmp_path / "profile", flags=[RESOLVED]) as phone:
        phone.open(f"http://{HOST}:{server.port}/", ready=False)
        said = told_plainly(phone, "HOST_INSECURE")
        assert "不能离线使用" in said
        assert "请向管理员要 https 开头的地址" in said
        assert "Ask your administrator for the address that begins with https" in said
        phone.open(server.url.replace("127.0.0.1", "localhost"))  # what `adb reverse` gives a phone
        phone.wait("account", timeout=60)


@pytest.mark.parametrize("app", IN_APPS)
def test_given_a_browser_inside_another_app_then_it_says_what_fails_there_and_how_to_leave(
    server: Server, tmp_path: Path, app: str
) -> None:
    with Phone(tmp_path / "profile", agent=IN_APPS[app]) as phone:
        phone.open(server.url, ready=False)
        said = told_plainly(phone, "HOST_IN_APP")
        assert "离线记录可能被清掉，相机也可能用不了" in said
        assert "在浏览器打开" in said
        assert "Records kept here may be cleared" in said
        assert "Open in browser" in said
        assert server.url in said
        phone.context.grant_permissions(["clipboard-read"])
        phone.page.click("#host-copy")
        assert "Copied" in phone.page.inner_text("#host-copy")
        assert phone.page.evaluate("navigator.clipboard.readText()") == server.url


@pytest.mark.parametrize("lacking", ["StorageManager.prototype.getDirectory", "Navigator.prototype.serviceWorker"])
def test_given_a_browser_that_lacks_what_it_needs_then_it_says_which_browsers_have_it(
    server: Server, tmp_path: Path, lacking: str
) -> None:
    with Phone(tmp_path / "profile", agent=ANDROID) as phone:
        phone.page.add_init_script(f"delete {lacking}")
        phone.open(server.url, ready=False)
        said = told_plainly(phone, "HOST_UNSUPPORTED")
        assert "请用新版 Chrome 或 Edge" in said
        assert "On Android use a recent Chrome or Edge" in said
