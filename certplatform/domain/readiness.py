"""R01-R03, R09, R10: whether the enterprise is ready to apply."""

from datetime import date

from dateutil.relativedelta import relativedelta

from certplatform.domain.application import ApplicationFacts
from certplatform.domain.bilingual import in_both
from certplatform.domain.identity import identity_obstacles
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.scheme import Scheme
from certplatform.domain.standing import (
    grade_or_none,
    one_case_obstacles,
    standing_obstacles,
)
from certplatform.domain.wording import N_


def readiness_obstacles(facts: ApplicationFacts, scheme: Scheme, rules: Ruleset) -> list[Obstacle]:
    """Everything that stands between this application and its submission."""
    return [
        *identity_obstacles(facts.identity, facts.lists),
        *maturity_obstacles(facts, rules),
        *one_case_obstacles(facts, scheme, rules),
        *standing_obstacles(facts, rules),
        *correspondence_obstacles(facts, scheme),
        *document_obstacles(facts, scheme),
    ]


def maturity_obstacles(facts: ApplicationFacts, rules: Ruleset) -> list[Obstacle]:
    """R01-R03: the management system has run long enough, audited and reviewed in order."""
    if facts.effective_on is None:
        return [
            Obstacle(
                "R01",
                N_("The day on which the management manual took effect is not given."),
                N_("Enter the date that stands on the released manual."),
                field="effective_on",
            ),
            *_steps_not_given(facts, rules),
        ]
    ripe_on = facts.effective_on + relativedelta(months=rules.number("R01.run_months_min"))
    return [
        *_running_time(facts, facts.effective_on, ripe_on, rules),
        *_order_of_steps(facts, ripe_on, rules),
        *_gap_warning(facts, facts.effective_on, rules),
    ]


def _running_time(
    facts: ApplicationFacts, effective_on: date, ripe_on: date, rules: Ruleset
) -> list[Obstacle]:
    if facts.applied_on >= ripe_on:
        return []
    return [
        Obstacle(
            "R01",
            N_(
                "The management system has run since %(effective)s only; "
                "%(months)s months are needed before applying."
            ),
            N_("Apply on %(ripe)s or later."),
            {
                "effective": effective_on.isoformat(),
                "months": rules.number("R01.run_months_min"),
                "ripe": ripe_on.isoformat(),
            },
            field="effective_on",
        )
    ]


def _order_of_steps(facts: ApplicationFacts, ripe_on: date, rules: Ruleset) -> list[Obstacle]:
    if not rules.on_off("R02.readiness_order"):
        return []
    audit, review = facts.internal_audit_on, facts.management_review_on
    found = [
        *_step_in_time("internal_audit_on", audit, ripe_on, facts.applied_on),
        *_step_in_time("management_review_on", review, ripe_on, facts.applied_on),
    ]
    if audit and review and review < audit:
        found.append(
            Obstacle(
                "R02",
                N_(
                    "The management review of %(review)s came before "
                    "the internal audit of %(audit)s."
                ),
                N_("Hold the management review after the internal audit and enter its date."),
                {"review": review.isoformat(), "audit": audit.isoformat()},
                field="management_review_on",
            )
        )
    return found


def _steps_not_given(facts: ApplicationFacts, rules: Ruleset) -> list[Obstacle]:
    if not rules.on_off("R02.readiness_order"):
        return []
    given = {
        "internal_audit_on": facts.internal_audit_on,
        "management_review_on": facts.management_review_on,
    }
    return [
        Obstacle("R02", _STEP_SENTENCES[field][0], _STEP_SENTENCES[field][1], field=field)
        for field, day in given.items()
        if day is None
    ]


_STEP_SENTENCES = {
    "internal_audit_on": (
        N_("No internal audit is recorded."),
        N_("Carry out the internal audit and enter its date."),
        N_(
            "The internal audit of %(day)s came before %(ripe)s, "
            "when the system had run long enough."
        ),
        N_("The internal audit of %(day)s lies after the application of %(applied)s."),
    ),
    "management_review_on": (
        N_("No management review is recorded."),
        N_("Hold the management review and enter its date."),
        N_(
            "The management review of %(day)s came before %(ripe)s, "
            "when the system had run long enough."
        ),
        N_("The management review of %(day)s lies after the application of %(applied)s."),
    ),
}


