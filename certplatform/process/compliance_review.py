"""Stage 7: the secretariat appoints experts; one of them reviews how the case was handled."""

import dataclasses
from collections.abc import Mapping

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import COMMITTEE_ROLES, Actor, Role
from certplatform.domain.compliance_review import CheckAnswer, checklist_obstacles
from certplatform.domain.errors import Invalid
from certplatform.domain.facts import MemberProposed, ReviewPassed, StageReturned
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.suspicion import suspicion_obstacles
from certplatform.domain.wording import N_
from certplatform.domain.workflow.assignment import ASSIGNMENT, PROPOSED
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.models.person import Person
from certplatform.process.conflict_check import freeze_check, freeze_own_check
from certplatform.process.step import Deed, deed
from certplatform.queries.assignments import (
    conflict_obstacles,
    separation_obstacles,
    suspicions_of,
)
from certplatform.queries.conflicts import conflicts_in_part
from certplatform.queries.review_facts import facts_beside, recheck_results
from certplatform.queries.reviews import (
    PASSED,
    RETURNED,
    REVIEW_KIND,
    checklist_of,
    confirmation_done,
    draw_seed,
    has_prepared,
    is_expert,
    is_taken,
    need_of,
    new_record,
)

Answers = Mapping[str, CheckAnswer]
# Of these a case has one at a time; the panel has several.
SINGLE = COMMITTEE_ROLES - {Role.PANEL_MEMBER}


def obstacles_to_appoint(case: Case, person: Person, role: Role) -> list[Obstacle]:
    """R13-R16, R18: what speaks against a person in a part of this case, by today."""
    found = [
        *separation_obstacles(case, person, role),
        *conflict_obstacles(case, person, role, clock.today()),
        *suspicion_obstacles(suspicions_of(case, person), ()),
    ]
    if has_prepared(case, person.id):
        found.append(
            Obstacle(
                "R18",
                N_("%(person)s has prepared decisions on this case in an office."),
                N_("Appoint somebody who has done nothing in this case yet."),
                {"person": person.name},
            )
        )
    if role in SINGLE and is_taken(case, role):
        found.append(
            Obstacle(
                "R36",
                N_("This part of the case is already taken."),
                N_("Replace that person first."),
            )
        )
    return found


def appoint(
    case_id: int | str, *, person_id: int, role: str, by: Actor, clearance: str = ""
) -> Assignment:
    """Ask an expert to take a part; it begins with their declaration.

    `clearance` says in writing why what looked suspicious is harmless (R16).
    """
    with deed(by=by) as act:
        case = act.on_case(case_id, "appoint")
        person = _expert(person_id, role, by)
        found = obstacles_to_appoint(case, person, Role(role))
        act.heed(_cleared(found) if clearance.strip() else found)
        place = _place(act, case, person, role, clearance.strip())
        session.add(place)
        freeze_check(act, case, person, role, "proposal")
        act.born(ASSIGNMENT, place, "appoint", f"case:{case.id}")
        act.note(person=person.name, role=role)
        act.tell(MemberProposed(case.id, place.id))
        return place


def _expert(person_id: int, role: str, by: Actor) -> Person:
    person = session.get(Person, person_id)
    if person is None or not is_expert(person_id):
        raise Invalid(
            N_("This person is none of the committee's experts."),
            fields={"person": N_("Choose one of the committee's experts.")},
        )
    if role not in COMMITTEE_ROLES:
        raise Invalid(
            N_("This is no part that the committee has in a case."),
            fields={"role": N_("Choose a part.")},
        )
    if person_id == by.person_id:
        raise Invalid(N_("Who appoints takes no part in the case (R18)."))
    return person


def _place(act: Deed, case: Case, person: Person, role: str, clearance: str) -> Assignment:
    mark = "cleared" if clearance else "suspected"
    return Assignment(
        case_id=case.id,
        person_id=person.id,
        role=role,
        proposed_by=act.by.person_id,
        proposed_at=act.at,
        invited_at=act.at,
        checked=[{mark: one.key} for one in suspicions_of(case, person)],
        cleared_reason=clearance,
        cleared_by=act.by.person_id if clearance else None,
        state=PROPOSED,
        state_since_at=act.at,
    )


