"""The database's history. `migrate(engine)` brings any released version to this one."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

HERE = Path(__file__).parent


def config() -> Config:
    """Alembic's configuration, made in code: there is no alembic.ini."""
    made = Config()
    made.set_main_option("script_location", str(HERE))
    return made


def migrate(engine: Engine, to: str = "head") -> None:
    """Bring the database to a revision. All steps are one transaction: one that fails leaves the old database in use."""
    made = config()
    with engine.execution_options(writes=True).begin() as connection:
        made.attributes["connection"] = connection
        command.upgrade(made, to)
