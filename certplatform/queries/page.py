"""Keyset pages: constant cost at any depth, counts capped."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from certplatform.db import session
from certplatform.domain.errors import Invalid
from certplatform.domain.wording import N_

Row = TypeVar("Row")
PAGE_SIZE = 25
COUNT_CAP = 1000
LONGEST_CURSOR = 400  # no cursor of ours comes near; a longer one is not even read
LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list. `count` stops at COUNT_CAP + 1."""

    rows: Sequence[Row]
    next_cursor: str
    count: int

    @property
    def count_text(self) -> str:
        """The count, or "1000+"."""
        return f"{COUNT_CAP}+" if self.count > COUNT_CAP else str(self.count)


def encode_cursor(values: Sequence[Any]) -> str:
    """A cursor from the sort values of a row."""
    raw = json.dumps([_plain(value) for value in values], ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode_cursor(cursor: str, width: int) -> list[Any]:
    """The sort values of a cursor. Raises Invalid for anything else."""
    cursor = cursor[:LONGEST_CURSOR]
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
    except (ValueError, binascii.Error, UnicodeError):
        values = None
    if not isinstance(values, list) or len(values) != width:
        raise Invalid(N_("This place in the list does not exist; start from its first page."))
    return values


def is_id(value: Any) -> bool:
    """Whether a value of a cursor can be the number of a row."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_ID


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str) else value.isoformat()


def page_of(
    query: Select[Row],
    key: InstrumentedAttribute[int],
    cursor: str = "",
    size: int = PAGE_SIZE,
) -> Page[Row]:
    """A page of a query, newest id first. Two statements, whatever the size of the list."""
    count = session.scalar(
        select(func.count()).select_from(
            query.with_only_columns(key).order_by(None).limit(COUNT_CAP + 1).subquery()
        )
    )
    if cursor:
        (last,) = decode_cursor(cursor, 1)
        if not is_id(last):
            raise Invalid(N_("This place in the list does not exist; start from its first page."))
        query = query.where(key < last)
    rows = list(session.scalars(query.order_by(key.desc()).limit(size + 1)).unique())
    more = len(rows) > size
    rows = rows[:size]
    following = encode_cursor([getattr(rows[-1], key.key)]) if more else ""
    return Page(rows, following, count or 0)


def before(columns: Sequence[ColumnElement[Any]], values: Sequence[Any]) -> ColumnElement[bool]:
    """Rows that come after `values` in a list sorted descending by `columns`."""
    ways = []
    for place, column in enumerate(columns):
        equal = [earlier == value for earlier, value in zip(columns[:place], values, strict=False)]
        ways.append(and_(*equal, column < values[place]))
    return or_(*ways)
