"""The audit: its checklist, results row by row, stages, sign-ins and their anomalies (R22-R33)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from certplatform import clock
from certplatform.db import session
from certplatform.domain import attendance, grading
from certplatform.domain.attendance import Anomaly, Place, Series, SignIn
from certplatform.domain.grading import RatedCapability
from certplatform.domain.scheme import CheckItem, Criterion, Scheme, Text
from certplatform.models.application import Claim, Site
from certplatform.models.audit import Rating, SiteSignIn, StageResult
from certplatform.models.case import Case
from certplatform.models.document import Document
from certplatform.queries.cases import rules_of, scheme_of
from certplatform.queries.plans import Stay, claims_of, released_plan, stage_days, stays_of

MET, PARTLY, NOT_MET, NOT_APPLICABLE = "met", "partly", "not_met", "not_applicable"
RESULTS = (MET, PARTLY, NOT_MET, NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class ChecklistRow:
    """One row to judge: a clause, or a criterion of one capability."""

    key: str
    code: str
    title: Text
    prompt: Text
    level: str = ""


@dataclass(frozen=True, slots=True)
class ChecklistPart:
    """Rows that belong together: all clauses, or one capability in one dimension.

    `key` is what the plan says of it: "claim:<position>:<dimension>", or "clauses".
    """

    key: str
    claim: Claim | None
    title: Text
    rows: tuple[ChecklistRow, ...]


def checklist_of(case: Case) -> list[ChecklistPart]:
    """The checklist by clause and by capability criterion, up to the level claimed."""
    scheme = scheme_of(case)
    clauses = tuple(
        ChecklistRow(f"clause:{one.code}", one.code, one.title, one.prompt)
        for one in scheme.judged_clauses
    )
    parts = [ChecklistPart("clauses", None, Text("条款", "Clauses"), clauses)]
    for claim in claims_of(case):
        parts += [
            ChecklistPart(
                f"claim:{claim.position}:{one.code}",
                claim,
                one.title,
                _criteria(claim, one.code, scheme),
            )
            for one in scheme.dimensions
        ]
    return parts


def _criteria(claim: Claim, dimension: str, scheme: Scheme) -> tuple[ChecklistRow, ...]:
    claimed = scheme.level(claim.level).rank
    return tuple(
        criterion_row(claim, one)
        for one in scheme.criteria
        if one.dimension == dimension and scheme.level(one.level).rank <= claimed
    )


def criterion_row(claim: Claim, one: Criterion) -> ChecklistRow:
    """The row of one criterion of a capability claimed."""
    key = f"claim:{claim.position}:{one.code}"
    return ChecklistRow(key, one.code, one.text, one.prompt, one.level)


def checklist_keys(case: Case) -> list[str]:
    """The keys of all rows of the checklist."""
    return [row.key for part in checklist_of(case) for row in part.rows]


def reference_of(key: str) -> str:
    """How a clause or criterion is called beside a finding: 4.2.1, or CL2-PR-PLAN (1)."""
    kind, _, rest = key.partition(":")
    if kind == "clause":
        return rest
    position, _, code = rest.partition(":")
    return f"{code} ({position})"


def ratings_of(case: Case) -> dict[str, Rating]:
    """The results so far by checklist key."""
    rows = session.scalars(select(Rating).where(Rating.case_id == case.id).order_by(Rating.id))
    return {one.key: one for one in rows}


def judged_clauses(ratings: Iterable[str]) -> list[str]:
    """Codes of the clauses among checklist keys."""
    return [key.removeprefix("clause:") for key in ratings if key.startswith("clause:")]


def rated_capabilities(case: Case) -> list[RatedCapability]:
    """The capabilities claimed with their results, as grading sees them (R33)."""
    ratings = ratings_of(case)
    return [
        RatedCapability(
            str(claim.position), claim.name, claim.viewpoint, claim.level, _own(claim, ratings)
        )
        for claim in claims_of(case)
    ]


def _own(claim: Claim, ratings: Mapping[str, Rating]) -> dict[str, grading.Rating]:
    own = f"claim:{claim.position}:"
    return {
        key.removeprefix(own): grading.Rating(row.result, row.note)
        for key, row in ratings.items()
        if key.startswith(own)
    }


def readiness_items(case: Case) -> tuple[CheckItem, ...]:
    """What stage 1 has to answer before stage 2."""
    return scheme_of(case).checklists["stage1_readiness"]


def stage_results(case: Case, stage: int = 0) -> list[StageResult]:
    """Outcomes of stages, the latest first."""
    query = select(StageResult).where(StageResult.case_id == case.id)
    if stage:
        query = query.where(StageResult.stage == stage)
    return list(session.scalars(query.order_by(StageResult.id.desc())))


def next_round(case: Case, stage: int) -> int:
    """The number of the next outcome of a stage."""
    last = session.scalar(
        select(func.max(StageResult.round)).where(
            StageResult.case_id == case.id, StageResult.stage == stage
        )
    )
    return (last or 0) + 1


def last_day_of(case: Case, stage: int) -> date:
    """The last planned day of a stage that has passed, or today."""
    today = clock.today()
    done = [one for one in stage_days(released_plan(case), stage) if one <= today]
    return done[-1] if done else today


def last_stage_two_day(case: Case) -> date | None:
    """R30: the last stage-2 day by the latest outcome of stage 2."""
    latest = next(iter(stage_results(case, 2)), None)
    return latest.last_day_on if latest else None


def sign_ins_of(case: Case) -> list[SiteSignIn]:
    """All sign-ins of a case in their order."""
    query = select(SiteSignIn).where(SiteSignIn.case_id == case.id).order_by(SiteSignIn.id)
    return list(session.scalars(query))


def anomalies_of(case: Case, stage: int, person_id: int) -> list[Anomaly]:
    """R27: what is out of order so far with one person's sign-ins of a stage."""
    made = [
        SignIn(one.person_id, one.kind, one.at, _place(one.latitude, one.longitude))
        for one in sign_ins_of(case)
        if one.stage == stage and not one.missed
    ]
    return [
        anomaly
        for stay in stays_of(case, stage)
        if stay.person.id == person_id
        for anomaly in attendance.anomalies(_series(stay), made, clock.now(), rules_of(case))
    ]


def missing_sign_ins(case: Case, stage: int) -> list[Anomaly]:
    """R27: sign-ins that nobody has made although their time has passed, not noted yet."""
    noted = {
        (one.person_id, one.kind) for one in sign_ins_of(case) if one.stage == stage and one.missed
    }
    found = [
        anomaly
        for stay in stays_of(case, stage)
        for anomaly in anomalies_of(case, stage, stay.person.id)
    ]
    return [one for one in found if one.kind == "missing" and (one.person, one.moment) not in noted]


def _series(stay: Stay) -> Series:
    return Series(
        stay.person.id,
        stay.person.name,
        stay.starts_at,
        stay.ends_at,
        stay.site.name,
        _site_place(stay.site),
    )


def _site_place(site: Site) -> Place | None:
    return _place(site.latitude, site.longitude)


def _place(latitude: object, longitude: object) -> Place | None:
    if latitude is None or longitude is None:
        return None
    return Place(float(str(latitude)), float(str(longitude)))


def documents_by_id(case: Case) -> dict[int, Document]:
    """The documents of a case by their id, for evidence links."""
    rows = session.scalars(
        select(Document).where(Document.case_id == case.id).order_by(Document.id)
    )
    return {one.id: one for one in rows}
