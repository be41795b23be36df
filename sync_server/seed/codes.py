"""The sign-in codes of an estate as a page to print: one sticker a point, with its QR code and the same in letters (2-一-8)."""

import base64
import io
from html import escape
from pathlib import Path

import segno

from app.domain.estate import Estate
from app.domain.estate_parts import SignPoint
from app.domain.signcode import PREFIX, mint

_STYLE = """
@page { size: A4; margin: 12mm }
body { font: 14px/1.4 Stickers, "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; color: #111; margin: 24px; max-width: 1000px }
h1 { font-size: 22px; margin: 0 } h2 { font-size: 17px; margin: 28px 0 10px; break-after: avoid }
p { color: #555; margin: 4px 0 }
ol { list-style: none; margin: 0; padding: 0; display: grid; gap: 12px; grid-template-columns: repeat(auto-fill, minmax(250px, 1fr)) }
li { border: 1px solid #bbb; border-radius: 10px; padding: 12px; text-align: center; break-inside: avoid }
li svg { width: 200px; height: 200px }
b { display: block; font-size: 16px } small { display: block; color: #555 }
code { display: block; margin-top: 6px; font: 600 14px/1.3 ui-monospace, Consolas, monospace }
"""


def code_of(estate: Estate, point: SignPoint) -> str:
    """What stands on the sticker of a point, and what may be typed."""
    return mint(point.id, bytes.fromhex(estate.sign_in_key))


def codes_page(estate: Estate, font: Path | None = None) -> str:
    """HTML without any outside reference: zones in their order, points in the order of the set-up.

    font: a file with Chinese characters, of which the page takes along those that it shows: a computer without any would
    print boxes.
    """
    parts = [
        "<!doctype html><html lang=zh-CN><meta charset=utf-8><meta name=viewport content='width=device-width'>",
        f"<title>签到码 · {escape(estate.label.zh)}</title><style>{_STYLE}</style>",
        f"<h1>{escape(estate.label.zh)} · 签到码</h1>",
        "<p>打印后贴在签到点；也可扫屏幕上的码，或输入码下编号。</p>",
        "<p>Print and stick at the points; or scan from the screen, or type what stands below a code.</p>",
    ]
    for zone in estate.zones:
        points = [point for point in estate.points if point.zone == zone.id]
        if points:
            stickers = "".join(_sticker(estate, point) for point in points)
            parts.append(f"<h2>{escape(zone.label.zh)} <small>{escape(zone.label.en)}</small></h2><ol>{stickers}</ol>")
    page = "\n".join(parts)
    return page.replace("<style>", f"<style>{_face(font, page)}", 1) if font else page


def _face(font: Path, text: str) -> str:
    """A font face of these characters alone, inside the page."""
    from fontTools import subset  # takes longer to import than all else here, and a page is written once

    options = subset.Options()
    options.flavor = "woff2"
    face = subset.load_font(str(font), options)
    cut = subset.Subsetter(options)
    cut.populate(text=text)
    cut.subset(face)
    out = io.BytesIO()
    subset.save_font(face, out, options)
    data = base64.b64encode(out.getvalue()).decode()
    return f"@font-face {{ font-family: Stickers; src: url(data:font/woff2;base64,{data}) }}"


def _sticker(estate: Estate, point: SignPoint) -> str:
    code = code_of(estate, point)
    svg = io.BytesIO()
    segno.make(PREFIX + code, error="h", micro=False).save(
        svg, kind="svg", xmldecl=False, svgns=True, nl=False, scale=4, border=2, omitsize=True
    )
    label = point.label
    return (
        f"<li>{svg.getvalue().decode()}<b>{escape(label.zh)}</b><small>{escape(label.en)}</small>"
        f"<code>{escape(code)}</code></li>"
    )
