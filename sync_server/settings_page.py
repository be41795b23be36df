"""`docs/settings.md`, written from the class of the settings: `python -m sync_server settings > docs/settings.md`."""

from sync_server.config import FILE, ServerSettings, as_written

HEAD = f"""# Settings of the server

Written from `sync_server/config.py` by `make settings`. Each may stand in the environment, or as `NAME=value` in the file
`{FILE}` beside where the server is started (`SETTINGS` names another file); the environment goes first. A wrong one
ends the start with its name and what would be right. The settings of an estate are `assets/domain/settings.yaml`.

| name | left out | what is right | such as |
|---|---|---|---|
"""


def settings_page() -> str:
    """The page, Markdown."""
    return HEAD + "".join(_row(name) for name in ServerSettings.model_fields)


def names() -> list[str]:
    """The names under which the environment and the file are asked."""
    return [name.upper() for name in ServerSettings.model_fields]


def _row(name: str) -> str:
    field = ServerSettings.model_fields[name]
    example = f"`{name.upper()}={(field.examples or [as_written(field.default)])[0]}`"
    return f"| `{name.upper()}` | {as_written(field.default) or '–'} | {field.description} | {example} |\n"
