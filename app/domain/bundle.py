"""The product's own data as one file: catalogue, protocols and the settings' keys, built from YAML by `webapp.data`."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.domain.catalogue import Catalogue
from app.domain.protocol_checks import validate_protocols
from app.domain.protocols import Protocols
from app.domain.settings import Settings, SettingsSchema

BUNDLE = Path(__file__).parent / "data" / "bundle.json"


@dataclass(frozen=True)
class Bundle:
    """What every estate shares. `settings(overrides)` gives an estate's own settings."""

    catalogue: Catalogue
    protocols: Protocols
    settings_schema: SettingsSchema

    def settings(self, overrides: dict[str, Any] | None = None) -> Settings:
        return self.settings_schema.settings(overrides)


def bundle_of(raw: dict[str, Any]) -> Bundle:
    """Validate the three parts, alone and against each other. ValueError (pydantic's or a plain one) says what is wrong."""
    catalogue = Catalogue.model_validate(raw["catalogue"])
    protocols = Protocols.model_validate(raw["protocols"])
    schema = SettingsSchema.model_validate(raw["settings"])
    validate_protocols(protocols, catalogue, schema.keys)
    return Bundle(catalogue, protocols, schema)


@cache
def load_bundle() -> Bundle:
    """The bundle that was built into the app, read once. FileNotFoundError says how to build it."""
    try:
        text = BUNDLE.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise FileNotFoundError(f"{BUNDLE.name} is missing: run `python -m webapp.data`") from None
    return bundle_of(json.loads(text))
