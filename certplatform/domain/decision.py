"""R38: the panel, its votes, and what they come to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from certplatform.domain.bilingual import in_both
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.scheme import Scheme
from certplatform.domain.wording import N_

GRANT, MAINTAIN = "grant", "maintain"


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote: a choice of the case type, with a grade where it grants."""

    person: int
    choice: str
    grade: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ballot:
    """A ballot as it stands. `proposed_grade` is the concluded one; no vote may lie above it."""

    members: frozenset[int]
    recused: frozenset[int]
    choices: tuple[str, ...]
    proposed_grade: str | None
    closes_at: datetime
    votes: Mapping[int, Vote]

    @property
    def voters(self) -> frozenset[int]:
        """Those whose vote counts."""
        return self.members - self.recused

    @property
    def counted(self) -> tuple[Vote, ...]:
        """The votes that count; those of recused members do not."""
        return tuple(vote for person, vote in self.votes.items() if person in self.voters)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a ballot came to: a choice, with a grade where it grants, or no decision.

    `support` counts the votes for each outcome, the grades with those for higher ones.
    """

    choice: str | None
    grade: str | None
    votes: int
    support: Mapping[str, int]

    @property
    def decided(self) -> bool:
        """Whether there is a decision; else a new ballot is needed."""
        return self.choice is not None


def panel_obstacles(
    members: Collection[int], recused: Collection[int], rules: Ruleset
) -> list[Obstacle]:
    """R38: an odd number of voters, not below the quorum; recused members do not count."""
    count, least = len(set(members) - set(recused)), rules.number("R38.quorum_min")
    params: dict[str, str | int] = {"count": count, "least": least}
    if count < least:
        return [
            Obstacle(
                "R38",
                N_("The panel has %(count)s voting members; at least %(least)s are needed."),
                N_("Call further members who have no part in this case."),
                params,
            )
        ]
    if count % 2 == 0 and rules.on_off("R38.odd_quorum"):
        return [
            Obstacle(
                "R38",
                N_("The panel has %(count)s voting members, which is not an odd number."),
                N_("Call one member more or one less."),
                params,
            )
        ]
    return []


def vote_obstacles(ballot: Ballot, vote: Vote, now: datetime, scheme: Scheme) -> list[Obstacle]:
    """R38: whether this vote can be cast now."""
    found = right_to_vote_obstacles(ballot, vote.person, now)
    if vote.choice not in ballot.choices:
        found.append(_wrong("choice", N_("No choice is made."), N_("Choose one of the outcomes.")))
    elif vote.choice == GRANT:
        found += _grade_obstacles(ballot, vote, scheme)
    if not is_approval(ballot, vote) and not vote.reason.strip():
        found.append(
            _wrong(
                "reason",
                N_("A vote that does not approve needs a reason."),
                N_("Write why you vote so."),
            )
        )
    return found


def right_to_vote_obstacles(ballot: Ballot, person: int, now: datetime) -> list[Obstacle]:
    """R38: whether this person can vote, or recuse themselves, in this ballot now."""
    if person not in ballot.members:
        return [_wrong("", N_("You are not a member of this panel."), N_("Only its members vote."))]
    if person in ballot.recused:
        return [_wrong("", N_("You are recused from this case."), N_("The other members decide."))]
    if person in ballot.votes:
        return [
            _wrong("", N_("You have voted already."), N_("A vote is cast once and stays as it is."))
        ]
    if now >= ballot.closes_at:
        return [_wrong("", N_("The ballot is closed."), N_("Wait for its outcome."))]
    return []


def is_approval(ballot: Ballot, vote: Vote) -> bool:
    """Whether the vote agrees with what was proposed."""
    if vote.choice == GRANT:
        return vote.grade == ballot.proposed_grade
    return vote.choice == MAINTAIN


def is_closed(ballot: Ballot, now: datetime) -> bool:
    """R38: the ballot closes with the last vote or its deadline."""
    return now >= ballot.closes_at or len(ballot.counted) == len(ballot.voters)


def can_be_counted(ballot: Ballot, now: datetime, rules: Ruleset) -> bool:
    """R38: it is closed, or recusals have left a panel that cannot decide any more."""
    return is_closed(ballot, now) or bool(panel_obstacles(ballot.members, ballot.recused, rules))


def closing_obstacles(ballot: Ballot, now: datetime) -> list[Obstacle]:
    """R38: nobody counts the votes while the ballot is open."""
    if is_closed(ballot, now):
        return []
    return [
        Obstacle(
            "R38",
            N_("%(missing)s of %(voters)s votes are still missing."),
            N_("The ballot closes with the last vote or at its deadline."),
            {"missing": len(ballot.voters) - len(ballot.counted), "voters": len(ballot.voters)},
        )
    ]


def outcome(ballot: Ballot, scheme: Scheme, rules: Ruleset) -> Outcome:
    """R38: the highest outcome that over half of the votes support.

    A vote for a grade supports every lower one; all other choices stand for themselves.
    """
    votes = ballot.counted
    support = _support(votes, ballot.choices, scheme)
    quorate = len(votes) >= rules.number("R38.quorum_min")
    if quorate and not panel_obstacles(ballot.members, ballot.recused, rules):
        for grade in _downwards(scheme):
            if support.get(_grant_of(grade), 0) * 2 > len(votes):
                return Outcome(GRANT, grade, len(votes), support)
        for choice in ballot.choices:
            if choice != GRANT and support[choice] * 2 > len(votes):
                return Outcome(choice, None, len(votes), support)
    return Outcome(None, None, len(votes), support)


def _support(votes: Sequence[Vote], choices: Sequence[str], scheme: Scheme) -> dict[str, int]:
    support = {
        choice: sum(vote.choice == choice for vote in votes)
        for choice in choices
        if choice != GRANT
    }
    if GRANT in choices:
        granted = [scheme.grade(vote.grade).rank for vote in votes if vote.choice == GRANT]
        for code in _downwards(scheme):
            rank = scheme.grade(code).rank
            support[_grant_of(code)] = sum(voted >= rank for voted in granted)
    return support


def _downwards(scheme: Scheme) -> list[str]:
    return [one.code for one in sorted(scheme.grades, key=lambda one: one.rank, reverse=True)]


def _grant_of(grade: str) -> str:
    return f"{GRANT}:{grade}"


def _grade_obstacles(ballot: Ballot, vote: Vote, scheme: Scheme) -> list[Obstacle]:
    ranks = {grade.code: grade.rank for grade in scheme.grades}
    if vote.grade not in ranks:
        return [
            _wrong("grade", N_("No grade is chosen."), N_("Choose the grade you vote to grant."))
        ]
    if ballot.proposed_grade is None:
        return [
            _wrong(
                "grade",
                N_("No grade is proposed in this case, so none can be granted."),
                N_("Vote to send it back or to reject."),
            )
        ]
    if ranks[vote.grade] <= ranks[ballot.proposed_grade]:
        return []
    return [
        Obstacle(
            "R38",
            N_("%(voted)s lies above %(proposed)s, the grade that was concluded."),
            N_("Vote for %(proposed)s or lower."),
            {
                **in_both("voted", scheme.grade(vote.grade).title),
                **in_both("proposed", scheme.grade(ballot.proposed_grade).title),
            },
            field="grade",
        )
    ]


def _wrong(field: str, fact: str, cure: str) -> Obstacle:
    return Obstacle("R38", fact, cure, field=field)
