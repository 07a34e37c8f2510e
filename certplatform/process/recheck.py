"""Stage 7c: the re-check, a second and separate look before the vote (R36)."""

from collections.abc import Mapping

from certplatform.db import session
from certplatform.domain.actors import Actor, Role
from certplatform.domain.compliance_review import CheckAnswer, checklist_obstacles
from certplatform.domain.errors import Invalid
from certplatform.domain.facts import Rechecked
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.separation import separation_obstacles
from certplatform.domain.wording import N_
from certplatform.models.case import Case
from certplatform.process.conflict_check import freeze_own_check
from certplatform.process.step import deed
from certplatform.queries.assignments import part_holders
from certplatform.queries.ballots import open_ballot_of
from certplatform.queries.cases import rules_of
from certplatform.queries.conflicts import conflicts_in_part
from certplatform.queries.review_facts import facts_beside
from certplatform.queries.reviews import (
    PASSED,
    RECHECK_KIND,
    RETURNED,
    checklist_of,
    draw_seed,
    new_record,
)

Answers = Mapping[str, CheckAnswer]


def obstacles_to_record_recheck(case: Case, answers: Answers, *, passed: bool) -> list[Obstacle]:
    """R18, R36: separate people, the checklist filled in, and no ballot open yet."""
    found = [
        *conflicts_in_part(case, Role.RECHECKER),
        *separation_obstacles(part_holders(case), rules_of(case)),
        *checklist_obstacles(checklist_of(case, RECHECK_KIND), answers, passing=passed),
    ]
    if open_ballot_of(case) is not None:
        found.append(
            Obstacle(
                "R36",
                N_("The ballot is already open; its members vote on the re-check there is."),
                N_("Wait for the outcome of the ballot."),
            )
        )
    return found


def record_recheck(
    case_id: int | str, *, passed: bool, answers: Answers, summary: str, by: Actor
) -> None:
    """The re-check: a second, separate look before the vote. A failed one forbids granting."""
    with deed(by=by) as act:
        case = act.on_case(case_id, "record_recheck")
        act.heed(obstacles_to_record_recheck(case, answers, passed=passed))
        if not summary.strip():
            raise Invalid(
                N_("The result is not described."),
                fields={"summary": N_("Write what was looked at and what it showed.")},
            )
        outcome = PASSED if passed else RETURNED
        record = new_record(
            case,
            RECHECK_KIND,
            outcome,
            answers=answers,
            facts=[one.as_record() for one in facts_beside(case).values()],
            summary=summary.strip(),
            seed=draw_seed(case),
            by=by,
            at=act.at,
        )
        session.add(record)
        freeze_own_check(act, case, Role.RECHECKER, "recheck")
        act.note(round=record.round, outcome=outcome)
        act.tell(Rechecked(case.id, passed))
