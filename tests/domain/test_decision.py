import dataclasses
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform.domain.decision import (
    Ballot,
    Vote,
    closing_obstacles,
    is_closed,
    outcome,
    panel_obstacles,
    vote_obstacles,
)
from tests.builders.rules import IIIMS, RULES, TINY

CLOSES = datetime(2026, 12, 1, 9, tzinfo=UTC)
BEFORE = CLOSES - timedelta(seconds=1)
CHOICES = IIIMS.case_type("initial").decisions
WATCHING = IIIMS.case_type("surveillance").decisions


def ballot(
    *votes: str, members: int = 0, choices: tuple[str, ...] = CHOICES, proposed: str = "AAAAA"
) -> Ballot:
    """A ballot with votes written as "AAA" (grant) or "back", cast by members 1, 2, 3 and so on."""
    cast = {}
    for person, word in enumerate(votes, start=1):
        choice, grade = (word, "") if word in choices else ("grant", word)
        cast[person] = Vote(person, choice, grade, "理由")
    panel = frozenset(range(1, (members or len(votes)) + 1))
    return Ballot(panel, frozenset(), choices, proposed, CLOSES, cast)


def result(*votes: str, choices: tuple[str, ...] = CHOICES) -> str | None:
    answer = outcome(ballot(*votes, choices=choices), IIIMS, RULES)
    return answer.grade or answer.choice


@pytest.mark.parametrize(
    ("votes", "decided"),
    [
        (("AAA", "AAA", "AAA"), "AAA"),
        (("AAA", "AAA", "AA"), "AAA"),
        (("AAA", "AA", "A"), "AA"),
        (("AAAAA", "A", "reject"), "A"),
        (("AAA", "back", "back"), "back"),
        (("reject", "reject", "AAAAA"), "reject"),
        (("AAA", "back", "reject"), None),
        (("AAAA", "AAA", "AAA", "back", "back"), "AAA"),
        (("AAAA", "AAAA", "A", "back", "reject"), "A"),
        (("AA", "A", "back", "back", "reject"), None),
    ],
)
def test_R38_the_highest_outcome_with_over_half_of_the_votes_wins(
    votes: tuple[str, ...], decided: str | None
) -> None:
    assert result(*votes) == decided


@pytest.mark.parametrize(
    ("votes", "decided"),
    [
        (("maintain", "maintain", "suspend"), "maintain"),
        (("suspend", "withdraw", "suspend"), "suspend"),
        (("maintain", "reduce", "withdraw"), None),
    ],
)
def test_R38_in_surveillance_each_choice_stands_for_itself(
    votes: tuple[str, ...], decided: str | None
) -> None:
    assert result(*votes, choices=WATCHING) == decided


def test_R38_support_is_shown_for_every_outcome() -> None:
    answer = outcome(ballot("AAA", "AA", "back"), IIIMS, RULES)
    assert answer.support["grant:AAAA"] == 0
    assert answer.support["grant:AAA"] == 1
    assert answer.support["grant:A"] == 2
    assert answer.support["back"] == 1
    assert answer.votes == 3


@pytest.mark.parametrize(
    ("members", "recused", "stopped"),
    [
        ({1, 2}, set(), True),
        ({1, 2, 3}, set(), False),
        ({1, 2, 3}, {3}, True),
        ({1, 2, 3, 4}, set(), True),
        ({1, 2, 3, 4}, {4}, False),
        ({1, 2, 3, 4, 5}, set(), False),
    ],
)
def test_R38_an_odd_quorum_of_three_without_the_recused(
    members: set[int], recused: set[int], stopped: bool
) -> None:
    assert bool(panel_obstacles(members, recused, RULES)) == stopped


def test_R38_recused_votes_do_not_count() -> None:
    open_ballot = ballot("A", "A", "back", "back", "back", "reject", members=6)
    without = dataclasses.replace(open_ballot, recused=frozenset({5, 6}))
    assert outcome(without, IIIMS, RULES).votes == 4
    assert not outcome(without, IIIMS, RULES).decided


def test_R38_below_the_quorum_there_is_no_decision() -> None:
    assert not outcome(ballot("AAA", "AAA", members=3), IIIMS, RULES).decided
    assert outcome(ballot("AAA", "AAA", "AAA", members=5), IIIMS, RULES).decided


