"""What the server is told from outside: folders, database and port, from the environment."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path


@dataclass(frozen=True)
class ServerSettings:
    """data: the folder of the database and the photos. site: the built offline app, None to serve the API alone.
    session_life: how long a sign-in may look at records; facts of an expired session are still taken. hosts: names that the server answers
    to besides addresses and localhost (`api.hosts`); None: any. trusted_proxies: addresses or networks whose word is taken for
    the address of a request (`X-Forwarded-For`); nobody's by default."""

    data: Path
    database_url: str
    site: Path | None = None
    port: int = 8000
    migrate: bool = True
    session_life: timedelta = timedelta(days=14)
    sign_ins_a_minute: int = 10
    hosts: frozenset[str] | None = None
    trusted_proxies: tuple[str, ...] = ()

    @classmethod
    def in_folder(cls, data: Path, *, site: Path | None = None, port: int = 8000) -> "ServerSettings":
        """The default of one estate on one box: SQLite and photos in one folder."""
        return cls(data=data, database_url=sqlite_url(data), site=site, port=port)

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "ServerSettings":
        """DATA (./data), DATABASE_URL (SQLite in DATA), SITE (none), PORT (8000), MIGRATE (1), ALLOWED_HOSTS (none),
        TRUSTED_PROXIES (none; with commas).

        ValueError if PORT is no number.
        """
        data = Path(env.get("DATA") or "data")
        return cls(
            data=data,
            database_url=env.get("DATABASE_URL") or sqlite_url(data),
            site=Path(env["SITE"]) if env.get("SITE") else None,
            port=int(env.get("PORT") or 8000),
            migrate=env.get("MIGRATE", "1") != "0",
            hosts=hosts_here(env.get("ALLOWED_HOSTS", "")),
            trusted_proxies=tuple(filter(None, (each.strip() for each in env.get("TRUSTED_PROXIES", "").split(",")))),
        )


def sqlite_url(data: Path) -> str:
    return f"sqlite:///{data / 'zonewalk.sqlite'}"


def hosts_here(named: str) -> frozenset[str]:
    """named: the setting ALLOWED_HOSTS, names between commas; `*` allows any. This machine's own name always works."""
    own = socket.gethostname().lower()
    return frozenset({own, f"{own}.local", *(name.strip().lower() for name in named.split(",") if name.strip())})
