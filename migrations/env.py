"""Runs the migrations; on SQLite without foreign keys, which a rebuilt table would cascade over."""

from alembic import context
from sqlalchemy import create_engine, text

from certplatform.models.tables import METADATA
from certplatform.settings import read_settings


def run() -> None:
    url = context.config.attributes.get("url") or read_settings().database
    engine = create_engine(url)
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=METADATA,
            render_as_batch=sqlite,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
            if sqlite and (broken := connection.execute(text("PRAGMA foreign_key_check")).all()):
                raise RuntimeError(f"foreign keys broken by a migration: {broken}")
        connection.commit()
    engine.dispose()


run()