@pytest.mark.parametrize(
    ("votes", "decided"),
    [
        (("AAA", "AAA", "back", "back"), None),
        (("AAA", "AA", "A", "back"), "A"),
        (("AAA", "back", "back", "back"), "back"),
    ],
)
def test_R38_half_of_the_votes_at_the_deadline_is_not_over_half(
    votes: tuple[str, ...], decided: str | None
) -> None:
    answer = outcome(ballot(*votes, members=5), IIIMS, RULES)
    assert (answer.grade or answer.choice) == decided


def reasons(vote: Vote, open_ballot: Ballot, now: datetime = BEFORE) -> list[str]:
    return [one.field or one.fact for one in vote_obstacles(open_ballot, vote, now, IIIMS)]


def test_R38_a_vote_that_does_not_approve_carries_a_reason() -> None:
    open_ballot = ballot(members=3, proposed="AAA")
    assert reasons(Vote(1, "grant", "AAA"), open_ballot) == []
    assert reasons(Vote(1, "grant", "AA"), open_ballot) == ["reason"]
    assert reasons(Vote(1, "grant", "AA", "证据不足"), open_ballot) == []
    assert reasons(Vote(1, "back"), open_ballot) == ["reason"]
    watching = ballot(members=3, choices=WATCHING)
    assert reasons(Vote(1, "maintain"), watching) == []
    assert reasons(Vote(1, "suspend"), watching) == ["reason"]


def test_R38_nobody_votes_above_the_concluded_grade() -> None:
    open_ballot = ballot(members=3, proposed="AAA")
    assert reasons(Vote(1, "grant", "AAAA", "x"), open_ballot) == ["grade"]
    none = dataclasses.replace(open_ballot, proposed_grade=None)
    assert reasons(Vote(1, "grant", "A", "x"), none) == ["grade"]
    assert reasons(Vote(1, "reject", "", "x"), none) == []


def test_R38_choice_and_grade_are_among_those_of_the_case_type() -> None:
    assert reasons(Vote(1, "maintain", "", "x"), ballot(members=3)) == ["choice"]
    assert reasons(Vote(1, "grant", "AAAAAA", "x"), ballot(members=3)) == ["grade"]


def test_R38_members_vote_once_while_the_ballot_is_open() -> None:
    open_ballot = ballot("AAA", members=4)
    recused = dataclasses.replace(open_ballot, recused=frozenset({4}))
    approve = Vote(2, "grant", "AAAAA")
    assert reasons(approve, recused) == []
    for person in (1, 4, 9):
        assert reasons(dataclasses.replace(approve, person=person), recused)
    assert reasons(approve, recused, CLOSES) == ["The ballot is closed."]


def test_R38_the_ballot_closes_with_the_last_vote_or_its_deadline() -> None:
    open_ballot = ballot("A", "A", members=3)
    assert not is_closed(open_ballot, BEFORE)
    assert is_closed(open_ballot, CLOSES)
    assert is_closed(ballot("A", "A", "A"), BEFORE)
    assert closing_obstacles(open_ballot, BEFORE)[0].params == {"missing": 1, "voters": 3}
    assert closing_obstacles(open_ballot, CLOSES) == []


WORDS = st.sampled_from([*(grade.code for grade in TINY.grades), "back", "reject"])
VOTES = st.integers(1, 4).flatmap(lambda n: st.lists(WORDS, min_size=2 * n + 1, max_size=2 * n + 1))


@given(VOTES)
def test_R38_an_outcome_has_over_half_and_nothing_higher_has(words: list[str]) -> None:
    answer = outcome(ballot(*words, proposed="SILVER"), TINY, RULES)
    count = Counter(words)
    supports = {
        "SILVER": count["SILVER"],
        "BRONZE": count["SILVER"] + count["BRONZE"],
        "back": count["back"],
        "reject": count["reject"],
    }
    winners = [word for word, votes in supports.items() if votes * 2 > len(words)]
    assert (answer.grade or answer.choice) == (winners[0] if winners else None)


@given(VOTES, st.randoms(use_true_random=False))
def test_R38_the_order_of_votes_does_not_matter(words: list[str], chance: object) -> None:
    first = outcome(ballot(*words, proposed="SILVER"), TINY, RULES)
    chance.shuffle(words)  # type: ignore[attr-defined]
    assert outcome(ballot(*words, proposed="SILVER"), TINY, RULES) == first
