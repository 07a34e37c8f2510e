"""Assessment bodies as everybody may know them: range of today, load, how long cases take."""

import dataclasses
import functools
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from sqlalchemy import func, select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.acceptance import ApprovedRange, Asked, scope_obstacles
from certplatform.domain.body_times import Duration, Marks, durations
from certplatform.domain.competence import industry_is_covered
from certplatform.domain.errors import NotVisible
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.standing import grade_or_none, one_case_obstacles
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case import OPEN
from certplatform.domain.workflow.case_states import DRAFT
from certplatform.models.case import Case
from certplatform.models.journal import JournalEntry
from certplatform.models.organisation import ApprovedRange as RangeRow
from certplatform.models.organisation import Organisation
from certplatform.queries.acceptances import ranges_of_rows
from certplatform.queries.applications import bodies, draft_of, submitted_of
from certplatform.queries.calendar import work_calendar
from certplatform.queries.cases import ABSENT, rules_of, scheme_of
from certplatform.queries.readiness import application_facts
from certplatform.schemes import schemes

LOOKED_BACK = relativedelta(months=24)
MARKS = {
    "submit": "submitted",
    "change_body": "handed_over",
    "accept": "accepted",
    "submit_conclusion": "concluded",
    "certify": "certified",
}
CHOOSE_ANOTHER = N_("Choose a body whose approved range covers it; the list of bodies says which.")


@dataclass(frozen=True, slots=True)
class RangeToday:
    """What a body may assess under a scheme today; empty means all."""

    scheme: str
    grades: tuple[str, ...]
    viewpoints: tuple[str, ...]
    industries: tuple[str, ...]
    until: date | None


@dataclass(frozen=True, slots=True)
class BodyCard:
    """A body: what it may assess, its open cases by state, the medians of its past cases."""

    body: Organisation
    ranges: tuple[RangeToday, ...]
    load: Mapping[str, int]
    times: tuple[Duration, ...]

    @property
    def open_cases(self) -> int:
        """How many cases the body works on."""
        return sum(self.load.values())


@dataclass(frozen=True, slots=True)
class BodyFit:
    """Whether a body's range covers an application; None while that cannot be said."""

    body: Organisation
    fits: bool | None
    obstacles: tuple[Obstacle, ...] = ()


def active_body(public_id: str) -> Organisation | None:
    """The active body of an address."""
    return next((one for one in bodies() if one.public_id == public_id), None)


def body_cards(
    on: date, *, q: str = "", grade: str = "", viewpoint: str = "", industry: str = ""
) -> list[BodyCard]:
    """The active bodies whose range of the day holds what is asked for, by name; few statements."""
    found = [one for one in bodies() if _named(one, q)]
    ranges = _ranges_today(found, on)
    if grade or viewpoint or industry:
        found = [
            one
            for one in found
            if any(_holds(row, grade, viewpoint, industry) for row in ranges[one.id])
        ]
    return _cards(found, ranges, on)


def body_card(public_id: str, on: date) -> BodyCard:
    """One active body. Raises NotVisible."""
    found = active_body(public_id)
    if found is None:
        raise NotVisible(ABSENT)
    return _cards([found], _ranges_today([found], on), on)[0]


def _named(one: Organisation, q: str) -> bool:
    words = q.casefold().split()
    name = f"{one.name} {one.name_en} {one.short_code or ''} {one.code or ''}".casefold()
    return all(word in name for word in words)


def _holds(row: RangeToday, grade: str, viewpoint: str, industry: str) -> bool:
    return (
        (not grade or not row.grades or grade in row.grades)
        and (not viewpoint or not row.viewpoints or viewpoint in row.viewpoints)
        and (not industry or not row.industries or industry_is_covered(industry, row.industries))
    )


def _ranges_today(found: Sequence[Organisation], on: date) -> dict[int, list[RangeToday]]:
    ranges: dict[int, list[RangeToday]] = defaultdict(list)
    for row in session.scalars(
        select(RangeRow)
        .where(
            RangeRow.organisation_id.in_([one.id for one in found]),
            RangeRow.scheme.in_(schemes()),
            RangeRow.valid_from_on <= on,
        )
        .order_by(RangeRow.scheme, RangeRow.id)
    ):
        if row.valid_until_on is None or on <= row.valid_until_on:
            ranges[row.organisation_id].append(
                RangeToday(
                    row.scheme,
                    tuple(row.grades),
                    tuple(row.viewpoints),
                    tuple(row.industries),
                    row.valid_until_on,
                )
            )
    return ranges


