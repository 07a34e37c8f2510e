"""What a body looks at before it accepts: range, people, audit time, sites, earlier rates."""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.acceptance import (
    AcceptanceFacts,
    ApprovedRange,
    Asked,
    acceptance_obstacles,
    scope_obstacles,
)
from certplatform.domain.actors import Role
from certplatform.domain.application_content import Application
from certplatform.domain.audit_time import AuditTime, Reduction, audit_time, reduction_obstacles
from certplatform.domain.competence import (
    CompetenceAnswer,
    Qualification,
    Task,
    TeamMember,
    body_competence,
)
from certplatform.domain.fee import FeeLine, fee_lines, fee_obstacles
from certplatform.domain.identity import SECTIONS
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.readiness import readiness_obstacles
from certplatform.domain.sampling import SiteSample, sample_obstacles, site_sample
from certplatform.domain.scheme import CaseType, Scheme
from certplatform.models.application import Acceptance, Site
from certplatform.models.case import Case
from certplatform.models.journal import JournalEntry
from certplatform.models.organisation import ApprovedRange as RangeRow
from certplatform.models.person import Person
from certplatform.models.person import Qualification as QualificationRow
from certplatform.queries.applications import (
    latest_version,
    sites_of,
    submitted_of,
)
from certplatform.queries.cases import rules_of, scheme_of
from certplatform.queries.histories import our_people_in_conflict, own_ties_obstacles
from certplatform.queries.journal import said
from certplatform.queries.people import holders
from certplatform.queries.readiness import application_facts
from certplatform.queries.tariffs import tariff_of


@dataclass(frozen=True, slots=True)
class Offer:
    """What the officer decides at acceptance.

    `visited` are positions of sites; None takes the sample as it is proposed.
    """

    competence: str = ""
    body_conflict: str = ""
    day_rate_cents: int = 0
    reductions: tuple[Reduction, ...] = ()
    visited: frozenset[int] | None = None
    fee_note: str = ""


@dataclass(frozen=True, slots=True)
class SiteChoice:
    """The sites of a case with the sample: which must be visited, which are proposed."""

    sites: tuple[Site, ...]
    sample: SiteSample
    visited: frozenset[int]

    @property
    def headquarters(self) -> Site | None:
        """The site that is always visited."""
        return next((one for one in self.sites if one.headquarters), None)

    def is_drawn(self, site: Site) -> bool:
        """Whether the seed drew this site."""
        return site_key(site) in self.sample.drawn


def site_key(site: Site) -> str:
    """The site as it stands in the draw."""
    return f"{site.position} {site.name}"


def site_choice(case: Case, visited: frozenset[int] | None = None) -> SiteChoice:
    """The site sample of a submitted case (R26), replayable from the seed of its version."""
    rules = rules_of(case)
    sites = tuple(sites_of(case.id))
    last = latest_version(case.id)
    sample = site_sample(
        [site_key(one) for one in sites if not one.headquarters],
        rules.fraction(case_type_of(case).sample_factor),
        rules.number("R26.random_min_percent"),
        last.sample_seed if last else "",
    )
    if visited is None:
        visited = frozenset(
            one.position for one in sites if one.headquarters or site_key(one) in sample.sites
        )
    return SiteChoice(sites, sample, visited)


def sample_seed_of(case: Case) -> str:
    """R26: the seed of the site sample: of the application, or drawn when surveillance opened."""
    last = latest_version(case.id)
    if last is not None:
        return last.sample_seed
    opened = session.scalars(
        select(JournalEntry).where(
            JournalEntry.chain == f"certificate:{case.certificate_id}",
            JournalEntry.action == "open_surveillance",
        )
    )
    drawn = [said(one)["details"] for one in opened]
    return next((str(one["sample_seed"]) for one in drawn if one["case"] == case.number), "")


def case_type_of(case: Case) -> CaseType:
    """The case type of a case."""
    return scheme_of(case).case_type(case.case_type)


def headcount_of(sites: Sequence[Site]) -> int:
    """How many people work in scope."""
    return sum(one.headcount for one in sites)


def time_for(case: Case, reductions: Sequence[Reduction] = ()) -> AuditTime:
    """R25 for a submitted case, with its working."""
    rules = rules_of(case)
    headcount = max(headcount_of(sites_of(case.id)), 1)
    return audit_time(headcount, case_type_of(case), reductions, rules)


def fee_for(
    case: Case, time: AuditTime, choice: SiteChoice, day_rate_cents: int, on: date
) -> tuple[FeeLine, ...]:
    """The items of the fee: the body's tariff on these days and sites."""
    branches = sum(
        1 for one in choice.sites if not one.headquarters and one.position in choice.visited
    )
    return fee_lines(int(time.days * 2), branches, day_rate_cents, tariff_of(case, on))


