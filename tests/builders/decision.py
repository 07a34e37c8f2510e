"""Cases with a ballot, through the real deeds."""

from collections.abc import Sequence
from datetime import timedelta

from certplatform import clock
from certplatform.domain.decision import GRANT
from certplatform.models.case import Case
from certplatform.models.decision import Ballot
from certplatform.process.ballot import open_ballot, vote
from certplatform.process.decision import count_ballot
from certplatform.queries.ballots import open_ballot_of
from certplatform.queries.reviews import proposed_grade
from tests.builders.conclusion import review_case
from tests.builders.kept_stage import kept_stage
from tests.builders.people import World
from tests.builders.review import PANEL, after, panel, rechecked, reviewed_case

BALLOT_DAYS = timedelta(days=5)
WHY = "证据不足以支持拟评定等级。"


def ballot_open(world: World, case: Case, parts: tuple[str, ...] = PANEL) -> Ballot:
    """The panel called to vote."""
    panel(world, case, parts)
    with after(case, hours=3):
        return open_ballot(
            case.id, closes_at=clock.now() + BALLOT_DAYS, by=world.actor(world.secretary)
        )


@kept_stage
def voting_case(world: World, case: Case | None = None) -> Case:
    """A case on which the panel is voting."""
    case = reviewed_case(world, case)
    rechecked(world, case)
    ballot_open(world, case)
    return case


def all_vote(
    world: World, case: Case, choices: Sequence[tuple[str, str]], parts: tuple[str, ...] = PANEL
) -> str:
    """Everybody votes, each with a choice and a grade; then the ballot is counted."""
    ballot = open_ballot_of(case)
    assert ballot is not None
    with after(case, hours=4):
        for part, (choice, grade) in zip(parts, choices, strict=True):
            vote(
                case.id,
                choice=choice,
                grade=grade,
                justification=WHY,
                by=world.actor(world[part]),
            )
        return count_ballot(ballot.id)


@kept_stage
def decided_case(
    world: World, *, grade: str = "", choice: str = GRANT, case: Case | None = None
) -> Case:
    """A case that the panel has decided, all of one mind.

    `grade` is what is granted; a new case also applies for it. Without it the concluded one.
    """
    if case is None and grade:
        case = review_case(world, grade=grade)
    case = voting_case(world, case)
    wanted = grade or proposed_grade(case) or ""
    all_vote(world, case, [(choice, wanted if choice == GRANT else "")] * len(PANEL))
    return case
