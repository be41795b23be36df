"""Each tower by floor: where something is open, how many, and how grave."""

import flet as ft

from app.locales import name, tr
from app.ui import kit
from app.ui.desk.day import ROOF, Cell, Tower
from app.ui.desk.shell import fine
from app.ui.theme import p, size

_CELL, _LABEL, _HEIGHT = 34, 30, 20


def heat_map(found: list[Tower]) -> ft.Control:
    """Buildings side by side."""
    blocks = [_block(tower) for tower in found]
    return ft.Row(blocks, wrap=True, spacing=18, run_spacing=18, vertical_alignment=ft.CrossAxisAlignment.START)


def _block(tower: Tower) -> ft.Control:
    cores = [core.id for core in tower.building.cores]
    held = sum(cell.count for cell in tower.cells.values())
    head = kit.ident(
        f"tower-{tower.building.id}",
        ft.Container(
            ft.Row([kit.text(name(tower.building.label), 14, strong=True), *([fine(str(held))] if held else [])], spacing=6, tight=True),
            padding=ft.Padding.symmetric(vertical=4),
        ),
        label=tr("{place}：未结 {n} 处", place=name(tower.building.label), n=held),
    )  # fmt: skip
    rows: list[ft.Control] = [head]
    if len(cores) > 1:
        rows.append(
            ft.Row(
                [ft.Container(width=size(_LABEL)), *[_centred(fine(tr("{n}梯", n=core)), _CELL) for core in cores]],
                spacing=2,
            )
        )
    for floor in tower.floors:
        label = tr("天台") if floor == ROOF else floor
        cells = [_cell(tower, core, floor) for core in cores]
        rows.append(ft.Row([_centred(fine(label, lines=1), _LABEL), *cells], spacing=2, key=floor))
    if tower.rest.count:
        rows.append(
            ft.Row([_centred(fine(tr("其他")), _LABEL), _square(tower.rest, tower.building.id, "rest")], spacing=2)
        )
    width = size(_LABEL + len(cores) * _CELL) + 2 * len(cores)
    return ft.Column(rows, spacing=2, tight=True, width=max(width, size(90)), key=tower.building.id)


def _cell(tower: Tower, core: str, floor: str) -> ft.Control:
    known = next((each for each in tower.building.cores if each.id == core), None)
    if known is None or (floor != ROOF and floor not in known.floors):
        return ft.Container(width=size(_CELL), height=size(_HEIGHT))
    return _square(tower.cells.get((core, floor), Cell()), tower.building.id, f"{core}-{floor}")


def _square(cell: Cell, building: str, spot: str) -> ft.Control:
    """A floor; its number says how many, its colour how grave."""
    if cell.severity is None:
        return ft.Container(width=size(_CELL), height=size(_HEIGHT), border_radius=4, bgcolor=p().ground_of("plain"))
    square = ft.Container(
        fine(str(cell.count), color=p().card, strong=True), width=size(_CELL), height=size(_HEIGHT), border_radius=4,
        bgcolor=p().ink_of(cell.severity), alignment=ft.Alignment.CENTER,
    )  # fmt: skip
    said = f"{spot} {tr(kit.SEVERITY_WORDS[cell.severity])} {cell.count}"
    return kit.ident(f"heat-{building}-{spot}", square, label=said)


def _centred(content: ft.Control, width: int) -> ft.Control:
    return ft.Container(content, width=size(width), alignment=ft.Alignment.CENTER)