def body_ranges(body_id: int, known: Scheme) -> list[ApprovedRange]:
    """The approved ranges of a body under a scheme; an empty list in the table means all."""
    rows = session.scalars(
        select(RangeRow).where(RangeRow.organisation_id == body_id, RangeRow.scheme == known.code)
    )
    return ranges_of_rows(rows, known)


def ranges_of_rows(rows: Iterable[RangeRow], known: Scheme) -> list[ApprovedRange]:
    """Approved ranges as the rules see them, with what an empty list stands for."""
    return [
        ApprovedRange(
            frozenset(row.grades or (one.code for one in known.grades)),
            frozenset(row.viewpoints or (one.code for one in known.viewpoints)),
            tuple(row.industries or SECTIONS),
            row.valid_from_on,
            row.valid_until_on,
        )
        for row in rows
    ]


def body_people(body_id: int, known: Scheme) -> list[TeamMember]:
    """The assessors of a body with their approved qualifications, each in their highest role."""
    people = holders(body_id, Role.ASSESSOR_POOL)
    rows = session.scalars(
        select(QualificationRow)
        .where(
            QualificationRow.person_id.in_([one.id for one in people]),
            QualificationRow.organisation_id == body_id,
            QualificationRow.scheme == known.code,
            QualificationRow.approved_at.is_not(None),
        )
        .order_by(QualificationRow.id)
    ).all()
    held_by: dict[int, list[Qualification]] = {one.id: [] for one in people}
    for row in rows:
        held_by[row.person_id].append(_qualification(row, known))
    return [_member(one, tuple(held_by[one.id])) for one in people]


def _member(person: Person, held: tuple[Qualification, ...]) -> TeamMember:
    roles = {one.role for one in held}
    highest = next((one for one in (Role.LEAD, Role.ASSESSOR) if one in roles), None)
    role = highest or next(iter(sorted(roles)), Role.TRAINEE)
    return TeamMember(person.id, person.name, role, person.active, held)


def _qualification(row: QualificationRow, known: Scheme) -> Qualification:
    return Qualification(
        row.role,
        row.level,
        tuple(row.industries or SECTIONS),
        tuple(row.viewpoints or (one.code for one in known.viewpoints)),
        row.valid_from_on,
        row.valid_until_on,
    )


def competence_for(case: Case, application: Application, on: date) -> CompetenceAnswer | None:
    """The competence question of acceptance; None when nothing was asked that could be answered.

    Who may not audit this enterprise for a conflict of interest does not count.
    """
    known = scheme_of(case)
    if case.body_id is None or not application.grade:
        return None
    task = Task(
        application.identity.industry, known.grade(application.grade).level, application.viewpoints
    )
    barred = {person.id for person, _ in our_people_in_conflict(case, on)}
    free = [one for one in body_people(case.body_id, known) if one.person not in barred]
    return body_competence(free, task, on, known)


def acceptance_obstacles_of(case: Case, offer: Offer, on: date) -> list[Obstacle]:
    """All that stands between a submitted application and its acceptance on a day."""
    known, rules = scheme_of(case), rules_of(case)
    application = submitted_of(case)
    facts = application_facts(case, application, case.submitted_on or on)
    asked = Asked(application.grade, application.viewpoints, application.identity.industry)
    ranges = body_ranges(case.body_id or 0, known)
    return [
        *readiness_obstacles(facts, known, rules),
        *scope_obstacles(asked, ranges, on, known, rules),
        *_competence_warnings(competence_for(case, application, on)),
        *acceptance_obstacles(
            AcceptanceFacts(
                offer.competence,
                bool(offer.body_conflict.strip()),
                headcount_of(sites_of(case.id)),
                audit_days_recorded=True,
            )
        ),
        *fee_obstacles(offer.day_rate_cents, offer.fee_note, tariff_of(case, on)),
        *own_ties_obstacles(case, on),
        *reduction_obstacles(offer.reductions, rules),
        *_site_obstacles(site_choice(case, offer.visited)),
    ]


def _competence_warnings(answer: CompetenceAnswer | None) -> list[Obstacle]:
    """The officer answers the question in words; what the records say stands beside it."""
    return [dataclasses.replace(one, weight="warns") for one in answer.obstacles] if answer else []


def _site_obstacles(choice: SiteChoice) -> list[Obstacle]:
    head = choice.headquarters
    visited = {site_key(one) for one in choice.sites if one.position in choice.visited}
    branches = [site_key(one) for one in choice.sites if not one.headquarters]
    return sample_obstacles(choice.sample, site_key(head) if head else "", branches, visited)


def usual_day_rate(case: Case, on: date) -> int:
    """The rate per person-day to begin with, in cents: the tariff's, else the last one taken."""
    if tariff := tariff_of(case, on):
        return tariff.day_rate_cents
    working = session.scalar(
        select(Acceptance.working)
        .join(Case, Case.id == Acceptance.case_id)
        .where(Case.body_id == case.body_id)
        .order_by(Acceptance.id.desc())
        .limit(1)
    )
    return int(working.get("day_rate_cents", 0)) if working else 0