def _cards(
    found: Sequence[Organisation], ranges: Mapping[int, list[RangeToday]], on: date
) -> list[BodyCard]:
    ids = [one.id for one in found]
    load, times = _load(ids), _times(_latest_deed(), tuple(ids), on)
    return [
        BodyCard(
            one,
            tuple(ranges.get(one.id, ())),
            load[one.id],
            times[one.id],
        )
        for one in found
    ]


def _load(ids: Collection[int]) -> dict[int, dict[str, int]]:
    """The open cases of the bodies by state; a draft is nobody's yet."""
    load: dict[int, dict[str, int]] = defaultdict(dict)
    for body_id, state, count in session.execute(
        select(Case.body_id, Case.state, func.count())
        .where(Case.body_id.in_(ids), Case.state.in_(OPEN - {DRAFT}))
        .group_by(Case.body_id, Case.state)
    ):
        load[body_id or 0][state] = count
    return load


def _latest_deed() -> str:
    """What tells one state of the journal from every other; digests are never equal."""
    query = select(JournalEntry.digest).order_by(JournalEntry.id.desc()).limit(1)
    return session.scalar(query) or ""


@functools.lru_cache(maxsize=32)
def _times(_latest: str, ids: tuple[int, ...], on: date) -> Mapping[int, tuple[Duration, ...]]:
    """The medians of the bodies; reckoned once for each state of the journal, as many may ask."""
    marks, calendar = _marks(ids, on), work_calendar()
    return {one: durations(marks[one], calendar) for one in ids}


def _marks(ids: Collection[int], on: date) -> dict[int, list[Marks]]:
    """The marks of the bodies' cases of the last two years, one row per case and mark."""
    since = clock.at_local(on - LOOKED_BACK, 0)
    days: dict[tuple[int, int], dict[str, date]] = defaultdict(dict)
    for body_id, case_id, action, first, last in session.execute(
        select(
            Case.body_id,
            JournalEntry.subject_id,
            JournalEntry.action,
            func.min(JournalEntry.at),
            func.max(JournalEntry.at),
        )
        .join(Case, Case.id == JournalEntry.subject_id)
        .where(
            JournalEntry.subject == "case",
            JournalEntry.action.in_(MARKS),
            JournalEntry.at >= since,
            Case.body_id.in_(ids),
        )
        .group_by(Case.body_id, JournalEntry.subject_id, JournalEntry.action)
    ):
        at = last if action == "change_body" else first
        days[body_id or 0, case_id][MARKS[action]] = clock.local_date(at)
    found: dict[int, list[Marks]] = defaultdict(list)
    for (body_id, _), marks in days.items():
        found[body_id].append(Marks(**marks))
    return found


def change_obstacles(case: Case, body: Organisation, on: date) -> list[Obstacle]:
    """R05, R07: what speaks against giving a submitted application to another body on a day."""
    known, rules = scheme_of(case), rules_of(case)
    application = submitted_of(case)
    facts = application_facts(case, application, case.submitted_on or on)
    asked = Asked(application.grade, application.viewpoints, application.identity.industry)
    ranges = _ranges_under(known.code, [body.id]).get(body.id, [])
    outside = scope_obstacles(asked, ranges, on, known, rules)
    return [
        *one_case_obstacles(facts, known, rules),
        *(dataclasses.replace(one, cure=CHOOSE_ANOTHER, field="body") for one in outside),
    ]


def body_fits(case: Case, on: date) -> list[BodyFit]:
    """R07 as a hint: for each active body, whether its range covers what is applied for."""
    known, rules = scheme_of(case), rules_of(case)
    application = draft_of(case)
    found = bodies()
    if grade_or_none(known, application.grade) is None or not application.viewpoints:
        return [BodyFit(one, None) for one in found]
    asked = Asked(application.grade, application.viewpoints, application.identity.industry)
    ranges = _ranges_under(known.code, [one.id for one in found])
    fits = []
    for one in found:
        outside = scope_obstacles(asked, ranges.get(one.id, []), on, known, rules)
        fits.append(BodyFit(one, not outside, tuple(outside)))
    return sorted(fits, key=lambda one: not one.fits)


def _ranges_under(scheme_code: str, ids: Collection[int]) -> dict[int, list[ApprovedRange]]:
    rows: dict[int, list[RangeRow]] = defaultdict(list)
    for row in session.scalars(
        select(RangeRow).where(RangeRow.organisation_id.in_(ids), RangeRow.scheme == scheme_code)
    ):
        rows[row.organisation_id].append(row)
    known = schemes()[scheme_code]
    return {body_id: ranges_of_rows(own, known) for body_id, own in rows.items()}
