"""Stage 7d: the panel is called, and each member votes on their own (R38)."""

from datetime import datetime, timedelta

from certplatform import clock
from certplatform.db import session
from certplatform.domain import decision as law
from certplatform.domain.actors import Actor, Role
from certplatform.domain.compliance_review import confirmation_obstacles, two_looks_obstacles
from certplatform.domain.errors import Invalid
from certplatform.domain.facts import BallotComplete, BallotOpened
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.separation import separation_obstacles
from certplatform.domain.wording import N_
from certplatform.models.base import new_address
from certplatform.models.case import Case
from certplatform.models.decision import Ballot, Vote
from certplatform.models.person import Person
from certplatform.process.conflict_check import freeze_own_check
from certplatform.process.step import Deed, deed
from certplatform.queries.assignments import part_holders
from certplatform.queries.ballots import RECUSED, as_judged, next_round, open_ballot_of, panel_of
from certplatform.queries.cases import rules_of, scheme_of
from certplatform.queries.conflicts import conflicts_now
from certplatform.queries.reviews import (
    confirmation_done,
    has_prepared,
    need_of,
    recheck_in_force,
    reviewer_of,
)

LONGEST = timedelta(days=60)


def obstacles_to_open_ballot(case: Case, by: Actor) -> list[Obstacle]:
    """R18, R36-R38: everything before the vote is done, and the panel is fit to decide."""
    rules = rules_of(case)
    recheck = recheck_in_force(case)
    panel = panel_of(case)
    found = [
        *separation_obstacles(part_holders(case), rules),
        *two_looks_obstacles(reviewer_of(case), recheck.recorded_by if recheck else None),
        *confirmation_obstacles(need_of(case), confirmation_done(case)),
        *law.panel_obstacles(panel, (), rules),
    ]
    if by.person_id in panel:
        found.append(
            Obstacle(
                "R18",
                N_("Who opens the ballot is a member of its panel."),
                N_("Have the ballot opened by somebody else of the secretariat."),
            )
        )
    if open_ballot_of(case) is not None:
        found.append(
            Obstacle("R38", N_("A ballot is already open."), N_("Wait until it has closed."))
        )
    return found


def open_ballot(case_id: int | str, *, closes_at: datetime, by: Actor) -> Ballot:
    """Call the panel to vote until a moment; its members are fixed now."""
    with deed(by=by) as act:
        case = act.on_case(case_id, "open_ballot")
        act.heed(obstacles_to_open_ballot(case, by))
        if not act.at < closes_at <= act.at + LONGEST:
            raise Invalid(
                N_("The ballot cannot close then."),
                fields={"closes_at": N_("Choose a moment within the next 60 days.")},
            )
        ballot = Ballot(
            public_id=new_address(),
            case_id=case.id,
            round=next_round(case),
            members=panel_of(case),
            opened_by=by.person_id or 0,
            opened_at=act.at,
            closes_at=closes_at,
        )
        session.add(ballot)
        session.flush()
        act.note(ballot=ballot.id, members=ballot.members, closes_at=closes_at.isoformat())
        act.tell(BallotOpened(case.id, ballot.id))
        return ballot


def obstacles_to_vote(case: Case, ballot: Ballot, vote: law.Vote) -> list[Obstacle]:
    """R13-R15, R18, R38: whether this vote can be cast now, by somebody who has not prepared it."""
    found = law.vote_obstacles(as_judged(case, ballot), vote, clock.now(), scheme_of(case))
    person = session.get(Person, vote.person)
    if person is not None:
        found += conflicts_now(case, person, Role.PANEL_MEMBER)
    if has_prepared(case, vote.person):
        found.append(
            Obstacle(
                "R18",
                N_("You have prepared decisions on this case in an office."),
                N_("Step back from this vote."),
            )
        )
    return found


def vote(
    case_id: int | str, *, choice: str, by: Actor, grade: str = "", justification: str = ""
) -> Vote:
    """Cast one's vote. It stays out of the case's story until the ballot has closed."""
    with deed(by=by) as act:
        case = act.on_case(case_id, "vote")
        ballot = _open_one(case)
        wanted = law.Vote(
            by.person_id or 0, choice, grade if choice == law.GRANT else "", justification.strip()
        )
        act.heed(obstacles_to_vote(case, ballot, wanted))
        return _cast(act, case, ballot, wanted, recused=False)


def recuse(case_id: int | str, *, justification: str, by: Actor) -> Vote:
    """Step back from the vote on this case, with the reason."""
    with deed(by=by) as act:
        case = act.on_case(case_id, "vote")
        ballot = _open_one(case)
        wanted = law.Vote(by.person_id or 0, RECUSED, "", justification.strip())
        standing = as_judged(case, ballot)
        act.heed(law.right_to_vote_obstacles(standing, wanted.person, act.at))
        if not wanted.reason:
            raise Invalid(
                N_("A reason is needed."), fields={"reason": N_("Please write the reason.")}
            )
        return _cast(act, case, ballot, wanted, recused=True)


def _open_one(case: Case) -> Ballot:
    ballot = open_ballot_of(case)
    if ballot is None:
        raise Invalid(N_("No ballot is open for this case."))
    return ballot


def _cast(act: Deed, case: Case, ballot: Ballot, wanted: law.Vote, *, recused: bool) -> Vote:
    cast = Vote(
        ballot_id=ballot.id,
        person_id=wanted.person,
        choice=wanted.choice,
        grade=wanted.grade,
        reason=wanted.reason,
        recused=recused,
        cast_at=act.at,
    )
    session.add(cast)
    session.flush()
    act.note(ballot=ballot.id)
    freeze_own_check(act, case, Role.PANEL_MEMBER, "vote")
    if law.can_be_counted(as_judged(case, ballot), act.at, rules_of(case)):
        act.tell(BallotComplete(case.id, ballot.id))
    return cast
