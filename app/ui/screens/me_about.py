"""关于: which version this is, what was tested where, and whose work it stands on."""

import flet as ft
import httpx

from app.domain.errors import ZonewalkError
from app.locales import tr
from app.ui import kit
from app.ui.desk import settings_rail
from app.ui.frame import screen, use_session, view
from app.ui.session import Session
from app.ui.theme import BODY, p

# What is shipped inside the app, with its licence. The full texts lie on the server at assets/NOTICES.
PARTS: tuple[tuple[str, str], ...] = (
    ("Flet", "Apache-2.0"),
    ("Flutter", "BSD-3-Clause"),
    ("Pyodide", "MPL-2.0"),
    ("Python", "PSF-2.0"),
    ("SQLite", "public domain"),
    ("SQLAlchemy, SQLModel, Pydantic", "MIT"),
    ("HTTPX", "BSD-3-Clause"),
    ("ZXing", "Apache-2.0"),
    ("Noto Sans SC", "OFL-1.1"),
    ("Material Icons", "Apache-2.0"),
)


@screen
def About() -> ft.Control:
    """Route /me/about. Identifiers: about-version, about-notices."""
    session = use_session()
    host = {"browser": tr("离线网页应用"), "desktop": tr("桌面应用"), "phone": tr("手机应用"), "test": tr("测试")}[
        session.host.name
    ]
    lines: list[ft.Control] = [
        kit.ident("about-version", kit.name(tr("巡区 Zonewalk · {build}", build=session.host.build))),
        kit.text(tr("物业巡查与整改。没有网络时也能用：先存在本机，有网络再上传。"), BODY),
        kit.small(tr("运行方式：{host} · 服务器：{origin}", host=host, origin=session.host.origin)),
        kit.gap(8),
        kit.text(tr("测试情况"), BODY, color=p().quiet),
        kit.text(
            tr("离线网页应用在 Chromium 里按真实操作测过：断网、关闭浏览器、重开、上传。原生手机应用尚未构建。"), BODY
        ),
        kit.gap(8),
        kit.text(tr("使用的开源软件"), BODY, color=p().quiet),
        *[_part(name, licence) for name, licence in PARTS],
    ]
    notices = kit.side_action(
        tr("下载许可全文（需要网络）"), session.act("notices", lambda: save_notices(session)),
        ident_name="about-notices", mark=ft.Icons.FILE_DOWNLOAD_OUTLINED,
    )  # fmt: skip
    return view(
        [*lines, kit.gap(8), notices],
        top=kit.bar(tr("关于与许可"), back=lambda e: session.go("/me")),
        beside=settings_rail(session),
    )


async def save_notices(session: Session) -> None:
    """The licences' full texts are large and lie on the server alone. Raises ZonewalkError server_unreachable."""
    try:
        async with httpx.AsyncClient(transport=session.host.transport(), timeout=60) as client:
            answer = await client.get(f"{session.host.origin}/assets/NOTICES")
            answer.raise_for_status()
    except httpx.HTTPError as error:
        raise ZonewalkError("server_unreachable", str(error)) from error
    await session.host.save_as("zonewalk-NOTICES.txt", answer.content, "text/plain")


def _part(name: str, licence: str) -> ft.Control:
    return ft.Row([kit.text(name, BODY, expand=True), kit.small(licence)], spacing=12)
