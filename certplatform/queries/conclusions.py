"""The conclusion: what is computed from the results, and how far its revisions have got."""

from datetime import date
from typing import Any

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.conclusion import confirm_until
from certplatform.domain.grading import CapabilityAnswer, DimensionAnswer
from certplatform.domain.scheme import CASE_DECISIONS, Level
from certplatform.domain.technical_check import PASSED, returned_sections
from certplatform.domain.workflow.case_states import CONCLUDING
from certplatform.models.case import Case
from certplatform.models.conclusion import Conclusion
from certplatform.queries.audits import ratings_of
from certplatform.queries.cases import rules_of, scheme_of
from certplatform.queries.grading import Computation

CERTIFY, NOT_CERTIFY = "certify", "not_certify"


def conclusions_of(case: Case) -> list[Conclusion]:
    """All revisions, the latest first."""
    query = select(Conclusion).where(Conclusion.case_id == case.id)
    return list(session.scalars(query.order_by(Conclusion.revision.desc())))


def current_conclusion(case: Case) -> Conclusion | None:
    """The latest revision, if it was written since the case came to its conclusion."""
    last = next(iter(conclusions_of(case)), None)
    if last is None or last.concluded_at < case.state_since_at:
        return None
    return last


def recommendations_of(case: Case) -> tuple[str, ...]:
    """What the lead may recommend: of an application, or what the scheme lets the panel choose."""
    decisions = scheme_of(case).case_types[case.case_type].decisions
    if set(decisions) & {CASE_DECISIONS[0]}:
        return (CERTIFY, NOT_CERTIFY)
    return decisions


def sections_to_answer(case: Case) -> dict[str, str]:
    """What the check returned of the current revision, which the lead's next one has to answer."""
    last = current_conclusion(case)
    return returned_sections(last.check_sections) if last else {}


def is_favourable(case: Case, recommendation: str) -> bool:
    """Whether it gives or keeps a grade: the first of what may be recommended."""
    return recommendation == recommendations_of(case)[0]


def explanation_of(case: Case, found: Computation) -> dict[str, Any]:
    """The computation as it is kept: every criterion with its result, and what is in the way."""
    answer = found.answer
    evidence = {key: row.evidence for key, row in ratings_of(case).items()}
    return {
        "scheme": case.scheme,
        "version": case.scheme_version,
        "applied": found.context["applied"],
        "grade": answer.grade.code if answer.grade else "",
        "level": _code(answer.level),
        "held_by": list(answer.held_by),
        "capped_at_applied": answer.capped_at_applied,
        "open_majors": found.context["open_majors"],
        "capabilities": [_capability(one, evidence) for one in answer.capabilities],
        "obstacles": [one.as_record() for one in answer.obstacles],
        "answers": found.results,
    }


def _capability(one: CapabilityAnswer, evidence: dict[str, list[int]]) -> dict[str, Any]:
    return {
        "position": int(one.capability.key),
        "name": one.capability.name,
        "viewpoint": one.capability.viewpoint,
        "claimed": one.capability.claimed_level,
        "level": _code(one.level),
        "held_by": list(one.held_by),
        "dimensions": [_dimension(part, one.capability.key, evidence) for part in one.dimensions],
    }


def _dimension(
    part: DimensionAnswer, position: str, evidence: dict[str, list[int]]
) -> dict[str, Any]:
    return {
        "code": part.dimension,
        "level": _code(part.level),
        "next_level": _code(part.next_level),
        "in_the_way": [one.criterion.code for one in part.in_the_way],
        "criteria": [
            {
                "code": one.criterion.code,
                "level": one.criterion.level,
                "result": one.rating.outcome,
                "note": one.rating.reason,
                "met": one.met,
                "evidence": evidence.get(f"claim:{position}:{one.criterion.code}", []),
            }
            for one in part.criteria
        ],
    }


def _code(level: Level | None) -> str:
    return level.code if level else ""


def sent_on(conclusion: Conclusion) -> date | None:
    """R35: the day on which the checked conclusion reached the enterprise."""
    if conclusion.check_outcome != PASSED or conclusion.checked_at is None:
        return None
    return clock.local_date(conclusion.checked_at)


def answer_until(case: Case, conclusion: Conclusion) -> date | None:
    """R35: the last day for the enterprise's answer."""
    sent = sent_on(conclusion)
    return confirm_until(sent, rules_of(case)) if sent else None


def silent_conclusions() -> list[int]:
    """R35: ids of the cases whose enterprise has let its time go by."""
    waiting = session.scalars(select(Case).where(Case.state == CONCLUDING).order_by(Case.id))
    found = []
    for case in waiting:
        last = current_conclusion(case)
        until = answer_until(case, last) if last and not last.confirm_outcome else None
        if until is not None and clock.today() > until:
            found.append(case.id)
    return found
