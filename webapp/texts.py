"""Compiles the message catalogues: `app/locales/**/*.po` → `.mo` beside each, which gettext reads."""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from webapp.cache import write_whole
from webapp.where import APP, files_under


def compile_texts(locales: Path = APP / "locales") -> int:
    """Compiles every catalogue; returns how many there are. Fuzzy entries are left out: a guess is no translation."""
    catalogues = files_under(locales, "*.po")
    for po in catalogues:
        with po.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
        compiled = io.BytesIO()
        write_mo(compiled, catalogue, use_fuzzy=False)
        mo = po.with_suffix(".mo")
        if not mo.is_file() or mo.read_bytes() != compiled.getvalue():
            write_whole(mo, compiled.getvalue())
    return len(catalogues)


if __name__ == "__main__":
    print(f"{compile_texts()} catalogues compiled")
