"""The server's settings: one class, read from the environment and a file, each documented and checked at the start.

A new setting is one field here. `docs/settings.md` is written from the class (`settings_page.py`).
"""

import difflib
import ipaddress
import os
import socket
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Self

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

FILE = Path("zonewalk.env")  # beside where the server is started; another one is named by SETTINGS
ANY = "*"


class SettingsWrong(ValueError):
    """Settings that cannot be so; the text names each, with what would be right."""


def _by_commas(told: Any) -> Any:
    return [each.strip() for each in told.split(",") if each.strip()] if isinstance(told, str) else told


def _site(folder: Path | None) -> Path | None:
    if folder is not None and not (folder / "index.html").is_file():
        raise ValueError(f"there is no index.html in {folder}")
    return folder


def _database(url: str) -> str:
    try:
        backend = make_url(url).get_backend_name() if url else "sqlite"
    except ArgumentError as error:
        raise ValueError("that is no address of a database") from error
    if backend not in ("sqlite", "postgresql"):
        raise ValueError(f"{backend} is not one of the two databases")
    return url


def _networks(told: tuple[str, ...]) -> tuple[str, ...]:
    for each in told:
        if each != ANY:
            ipaddress.ip_network(each, strict=False)  # its ValueError names the address
    return told


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_by_commas)]


class ServerSettings(BaseSettings):
    """Fields are read under their names in capitals. A description says what is right; `such as` shows it."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid")

    data: Path = Field(Path("data"), description="folder of the database, the photos and the log")
    database_url: Annotated[str, AfterValidator(_database)] = Field(
        "",
        description="SQLite or PostgreSQL as an SQLAlchemy URL; left out: SQLite in DATA",
        examples=["postgresql+psycopg://zonewalk@localhost/zonewalk"],
    )
    site: Annotated[Path | None, AfterValidator(_site)] = Field(
        None,
        description="folder of the built app, with its index.html; left out: what was built here",
        examples=["build/web/site"],
    )
    host: str = Field("127.0.0.1", min_length=1, description="address to listen at; 0.0.0.0 for all of this machine's")
    port: int = Field(8000, ge=0, le=65535, description="port to listen at, a number up to 65535; 0 for any free one")
    migrate: bool = Field(True, description="bring the database to this version at the start, 1 or 0")
    session_life: timedelta = Field(
        timedelta(days=14),
        gt=timedelta(0),
        description="how long a sign-in may look at records (ISO 8601); facts of an expired session are still taken",
    )
    sign_ins_a_minute: int = Field(
        10, ge=1, description="sign-ins that may be tried a minute for one account, 1 or more"
    )
    allowed_hosts: Words = Field(
        (),
        description="names that the server answers to besides addresses, localhost and its own, between commas; * for any",
        examples=["patrol.example.com"],
    )
    trusted_proxies: Annotated[Words, AfterValidator(_networks)] = Field(
        (),
        description="addresses or networks whose X-Forwarded-For is believed, between commas; nobody's when left out",
        examples=["127.0.0.1"],
    )

    @model_validator(mode="before")
    @classmethod
    def _sqlite_in_data(cls, told: dict[str, Any]) -> dict[str, Any]:
        return {**told, "database_url": told.get("database_url") or sqlite_url(Path(told.get("data") or "data"))}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given alone: the environment is asked by `from_env` and not by whoever makes settings by hand."""
        return (init_settings,)

    @property
    def hosts(self) -> frozenset[str]:
        """The names that are answered, in small letters; this machine's own always."""
        own = socket.gethostname().lower()
        return frozenset({own, f"{own}.local", *(name.lower() for name in self.allowed_hosts)})

    @classmethod
    def in_folder(cls, data: Path, *, database_url: str = "", site: Path | None = None) -> Self:
        """Of one estate on one box, for any name: SQLite and photos in one folder unless another database is named."""
        return cls(data=data, database_url=database_url, site=site, allowed_hosts=(ANY,))

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """From this environment and the file that it names (SETTINGS), else `zonewalk.env` where there is one; the
        environment goes first. SettingsWrong names each that is wrong, and what would be right."""
        told = {**_in_file(cls, env), **env}
        source = EnvSettingsSource(cls, env_ignore_empty=True)
        source.env_vars = {name.lower(): value for name, value in told.items() if value}
        try:
            return cls(**source())
        except ValidationError as error:
            raise SettingsWrong(
                "\n".join(_wrong(cls, each["loc"], each["msg"], told) for each in error.errors())
            ) from error


def sqlite_url(data: Path) -> str:
    return f"sqlite:///{data / 'zonewalk.sqlite'}"


def as_written(value: Any) -> str:
    """A default as it would be written in the environment; nothing for what is left out."""
    if isinstance(value, timedelta):
        return str(TypeAdapter(timedelta).dump_python(value, mode="json"))
    if isinstance(value, bool):
        return "1" if value else "0"
    return "" if value in (None, ()) else str(value)


def _in_file(settings: type[ServerSettings], env: Mapping[str, str]) -> dict[str, str]:
    """NAME=value a line, # for remarks. What is not a setting is refused: it would be passed over in silence."""
    named = env.get("SETTINGS")
    file = Path(named) if named else FILE
    if not file.is_file():
        if named:
            raise SettingsWrong(f"SETTINGS={named} is wrong: there is no such file.")
        return {}
    told = {name.upper(): value or "" for name, value in dotenv_values(file, interpolate=False).items()}
    known = [name.upper() for name in settings.model_fields]
    wrong = []
    for name in told:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            wrong.append(f"{name} in {file} is no setting. {f'{near[0]} is one.' if near else f'There are {known}.'}")
    if wrong:
        raise SettingsWrong("\n".join(wrong))
    return told


def _wrong(settings: type[ServerSettings], where: tuple[int | str, ...], why: str, told: Mapping[str, str]) -> str:
    name = str(where[0])
    field = settings.model_fields[name]
    such_as = (field.examples or [as_written(field.default)])[0]
    value = told.get(name.upper(), told.get(name, ""))
    return f"{name.upper()}={value} is wrong: {why}.\n  Right: {field.description}. Such as {name.upper()}={such_as}"


def from_here() -> ServerSettings:
    """The settings of this process."""
    return ServerSettings.from_env(os.environ)