def obstacles_to_pass_review(case: Case, answers: Answers) -> list[Obstacle]:
    """R04, R36, R37: passing without a confirmation audit."""
    need = need_of(case)
    found = _obstacles_to_compliance(case, answers)
    if need.needed and not confirmation_done(case):
        found.append(
            Obstacle("R37", need.why, N_("Send it to the confirmation audit."), need.params)
        )
    return found


def obstacles_to_require_confirmation(case: Case, answers: Answers) -> list[Obstacle]:
    """R04, R36, R37: passing on to the confirmation audit."""
    need = need_of(case)
    found = _obstacles_to_compliance(case, answers)
    if not need.needed:
        found.append(Obstacle("R37", need.why, N_("Pass it on to the decision."), need.params))
    elif confirmation_done(case):
        found.append(
            Obstacle(
                "R37",
                N_("This conclusion has passed its confirmation audit already."),
                N_("Pass it on to the decision."),
            )
        )
    return found


def obstacles_to_return(case: Case, answers: Answers) -> list[Obstacle]:
    """R13-R15, R36: the checklist is filled in whichever way the review ends."""
    own = conflicts_in_part(case, Role.COMPLIANCE_REVIEWER)
    return [*own, *checklist_obstacles(checklist_of(case, REVIEW_KIND), answers, passing=False)]


def pass_review(case_id: int | str, *, answers: Answers, summary: str, by: Actor) -> None:
    """Compliant: on to re-check and decision."""
    with deed(by=by) as act:
        case = act.on_case(case_id, "pass_review")
        act.heed(obstacles_to_pass_review(case, answers))
        _record(act, case, PASSED, answers, summary)
        act.tell(ReviewPassed(case.id, confirmation=False))


def require_confirmation(case_id: int | str, *, answers: Answers, summary: str, by: Actor) -> None:
    """Compliant: a confirmation audit comes first (R37)."""
    with deed(by=by) as act:
        case = act.on_case(case_id, "require_confirmation")
        act.heed(obstacles_to_require_confirmation(case, answers))
        _record(act, case, PASSED, answers, summary)
        act.tell(ReviewPassed(case.id, confirmation=True))


def return_to_conclusion(
    case_id: int | str, *, answers: Answers, summary: str, by: Actor, reason: str
) -> None:
    """Back to the team and the body, with what is wrong in the conclusion or its papers."""
    _send_back("return_to_conclusion", case_id, answers, summary, by, reason)


def return_to_stage2(
    case_id: int | str, *, answers: Answers, summary: str, by: Actor, reason: str
) -> None:
    """Back to the audit, with what is missing in it."""
    _send_back("return_to_stage2", case_id, answers, summary, by, reason)


def _send_back(
    action: str, case_id: int | str, answers: Answers, summary: str, by: Actor, reason: str
) -> None:
    with deed(by=by, reason=reason) as act:
        case = act.on_case(case_id, action)
        act.heed(obstacles_to_return(case, answers))
        _record(act, case, RETURNED, answers, summary or reason)
        act.tell(StageReturned(case.id, act.opened[0].row.target, reason))


def _obstacles_to_compliance(case: Case, answers: Answers) -> list[Obstacle]:
    checked = checklist_obstacles(checklist_of(case, REVIEW_KIND), answers, passing=True)
    own = conflicts_in_part(case, Role.COMPLIANCE_REVIEWER)
    return [*own, *recheck_results(case), *checked]


def _record(act: Deed, case: Case, outcome: str, answers: Answers, summary: str) -> None:
    need = need_of(case)
    record = new_record(
        case,
        REVIEW_KIND,
        outcome,
        answers=answers,
        facts=[one.as_record() for one in facts_beside(case).values()],
        summary=summary.strip(),
        seed=draw_seed(case),
        by=act.by,
        at=act.at,
    )
    session.add(record)
    freeze_own_check(act, case, Role.COMPLIANCE_REVIEWER, "review")
    act.note(round=record.round, outcome=outcome, confirmation_needed=need.needed)


def _cleared(found: list[Obstacle]) -> list[Obstacle]:
    return [
        dataclasses.replace(one, weight="warns") if one.weight == "clear" else one for one in found
    ]
