"""R07, R08, R14, R15: whether this body may accept this application, and what it records."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from certplatform.domain.bilingual import in_both
from certplatform.domain.competence import industry_is_covered
from certplatform.domain.conflict_facts import Enterprise, Organisation, is_same
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.scheme import Scheme
from certplatform.domain.wording import N_


@dataclass(frozen=True, slots=True)
class ApprovedRange:
    """What a body was approved for, from a day on and perhaps until one.

    `industries` are GB/T 4754 codes; a shorter code covers all that begin with it.
    """

    grades: frozenset[str]
    viewpoints: frozenset[str]
    industries: tuple[str, ...]
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What an application asks a body to assess."""

    grade: str
    viewpoints: tuple[str, ...]
    industry: str


@dataclass(frozen=True, slots=True)
class AcceptanceFacts:
    """What acceptance has to record (R08)."""

    competence_note: str
    conflict_checked: bool
    headcount: int
    audit_days_recorded: bool


def scope_obstacles(
    asked: Asked, ranges: Sequence[ApprovedRange], day: date, scheme: Scheme, rules: Ruleset
) -> list[Obstacle]:
    """R07: what lies outside the body's approved range on that day."""
    if not rules.on_off("R07.body_scope"):
        return []
    in_force = [one for one in ranges if _in_force(one, day)]
    if not in_force:
        return [
            Obstacle(
                "R07",
                N_("The body has no approved range that is in force on %(day)s."),
                N_("Decline the application, or have the administrator enter the approval."),
                {"day": day.isoformat()},
            )
        ]
    with_grade = [one for one in in_force if asked.grade in one.grades]
    with_industry = [
        one for one in with_grade if industry_is_covered(asked.industry, one.industries)
    ]
    if not with_industry:
        return [_outside(asked, day, scheme, grade_fits=bool(with_grade))]
    covered = {code for one in with_industry for code in one.viewpoints}
    return [
        Obstacle(
            "R07",
            N_("The viewpoint “%(viewpoint)s” lies outside the body's approved range on %(day)s."),
            N_("Decline the application; the enterprise may choose an approved body."),
            {"day": day.isoformat(), **in_both("viewpoint", scheme.viewpoint(code).title)},
        )
        for code in dict.fromkeys(asked.viewpoints)
        if code not in covered
    ]


def _outside(asked: Asked, day: date, scheme: Scheme, *, grade_fits: bool) -> Obstacle:
    cure = N_("Decline the application; the enterprise may choose an approved body.")
    if grade_fits:
        return Obstacle(
            "R07",
            N_("Industry %(industry)s lies outside the body's approved range on %(day)s."),
            cure,
            {"day": day.isoformat(), "industry": asked.industry},
        )
    return Obstacle(
        "R07",
        N_("Grade %(grade)s lies outside the body's approved range on %(day)s."),
        cure,
        {"day": day.isoformat(), **in_both("grade", scheme.grade(asked.grade).title)},
    )


def acceptance_obstacles(facts: AcceptanceFacts) -> list[Obstacle]:
    """R08: what acceptance still has to record."""
    found = []
    if not facts.competence_note.strip():
        found.append(
            Obstacle(
                "R08",
                N_("The competence question is not answered."),
                N_("Write whether the body has people for this industry, level and viewpoints."),
                field="competence",
            )
        )
    if not facts.conflict_checked:
        found.append(
            Obstacle(
                "R08",
                N_("The conflict question for the body itself is not answered."),
                N_("State that the body has no relation to this enterprise, or decline."),
                field="conflict",
            )
        )
    if facts.headcount < 1:
        found.append(
            Obstacle(
                "R08",
                N_("The headcount in scope is missing."),
                N_("Enter how many people work in the scope of the assessment."),
                field="headcount",
            )
        )
    elif not facts.audit_days_recorded:
        found.append(
            Obstacle(
                "R08",
                N_("The audit time is not calculated."),
                N_("Calculate the audit time and store it with its working."),
                field="audit_time",
            )
        )
    return found


def independence_obstacles(
    ours: Sequence[Organisation], enterprises: Sequence[Enterprise]
) -> list[Obstacle]:
    """R14, R15 for the body itself: `ours` is the body with its group.

    It may share no group with the enterprise, and own no consultancy that advised it.
    """
    cure = N_("Decline the application; the enterprise may choose an independent body.")
    found: dict[tuple[str, str], Obstacle] = {}
    for enterprise in enterprises:
        for theirs in (enterprise.organisation, *enterprise.group):
            if any(is_same(one, theirs) for one in ours):
                found["R15", theirs.name] = Obstacle(
                    "R15",
                    N_(
                        "%(organisation)s belongs to the group of the body "
                        "and to that of the enterprise."
                    ),
                    cure,
                    {"organisation": theirs.name},
                )
        for adviser in enterprise.advisers:
            if any(is_same(one, adviser) for one in ours):
                found["R14", adviser.name] = Obstacle(
                    "R14",
                    N_(
                        "%(organisation)s, which advised the enterprise, "
                        "belongs to the group of the body."
                    ),
                    cure,
                    {"organisation": adviser.name},
                )
    return list(found.values())


def coded_reason_obstacles(code: str, text: str, known: Collection[str]) -> list[Obstacle]:
    """R08: a decline, and every other deed with a reason list, names a code and says why."""
    found = []
    if code not in known:
        found.append(
            Obstacle(
                "R08",
                N_("No reason is chosen."),
                N_("Choose a reason from the list."),
                field="reason_code",
            )
        )
    if not text.strip():
        found.append(
            Obstacle(
                "R08",
                N_("The reason is not explained."),
                N_("Write the reason in words that the enterprise can understand."),
                field="reason_text",
            )
        )
    return found


def _in_force(one: ApprovedRange, day: date) -> bool:
    return one.valid_from <= day and (one.valid_until is None or day <= one.valid_until)