def _step_in_time(field: str, day: date | None, ripe_on: date, applied_on: date) -> list[Obstacle]:
    missing, do_it, early, late = _STEP_SENTENCES[field]
    if day is None:
        return [Obstacle("R02", missing, do_it, field=field)]
    params = {
        "day": day.isoformat(),
        "ripe": ripe_on.isoformat(),
        "applied": applied_on.isoformat(),
    }
    if day < ripe_on:
        cure = N_("Do it again on %(ripe)s or later and enter the new date.")
        return [Obstacle("R02", early, cure, params, field=field)]
    if day > applied_on:
        cure = N_("Apply when it has been done, or correct the date.")
        return [Obstacle("R02", late, cure, params, field=field)]
    return []


def _gap_warning(facts: ApplicationFacts, effective_on: date, rules: Ruleset) -> list[Obstacle]:
    recorded_on = facts.effective_recorded_on
    if recorded_on is None:
        return []
    declared_on = facts.run_started_on or effective_on
    gap = abs((recorded_on - declared_on).days)
    if gap <= rules.number("R03.declared_gap_days"):
        return []
    return [
        Obstacle(
            "R03",
            N_(
                "The enterprise declares %(declared)s as start of trial running, but the platform "
                "recorded that step on %(recorded)s, %(gap)s days apart."
            ),
            N_("Look at evidence of the early running time before you rely on the declared date."),
            {
                "declared": declared_on.isoformat(),
                "recorded": recorded_on.isoformat(),
                "gap": gap,
            },
            weight="warns",
            field="effective_on",
        )
    ]


def correspondence_obstacles(facts: ApplicationFacts, scheme: Scheme) -> list[Obstacle]:
    """R09: the requested grade is the one of the lowest claimed capability level."""
    grade = grade_or_none(scheme, facts.requested_grade)
    levels = {level.code: level for level in scheme.levels}
    claimed = [one for one in facts.capabilities if one.level in levels]
    if grade is None or not claimed or len(claimed) < len(facts.capabilities):
        return _claims_not_given(grade is None, len(claimed), len(facts.capabilities))
    lowest = min(claimed, key=lambda one: levels[one.level].rank)
    if lowest.level == grade.level:
        return []
    return [
        Obstacle(
            "R09",
            N_(
                "Grade %(grade)s corresponds to level %(needed)s, "
                "but the lowest level claimed is %(claimed)s (“%(capability)s”)."
            ),
            N_("Apply for the grade of the lowest level claimed, or change the level claimed."),
            {
                **in_both("grade", grade.title),
                **in_both("needed", scheme.level(grade.level).title),
                **in_both("claimed", levels[lowest.level].title),
                "capability": lowest.name,
            },
            field="requested_grade",
        )
    ]


def _claims_not_given(no_grade: bool, with_level: int, entered: int) -> list[Obstacle]:
    found = []
    if no_grade:
        found.append(
            Obstacle(
                "R09",
                N_("No grade is requested."),
                N_("Choose the grade you apply for."),
                field="requested_grade",
            )
        )
    if not with_level or with_level < entered:
        found.append(
            Obstacle(
                "R09",
                N_("No capability with a level is claimed, or one of them has no level."),
                N_("Enter at least one capability, each with its level."),
                field="capabilities",
            )
        )
    return found


def document_obstacles(facts: ApplicationFacts, scheme: Scheme) -> list[Obstacle]:
    """R10: every required document of the case type is there; each missing one names itself."""
    return [
        Obstacle(
            "R10",
            N_("The document “%(document)s” is missing."),
            N_("Upload it in the documents part."),
            in_both("document", kind.title),
            field=f"document:{kind.code}",
        )
        for kind in scheme.required_documents(facts.case_type)
        if kind.code not in facts.documents
    ]
