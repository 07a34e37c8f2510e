"""Ballots as they stand, and what each viewer may see of the votes (R38)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from certplatform.db import session
from certplatform.domain import decision as law
from certplatform.domain.actors import Actor, Role
from certplatform.domain.workflow.assignment import EFFECTIVE
from certplatform.domain.workflow.case_states import DECISION
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.models.conclusion import CommitteeRecord
from certplatform.models.decision import Ballot, Decision, Vote
from certplatform.models.person import Person
from certplatform.queries.barred import known_to
from certplatform.queries.cases import scheme_of
from certplatform.queries.once import once
from certplatform.queries.page import Page, page_of
from certplatform.queries.reviews import RETURNED, proposed_grade, recheck_in_force

BACK, REJECT, UNDECIDED, RECUSED = "back", "reject", "undecided", "recused"
LONGEST_LIST = 100


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a ballot's panel. `vote` is None while it may not be seen, or is not cast."""

    person: Person
    voted: bool
    recused: bool
    vote: Vote | None


@dataclass(frozen=True, slots=True)
class BallotView:
    """A ballot as one viewer may see it."""

    ballot: Ballot
    members: Sequence[Member]
    own: Vote | None
    is_member: bool
    revealed: bool

    @property
    def cast(self) -> int:
        """How many have voted or recused themselves."""
        return sum(one.voted for one in self.members)


def ballots_of(case: Case) -> list[Ballot]:
    """The ballots of a case, the latest first."""
    return list(
        session.scalars(select(Ballot).where(Ballot.case_id == case.id).order_by(Ballot.id.desc()))
    )


@once
def open_ballot_of(case: Case) -> Ballot | None:
    """The open ballot of a case."""
    return session.scalar(
        select(Ballot).where(Ballot.case_id == case.id, Ballot.closed_at.is_(None))
    )


def next_round(case: Case) -> int:
    """The number of the next ballot of a case."""
    last = session.scalar(select(func.max(Ballot.round)).where(Ballot.case_id == case.id))
    return (last or 0) + 1


def votes_of(ballot: Ballot) -> list[Vote]:
    """The votes of a ballot in the order in which they were cast."""
    return list(session.scalars(select(Vote).where(Vote.ballot_id == ballot.id).order_by(Vote.id)))


@once
def panel_of(case: Case) -> list[int]:
    """Declared panel members who have not recused themselves in an earlier ballot."""
    recused = select(Vote.person_id).join(Ballot, Ballot.id == Vote.ballot_id)
    return list(
        session.scalars(
            select(Assignment.person_id)
            .where(
                Assignment.case_id == case.id,
                Assignment.role == Role.PANEL_MEMBER,
                Assignment.state.in_(EFFECTIVE),
                Assignment.person_id.not_in(
                    recused.where(Ballot.case_id == case.id, Vote.recused.is_(True))
                ),
            )
            .order_by(Assignment.person_id)
        )
    )


def choices_of(case: Case) -> tuple[str, ...]:
    """What the panel may decide: after a re-check that sends back, nothing can be granted."""
    allowed = scheme_of(case).case_types[case.case_type].decisions
    recheck: CommitteeRecord | None = recheck_in_force(case)
    if recheck is not None and recheck.outcome == RETURNED and BACK in allowed:
        return tuple(one for one in allowed if one != law.GRANT)
    return allowed


def as_judged(case: Case, ballot: Ballot) -> law.Ballot:
    """The ballot as the rules judge it.

    Whose place has been suspended or ended since (a late declaration, R15) counts as recused.
    """
    votes = votes_of(ballot)
    entitled = set(
        session.scalars(
            select(Assignment.person_id).where(
                Assignment.case_id == case.id,
                Assignment.role == Role.PANEL_MEMBER,
                Assignment.state.in_(EFFECTIVE),
            )
        )
    )
    recused = {one.person_id for one in votes if one.recused}
    return law.Ballot(
        members=frozenset(ballot.members),
        recused=frozenset(recused | (set(ballot.members) - entitled)),
        choices=choices_of(case),
        proposed_grade=proposed_grade(case),
        closes_at=ballot.closes_at,
        votes={
            one.person_id: law.Vote(one.person_id, one.choice, one.grade, one.reason)
            for one in votes
            if not one.recused
        },
    )


def as_seen(ballot: Ballot, viewer: int | None) -> BallotView:
    """The ballot as somebody may see it: before voting nobody sees the others' votes (R38)."""
    votes = {one.person_id: one for one in votes_of(ballot)}
    own = votes.get(viewer) if viewer is not None else None
    is_member = viewer in ballot.members
    revealed = ballot.closed_at is not None or (is_member and own is not None and not own.recused)
    people = session.scalars(
        select(Person).where(Person.id.in_(ballot.members)).order_by(Person.id)
    )
    members = [
        Member(
            person=one,
            voted=one.id in votes,
            recused=one.id in votes and votes[one.id].recused,
            vote=votes.get(one.id) if revealed or one.id == viewer else None,
        )
        for one in people
    ]
    return BallotView(ballot, members, own, is_member, revealed)


def due_ballots(at: datetime) -> list[int]:
    """Open ballots whose deadline has passed."""
    return list(
        session.scalars(
            select(Ballot.id)
            .where(Ballot.closed_at.is_(None), Ballot.closes_at <= at)
            .order_by(Ballot.id)
        )
    )


def decisions_of(case: Case) -> list[Decision]:
    """The panel's decisions on a case, the latest first."""
    return list(
        session.scalars(
            select(Decision).where(Decision.case_id == case.id).order_by(Decision.id.desc())
        )
    )


BallotLine = tuple[Ballot, Case, int]


def _with_votes(ballots: Sequence[Ballot]) -> list[BallotLine]:
    """Ballots with their cases and how many have voted; three statements for any number."""
    ids = [one.id for one in ballots]
    cast = {
        row[0]: row[1]
        for row in session.execute(
            select(Vote.ballot_id, func.count())
            .where(Vote.ballot_id.in_(ids))
            .group_by(Vote.ballot_id)
        )
    }
    cases = {
        one.id: one
        for one in session.scalars(
            select(Case)
            .where(Case.id.in_([ballot.case_id for ballot in ballots]))
            .options(selectinload(Case.enterprise))
        )
    }
    return [(one, cases[one.case_id], cast.get(one.id, 0)) for one in ballots]


def running_ballots(actor: Actor) -> list[BallotLine]:
    """Open ballots, the first to close first."""
    found = session.scalars(
        select(Ballot)
        .where(Ballot.closed_at.is_(None), known_to(actor.person_id, Ballot.case_id))
        .order_by(Ballot.closes_at, Ballot.id)
    )
    return _with_votes(list(found))


def ballots_page(actor: Actor, cursor: str) -> Page[BallotLine]:
    """A page of the closed ballots, the latest first."""
    query = select(Ballot).where(
        Ballot.closed_at.is_not(None), known_to(actor.person_id, Ballot.case_id)
    )
    found = page_of(query, Ballot.id, cursor)
    return Page(_with_votes(found.rows), found.next_cursor, found.count)


def unballoted_cases(actor: Actor) -> list[Case]:
    """Cases before the panel without an open ballot, the longest waiting first."""
    return list(
        session.scalars(
            select(Case)
            .where(
                Case.state == DECISION,
                known_to(actor.person_id, Case.id),
                Case.id.not_in(select(Ballot.case_id).where(Ballot.closed_at.is_(None))),
            )
            .options(selectinload(Case.enterprise))
            .order_by(Case.state_since_at)
            .limit(LONGEST_LIST)
        )
    )
