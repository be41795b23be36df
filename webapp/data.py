"""YAML for people → one validated JSON file for the app: `python -m webapp.data [--if-changed]`.

PyYAML stays out of the browser, and nothing that does not validate gets into a build. The demo estate is not in it:
an estate comes to a phone from its server.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import yaml

from app.domain.bundle import BUNDLE, bundle_of

SOURCES = Path(__file__).parent.parent / "assets" / "domain"
PARTS = {"catalogue": "checklists.yaml", "protocols": "protocols.yaml", "settings": "settings.yaml"}


def digest_of(sources: Path) -> str:
    """SHA-256 (hex) over the three files in order: what a bundle was built from."""
    whole = hashlib.sha256()
    for name in PARTS.values():
        whole.update((sources / name).read_bytes())
    return whole.hexdigest()


def whole_sentences(raw: Any) -> tuple[Any, int]:
    """Put sentences together again that YAML split, and say how many.

    In `{note: so much, and more}` the unquoted comma ends the value and makes a key without one of the rest. The data
    knows no empty values, so such a key always belongs to the text before it.
    """
    if isinstance(raw, list):
        pairs = [whole_sentences(part) for part in raw]
        return [part for part, _ in pairs], sum(n for _, n in pairs)
    if not isinstance(raw, dict):
        return raw, 0
    joined: dict[str, Any] = {}
    mended, last = 0, ""
    for key, value in raw.items():
        if value is None and isinstance(joined.get(last), str):
            joined[last] += f", {key}"
            mended += 1
        else:
            joined[key], n = whole_sentences(value)
            mended, last = mended + n, key
    return joined, mended


def read(sources: Path) -> tuple[dict[str, Any], int]:
    """The three files as JSON values, with the digest of their text, and how many split sentences were mended.

    Not validated yet.
    """
    parts = {part: yaml.safe_load((sources / name).read_text(encoding="utf-8")) for part, name in PARTS.items()}
    whole, mended = whole_sentences(parts)
    return {"built_from": digest_of(sources), **whole}, mended


def build(sources: Path = SOURCES, target: Path = BUNDLE, *, if_changed: bool = False) -> str:
    """Validate and write; the same YAML always gives the same bytes. Returns one line on what was done.

    ValueError when the data does not hold; the old file then stays as it was.
    """
    if if_changed and target.exists() and json.loads(target.read_text("utf-8")).get("built_from") == digest_of(sources):
        return f"{target.name}: unchanged"
    raw, mended = read(sources)
    bundle = bundle_of(raw)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".tmp")
    fresh.write_text(json.dumps(raw, ensure_ascii=False, sort_keys=False, separators=(",", ":")), encoding="utf-8")
    fresh.replace(target)
    items, protocols, keys = (
        len(bundle.catalogue.items),
        len(bundle.protocols.protocols),
        len(bundle.settings_schema.keys),
    )
    size = target.stat().st_size // 1024
    return f"{target.name}: {items} items, {protocols} protocols, {keys} settings, {mended} split sentences mended, {size} kB"


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--if-changed", action="store_true", help="do nothing when the YAML is the one last built from")
    print(build(if_changed=parser.parse_args(arguments).if_changed))


if __name__ == "__main__":
    main(sys.argv[1:])
