"""Cases before the committee, through the real deeds: reviewed, confirmed, re-checked."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from certplatform import clock
from certplatform.domain.actors import Role
from certplatform.domain.compliance_review import NO, YES, CheckAnswer
from certplatform.models.case import Case
from certplatform.models.person import Person
from certplatform.process.assignment import declare
from certplatform.process.compliance_review import appoint, pass_review, require_confirmation
from certplatform.process.confirmation import pass_confirmation
from certplatform.process.recheck import record_recheck
from certplatform.queries.reviews import (
    RECHECK_KIND,
    REVIEW_KIND,
    checklist_of,
    confirmation_done,
    need_of,
)
from tests.builders.conclusion import review_case
from tests.builders.kept_stage import kept_stage
from tests.builders.people import World

REVIEWER, AUDITOR, RECHECKER = "expert_1", "expert_2", "expert_3"
PANEL = ("expert_4", "expert_5", "expert_6")
HANDLER, OUTSIDER = "expert_7", "expert_8"
SUMMARY = "材料齐全，过程合规，结论有据。"


@contextmanager
def after(case: Case, **passed: float) -> Iterator[None]:
    """Let the clock stand some time after the case came to its state, never earlier than now."""
    came_at = max(case.state_since_at, clock.now())
    with clock.simulated(came_at + timedelta(**(passed or {"hours": 1}))):
        yield


def all_yes(case: Case, kind: str) -> dict[str, CheckAnswer]:
    """Every item of a checklist in order."""
    return {one.code: CheckAnswer(YES) for one in checklist_of(case, kind)}


def one_no(case: Case, kind: str) -> dict[str, CheckAnswer]:
    """Every item in order but the last, which is explained."""
    answers = all_yes(case, kind)
    answers[list(answers)[-1]] = CheckAnswer(NO, "与记录不一致。")
    return answers


def appointed(world: World, case: Case, part: str, role: Role) -> Person:
    """An expert appointed by the secretariat, who has declared."""
    person = world[part]
    with after(case):
        place = appoint(case.id, person_id=person.id, role=role, by=world.actor(world.secretary))
        declare(place.id, by=world.actor(person))
    return person


def panel(world: World, case: Case, parts: tuple[str, ...] = PANEL) -> list[Person]:
    """A declared panel."""
    return [appointed(world, case, part, Role.PANEL_MEMBER) for part in parts]


def passed_review(world: World, case: Case) -> Case:
    """The compliance review passed, by whichever of the two ways R37 leaves open."""
    reviewer = appointed(world, case, REVIEWER, Role.COMPLIANCE_REVIEWER)
    due = need_of(case).needed and not confirmation_done(case)
    with after(case, hours=2):
        (require_confirmation if due else pass_review)(
            case.id,
            answers=all_yes(case, REVIEW_KIND),
            summary=SUMMARY,
            by=world.actor(reviewer),
        )
    return case


def confirmed(world: World, case: Case) -> Case:
    """The confirmation audit passed."""
    auditor = appointed(world, case, AUDITOR, Role.CONFIRMATION_AUDITOR)
    with after(case, hours=2):
        pass_confirmation(case.id, answers={}, summary=SUMMARY, by=world.actor(auditor))
    return case


def rechecked(world: World, case: Case, *, passed: bool = True) -> Case:
    """The re-check on record."""
    checker = appointed(world, case, RECHECKER, Role.RECHECKER)
    answers = all_yes(case, RECHECK_KIND) if passed else one_no(case, RECHECK_KIND)
    with after(case, hours=2):
        record_recheck(
            case.id, passed=passed, answers=answers, summary=SUMMARY, by=world.actor(checker)
        )
    return case


@kept_stage
def reviewed_case(world: World, case: Case | None = None) -> Case:
    """A case before the panel: reviewed, and confirmed where that is due."""
    case = case or review_case(world)
    passed_review(world, case)
    if case.state == "confirmation":
        confirmed(world, case)
    return case
