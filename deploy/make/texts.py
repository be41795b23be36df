"""Collect the texts that `tr("…")` shows, and put new ones into each language's catalogue: `make texts`.

The Chinese text is the key. What is no longer shown is kept at the end of a catalogue as obsolete; nothing is guessed.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"


def main() -> int:
    """0 when every text has its translation, 1 when some are still to be written (they are listed)."""
    shown = collected()
    missing = 0
    for po in sorted((APP / "locales").glob("*/LC_MESSAGES/*.po")):
        with po.open("rb") as file:
            catalogue = read_po(file)
        catalogue.update(shown, no_fuzzy_matching=True)
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
    found = extract_from_dir(APP, [("**.py", "python")], keywords={"tr": None})
    for name, _line, message, _comments, _context in found:
        catalogue.add(message, locations=[(f"app/{name}", 0)])
    return catalogue


if __name__ == "__main__":
    sys.exit(main())
