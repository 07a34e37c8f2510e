"""Stage 7b: the confirmation audit, a second look at the evidence where R37 asks for it."""

from collections.abc import Mapping

from certplatform.db import session
from certplatform.domain.actors import Actor, Role
from certplatform.domain.compliance_review import CheckAnswer, checklist_obstacles
from certplatform.domain.errors import Invalid
from certplatform.domain.facts import ConfirmationPassed, StageReturned
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.separation import separation_obstacles
from certplatform.domain.wording import N_
from certplatform.models.case import Case
from certplatform.process.conflict_check import freeze_own_check
from certplatform.process.step import Deed, deed
from certplatform.queries.assignments import part_holders
from certplatform.queries.cases import rules_of
from certplatform.queries.conflicts import conflicts_in_part
from certplatform.queries.review_facts import facts_beside
from certplatform.queries.reviews import (
    CONFIRMATION_KIND,
    PASSED,
    RETURNED,
    checklist_of,
    draw_seed,
    new_record,
)

Answers = Mapping[str, CheckAnswer]


def obstacles_to_pass_confirmation(case: Case, answers: Answers) -> list[Obstacle]:
    """R18, R37: the parts of the case are disjoint and every item is in order."""
    return [
        *conflicts_in_part(case, Role.CONFIRMATION_AUDITOR),
        *separation_obstacles(part_holders(case), rules_of(case)),
        *checklist_obstacles(checklist_of(case, CONFIRMATION_KIND), answers, passing=True),
    ]


def obstacles_to_fail_confirmation(case: Case, answers: Answers) -> list[Obstacle]:
    """The items, where the scheme lists some, are answered whichever way it ends."""
    own = conflicts_in_part(case, Role.CONFIRMATION_AUDITOR)
    answered = checklist_obstacles(checklist_of(case, CONFIRMATION_KIND), answers, passing=False)
    return [*own, *answered]


def pass_confirmation(case_id: int | str, *, answers: Answers, summary: str, by: Actor) -> None:
    """The evidence bears the conclusion: on to re-check and decision."""
    with deed(by=by) as act:
        case = act.on_case(case_id, "pass_confirmation")
        if not summary.strip():
            raise Invalid(
                N_("The result is not described."),
                fields={"summary": N_("Write what was looked at and what it showed.")},
            )
        act.heed(obstacles_to_pass_confirmation(case, answers))
        _record(act, case, PASSED, answers, summary)
        act.tell(ConfirmationPassed(case.id))


def fail_confirmation(
    case_id: int | str, *, answers: Answers, summary: str, by: Actor, reason: str
) -> None:
    """The evidence does not bear the conclusion: back to stage 2."""
    with deed(by=by, reason=reason) as act:
        case = act.on_case(case_id, "fail_confirmation")
        act.heed(obstacles_to_fail_confirmation(case, answers))
        _record(act, case, RETURNED, answers, summary or reason)
        act.tell(StageReturned(case.id, act.opened[0].row.target, reason))


def _record(act: Deed, case: Case, outcome: str, answers: Answers, summary: str) -> None:
    record = new_record(
        case,
        CONFIRMATION_KIND,
        outcome,
        answers=answers,
        facts=[one.as_record() for one in facts_beside(case).values()],
        summary=summary.strip(),
        seed=draw_seed(case),
        by=act.by,
        at=act.at,
    )
    session.add(record)
    freeze_own_check(act, case, Role.CONFIRMATION_AUDITOR, "confirmation")
    act.note(round=record.round, outcome=outcome)
