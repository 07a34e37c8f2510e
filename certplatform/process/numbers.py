"""Case numbers: one serial a year, drawn under a lock, without doubles."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from certplatform.db import dialect_name, session
from certplatform.models.case import CaseSerial


def next_case_number(on: date) -> str:
    """The next case number of the year, such as 2026-00042; call it inside a deed."""
    if dialect_name() == "postgresql":
        first = postgresql.insert(CaseSerial).values(year=on.year, last=0)
        session.execute(first.on_conflict_do_nothing(index_elements=["year"]))
    else:
        begun = sqlite.insert(CaseSerial).values(year=on.year, last=0)
        session.execute(begun.on_conflict_do_nothing(index_elements=["year"]))
    serial = session.scalars(
        select(CaseSerial)
        .where(CaseSerial.year == on.year)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    serial.last += 1
    return f"{on.year}-{serial.last:05d}"
