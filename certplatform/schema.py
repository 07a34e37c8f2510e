"""The schema: migrations up and down, and whether it is in step with the models."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from certplatform import paths


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(paths.MIGRATIONS))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Bring a database up to a revision."""
    command.upgrade(_config(url), revision)


def downgrade(url: str, revision: str = "base") -> None:
    """Take a database down to a revision."""
    command.downgrade(_config(url), revision)


def revisions(url: str) -> tuple[str, str]:
    """The revision a database has, and the newest there is."""
    engine = create_engine(url)
    with engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision() or ""
    engine.dispose()
    return present, ScriptDirectory.from_config(_config(url)).get_current_head() or ""
