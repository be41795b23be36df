"""Collect the texts that the screens show, and put new ones into each language's catalogue: `make texts`.

The Chinese text is the key. A text is shown when it stands in `tr("…")`, or in a table at the top of a module of the
screens, from where a function passes it to `tr`. What is no longer shown leaves the catalogue; nothing is guessed.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
# Where tables of words stand: what the domain says carries both languages itself.
TABLES = ("ui",)
HAN = re.compile(r"[\u3400-\u9fff]")
# A language is offered under its own name, whatever language is set.
OWN_NAMES = frozenset({"中文"})


def main() -> int:
    """0 when every text has its translation, 1 when some are still to be written (they are listed)."""
    shown = collected()
    missing = 0
    for po in sorted((APP / "locales").glob("*/LC_MESSAGES/*.po")):
        with po.open("rb") as file:
            catalogue = read_po(file)
        shown.creation_date = catalogue.creation_date  # a file whose texts did not change stays as it is
        catalogue.update(shown, no_fuzzy_matching=True)
        catalogue.fuzzy = False
        catalogue.obsolete.clear()
        out = io.BytesIO()
        write_po(out, catalogue, sort_output=True, width=120)
        po.write_bytes(out.getvalue())
        untold = [str(message.id) for message in catalogue if message.id and not message.string]
        missing += len(untold)
        print(f"{po.relative_to(ROOT)}: {len(shown)} texts, {len(untold)} to translate")
        print("".join(f"  {text}\n" for text in untold), end="")
    return 1 if missing else 0


def collected() -> Catalog:
    """Every text of app/, with the files in which it stands."""
    catalogue = Catalog(project="zonewalk", charset="utf-8")
    for file in sorted(APP.rglob("*.py")):
        for text in texts_of(file):
            catalogue.add(text, locations=[(str(file.relative_to(ROOT)), 0)])
    return catalogue


def texts_of(file: Path) -> Iterator[str]:
    """The texts that a module shows: what `tr` is given in words, and the Chinese words of its tables."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for call in calls_of_tr(tree):
        yield from strings_in(call.args[0])
    if file.relative_to(APP).parts[0] in TABLES:
        yield from (text for text in table_words(tree) if HAN.search(text) and text not in OWN_NAMES)


def calls_of_tr(tree: ast.AST) -> Iterator[ast.Call]:
    """Every `tr(…)` in a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr" and node.args:
            yield node


def table_words(tree: ast.Module) -> Iterator[str]:
    """The strings of the tables (assignments) at a module's top."""
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            inside = {id(part) for call in calls_of_tr(node.value) for part in ast.walk(call)}
            for part in ast.walk(node.value):
                text = _text(part)
                if text is not None and id(part) not in inside:
                    yield text


def strings_in(node: ast.expr) -> Iterator[str]:
    """The texts of an argument: a string, or either side of a choice between two."""
    text = _text(node)
    if text is not None:
        yield text
    elif isinstance(node, ast.IfExp):
        yield from strings_in(node.body)
        yield from strings_in(node.orelse)


def _text(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


if __name__ == "__main__":
    sys.exit(main())
