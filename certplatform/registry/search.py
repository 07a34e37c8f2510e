"""Searching the registry: what was asked, mended, and the lines that were found (R53)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from certplatform import clock
from certplatform.domain.scheme import Text
from certplatform.queries.page import Page
from certplatform.queries.register import LONGEST_QUERY, Asked, search
from certplatform.schemes import scheme, schemes

ASKED = tuple(one.name for one in fields(Asked))


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the registry's list."""

    number: str
    revision: int
    status: str
    holder_name: str
    holder_code: str
    region: str
    industry: str
    grade: str
    level: str
    viewpoints: tuple[str, ...]
    body_code: str
    body_name: str
    standard: str
    grade_title: Text
    issued_on: date
    expires_on: date


def asked_from(values: Mapping[str, str]) -> Asked:
    """What a form or an address asks for; unknown names do not matter."""
    wanted = {name: _mended(values.get(name, "")) for name in ASKED}
    return Asked(**wanted)


def _mended(text: str) -> str:
    """Without blanks around it, and without characters that no database takes."""
    return text.replace("\x00", "").strip()[:LONGEST_QUERY]


def find_all(asked: Asked, cursor: str = "", size: int = 20) -> Page[Hit]:
    """A page of the registry, the latest entry first."""
    found = search(asked, clock.today(), cursor, size)
    return Page([_hit(row) for row in found.rows], found.next_cursor, found.count)


def _hit(row: Any) -> Hit:
    known = scheme(row.scheme)
    return Hit(
        number=row.number,
        revision=row.revision,
        status=row.status,
        holder_name=row.holder_name,
        holder_code=row.holder_code,
        region=row.region,
        industry=row.industry,
        grade=row.grade,
        level=row.level,
        viewpoints=tuple(filter(None, row.viewpoints.split(","))),
        body_code=row.body_code or "",
        body_name=row.body_name,
        standard=known.standard,
        grade_title=known.grade(row.grade).title,
        issued_on=row.issued_on,
        expires_on=row.expires_on,
    )


def choices() -> dict[str, list[tuple[str, Text]]]:
    """The codes that can be asked for, of all schemes, in their order."""
    found: dict[str, dict[str, Text]] = {"grade": {}, "level": {}, "viewpoint": {}}
    for known in schemes().values():
        found["grade"].update({one.code: one.title for one in known.grades})
        found["level"].update({one.code: one.title for one in known.levels})
        found["viewpoint"].update({one.code: one.title for one in known.viewpoints})
    return {name: list(codes.items()) for name, codes in found.items()}
