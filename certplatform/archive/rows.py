"""Rows as plain JSON values: names beside ids, instants and dates as ISO texts, bytes as text."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import inspect

from certplatform.db import session
from certplatform.models.base import Base
from certplatform.models.organisation import Organisation
from certplatform.models.person import Person

# What belongs to the running of the platform, and what lets its holder look something up.
NEVER = frozenset({"version", "entry_id", "receipt", "read_at"})


def row(one: Base, without: Iterable[str] = ()) -> dict[str, Any]:
    """One row with all its columns but those."""
    left_out = NEVER | frozenset(without)
    found: dict[str, Any] = {}
    for attribute in inspect(type(one)).column_attrs:
        if attribute.key in left_out:
            continue
        value = getattr(one, attribute.key)
        tables = {key.column.table.name for key in attribute.columns[0].foreign_keys}
        found[attribute.key] = referred(tables, value) if tables else plain(value)
    return found


def referred(tables: set[str], value: int | None) -> Any:
    """A reference: people and organisations by id and name, other rows by id."""
    if value is None:
        return None
    if "person" in tables:
        return person(value)
    if "organisation" in tables:
        one = session.get_one(Organisation, value)
        return {"id": one.id, "name": one.name, "code": one.code or ""}
    return value


def person(person_id: int) -> dict[str, Any]:
    """A person by id and name; nothing else of their account."""
    return {"id": person_id, "name": session.get_one(Person, person_id).name}


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, bytes):
        return value.decode("utf-8")
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value
