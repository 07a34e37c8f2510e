from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform.domain.credit import CreditEvent, UnknownEvent, credit
from certplatform.domain.spot_check import FiledCase, strata_drawn
from tests.builders.rules import RULES

CASES = st.lists(
    st.builds(
        FiledCase,
        st.integers(1, 500).map(str),
        st.sampled_from(["B01", "B02"]),
        st.sampled_from(["A", "AA"]),
        st.sampled_from(["370102", "370200", "110000"]),
    ),
    unique_by=lambda case: case.number,
    max_size=40,
)


@given(CASES, st.integers(1, 100), st.text(max_size=4))
def test_R58_every_stratum_gives_its_share_and_anyone_can_replay_it(
    cases: list[FiledCase], percent: int, seed: str
) -> None:
    strata = strata_drawn(cases, percent, seed)
    assert strata_drawn(reversed(cases), percent, seed) == strata
    assert sum(one.cases for one in strata) == len(cases)
    for one in strata:
        assert len(one.drawn) * 100 >= one.cases * percent > (len(one.drawn) - 1) * 100


def test_R58_strata_are_body_grade_and_province() -> None:
    cases = [FiledCase("1", "B01", "A", "370102"), FiledCase("2", "B01", "A", "370200")]
    (stratum,) = strata_drawn(cases, 50, "s")
    assert (stratum.province, stratum.cases, len(stratum.drawn)) == ("37", 2, 1)


LATE = CreditEvent("late_step", date(2025, 11, 30))


@pytest.mark.parametrize(
    ("today", "score"),
    [
        (date(2025, 11, 29), 100),
        (date(2025, 11, 30), 99),
        (date(2026, 11, 30), 99),
        (date(2026, 12, 1), 100),
    ],
)
def test_R59_an_event_costs_its_points_until_it_expires(today: date, score: int) -> None:
    assert credit([LATE], today, RULES).score == score


def test_R59_an_event_contested_with_success_costs_nothing() -> None:
    struck = CreditEvent("upheld_complaint", date(2026, 11, 1), struck=True)
    answer = credit([struck, LATE], date(2026, 11, 20), RULES)
    assert answer.score == 99
    assert [one.counts for one in answer.events] == [False, True]


def test_R59_a_score_never_falls_below_zero() -> None:
    many = [CreditEvent("overturned_finding", date(2026, 11, 1))] * 30
    assert credit(many, date(2026, 11, 20), RULES).score == 0


def test_R59_only_known_events_move_a_score() -> None:
    with pytest.raises(UnknownEvent):
        credit([CreditEvent("rumour", date(2026, 11, 1))], date(2026, 11, 20), RULES)
