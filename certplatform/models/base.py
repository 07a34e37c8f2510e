"""What all tables share: constraint names, UTC instants, ids, the state that only a step moves."""

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, ForeignKey, Integer, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import JSON

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcInstant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC on every database; naive ones are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time cannot be kept")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return it aware."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=CONVENTION)
    type_annotation_map = {  # noqa: RUF012 - the mapper reads it as a class attribute
        datetime: UtcInstant,
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[int]: JSON,
        list[dict[str, Any]]: JSON,
    }

    id: Mapped[int] = mapped_column(Integer, primary_key=True)


def new_address() -> str:
    """An id for URLs that nobody guesses (96 random bits)."""
    return secrets.token_urlsafe(12)


class Addressed:
    """A row that stands in URLs by an unguessable id."""

    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=new_address)


class Moved:
    """A row whose state only a step moves; `entry_id` is the journal entry that explains it.

    Triggers refuse a change of `state` that the newly named entry does not explain.
    """

    state: Mapped[str] = mapped_column(String(20), index=True)
    state_since_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    @declared_attr
    def entry_id(cls) -> Mapped[int | None]:  # noqa: N805 - SQLAlchemy hands over the class
        """The journal entry of the latest deed."""
        return mapped_column(ForeignKey("journal_entry.id"))
