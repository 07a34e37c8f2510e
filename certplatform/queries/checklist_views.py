"""The rows of a checklist in three orders: by capability and dimension, by clause, by place.

Each order holds every row; by place a row stands at every site and department the plan names for
it, and what the plan names nowhere stands in a group of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.scheme import Scheme, Text
from certplatform.models.audit import PlanRow, Rating
from certplatform.models.case import Case
from certplatform.queries.audits import ChecklistRow, checklist_of
from certplatform.queries.cases import scheme_of
from certplatform.queries.once import once
from certplatform.queries.plans import claims_of, released_plan, sites_of

CAPABILITY, CLAUSE, PLACE = "capability", "clause", "place"
VIEWS = (CAPABILITY, CLAUSE, PLACE)
EVERY, MINE, MISSING = "all", "mine", "missing"
SHOWS = (EVERY, MINE, MISSING)
NOWHERE = "place:0:"


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row of the checklist under the key by which the plan covers it."""

    cover: str
    row: ChecklistRow


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows that stand together in a view. `name` is what it is called before its title."""

    key: str
    title: Text
    rows: tuple[PlannedRow, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """Who has judged which row, and what the plan gives to whoever looks."""

    judged: dict[str, int]
    covers: frozenset[str]
    viewer: int

    def shows(self, one: PlannedRow, which: str) -> bool:
        """Whether a row is among all, mine or the missing ones."""
        if which == MISSING:
            return one.row.key not in self.judged
        if which == MINE:
            return one.cover in self.covers or self.judged.get(one.row.key) == self.viewer
        return True

    def done(self, rows: tuple[PlannedRow, ...]) -> int:
        """How many of these rows are judged."""
        return sum(1 for one in rows if one.row.key in self.judged)


def groups_of(case: Case, view: str) -> list[RowGroup]:
    """All rows in one of the orders."""
    groups = _by_capability(case)
    if view == CLAUSE:
        return _by_clause(case, groups)
    if view == PLACE:
        return _by_place(case, groups)
    return groups


def part_of(case: Case, key: str) -> str:
    """The group in which a row stands by capability; "" for a row that is in none."""
    groups = _by_capability(case)
    return next((one.key for one in groups if any(row.row.key == key for row in one.rows)), "")


def _by_capability(case: Case) -> list[RowGroup]:
    return [
        RowGroup(
            part.key,
            part.title,
            tuple(PlannedRow(part.key if part.claim else row.key, row) for row in part.rows),
            part.claim.name if part.claim else "",
        )
        for part in checklist_of(case)
    ]


def _by_clause(case: Case, groups: list[RowGroup]) -> list[RowGroup]:
    """The chapters of the standard, then each capability as a whole."""
    scheme, clauses = scheme_of(case), groups[0].rows
    chapters: dict[str, list[PlannedRow]] = {}
    for one in clauses:
        chapters.setdefault(_chapter(scheme, one.row.code), []).append(one)
    found = [
        RowGroup(f"chapter:{code}", scheme.clause(code).title, tuple(rows), code)
        for code, rows in chapters.items()
    ]
    for claim in claims_of(case):
        own = f"claim:{claim.position}:"
        rows = tuple(one for group in groups[1:] if group.key.startswith(own) for one in group.rows)
        found.append(RowGroup(f"criteria:{claim.position}", ALL_CRITERIA, rows, claim.name))
    return found


ALL_CRITERIA = Text("全部准则", "All criteria")
NOT_PLANNED = Text("计划未安排", "Not in the plan")


def _chapter(scheme: Scheme, code: str) -> str:
    parents = {one.code: one.parent for one in scheme.clauses}
    while parents.get(code):
        code = parents[code]
    return code


def _by_place(case: Case, groups: list[RowGroup]) -> list[RowGroup]:
    names = {one.id: one.name for one in sites_of(case)}
    places: dict[tuple[int, str], set[str]] = {}
    for one in _plan_rows(case):
        places.setdefault((one.site_id, one.department), set()).update(one.covers)
    rows = tuple(one for group in groups for one in group.rows)
    found = [
        RowGroup(
            f"place:{site}:{department}",
            Text(department, department),
            tuple(one for one in rows if one.cover in covers),
            names.get(site, ""),
        )
        for (site, department), covers in sorted(places.items())
    ]
    named = set().union(*places.values()) if places else set()
    rest = tuple(one for one in rows if one.cover not in named)
    return [*found, RowGroup(NOWHERE, NOT_PLANNED, rest)] if rest or not found else found


def _plan_rows(case: Case) -> Iterator[PlanRow]:
    plan = released_plan(case)
    return (one for one in (plan.rows if plan else []) if one.auditing)


def covers_of(case: Case, person_id: int | None) -> frozenset[str]:
    """What the plan in force gives somebody to audit."""
    mine = (one.covers for one in _plan_rows(case) if one.person_id == person_id)
    return frozenset(key for covers in mine for key in covers)


@once
def marks_of(case: Case, person_id: int | None) -> Marks:
    """Which rows are judged, by whom; two columns of one table, whatever the rows hold."""
    rows = session.execute(select(Rating.key, Rating.rated_by).where(Rating.case_id == case.id))
    judged = {one.key: one.rated_by for one in rows}
    return Marks(judged, covers_of(case, person_id), person_id or 0)
