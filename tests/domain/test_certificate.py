"""R41-R43, R50, R51: what a certificate says, and which dates it gets."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta

from certplatform.domain.certificate import (
    Capability,
    Held,
    certified_capabilities,
    content_obstacles,
    dates_of,
    glyph_obstacles,
    held_obstacles,
    present_state,
    public_reason,
)
from certplatform.schemes import ruleset_on, schemes

SCHEME = schemes()["IIIMS"]
RULES = ruleset_on("IIIMS", date(2026, 3, 3))
END = date(2029, 3, 2)
HELD = Held("valid", 1, date(2026, 3, 3), date(2026, 3, 3), END)
DAY = timedelta(days=1)


def _rules(outcome: str, held: Held, decided_on: date) -> list[str]:
    return [one.rule for one in held_obstacles(outcome, held, decided_on, RULES)]  # type: ignore[arg-type]


def test_R41_a_new_certificate_lasts_three_years_less_a_day() -> None:
    dates = dates_of("new", None, date(2026, 3, 1), date(2026, 3, 3), RULES)
    assert (dates.revision, dates.keeps_number) == (1, False)
    assert (dates.first_issued_on, dates.issued_on) == (date(2026, 3, 3), date(2026, 3, 3))
    assert dates.expires_on == END


@pytest.mark.parametrize(
    ("decided_on", "keeps"), [(END - DAY, True), (END, True), (END + DAY, False)]
)
def test_R50_decided_before_the_end_number_and_first_issue_stay(
    decided_on: date, keeps: bool
) -> None:
    dates = dates_of("renewed", HELD, decided_on, decided_on, RULES)
    assert dates.keeps_number is keeps
    assert dates.expires_on == END + relativedelta(years=3)
    assert dates.revision == (2 if keeps else 1)
    assert dates.first_issued_on == (HELD.first_issued_on if keeps else decided_on)


def test_R50_after_the_end_the_new_period_starts_with_the_decision() -> None:
    decided, today = END + DAY, END + 20 * DAY
    held = Held("expired", 1, HELD.first_issued_on, HELD.issued_on, END)
    assert dates_of("renewed", held, decided, today, RULES).issued_on == decided


def test_R49_a_renewal_in_time_whose_notice_ran_past_the_end_carries_a_new_number() -> None:
    held = Held("expired", 4, HELD.first_issued_on, HELD.issued_on, END)
    dates = dates_of("renewed", held, END, END + 5 * DAY, RULES)
    assert (dates.keeps_number, dates.revision) == (False, 1)
    assert (dates.first_issued_on, dates.issued_on) == (HELD.first_issued_on, END + 5 * DAY)


def test_R50_renewal_is_possible_up_to_six_months_after_the_end() -> None:
    held = Held("expired", 1, HELD.first_issued_on, HELD.issued_on, END)
    last = END + relativedelta(months=6)
    assert _rules("renewed", held, last - DAY) == []
    assert _rules("renewed", held, last) == []
    assert _rules("renewed", held, last + DAY) == ["R50"]


def test_R51_a_change_is_the_next_revision_with_the_dates_kept() -> None:
    dates = dates_of("revised", HELD, date(2027, 1, 1), date(2027, 1, 9), RULES)
    assert (dates.keeps_number, dates.revision) == (True, 2)
    assert (dates.issued_on, dates.expires_on) == (HELD.issued_on, END)


@pytest.mark.parametrize(
    ("state", "outcome", "rules"),
    [
        ("valid", "revised", []),
        ("suspended", "revised", ["R49"]),
        ("suspended", "renewed", ["R49"]),
        ("withdrawn", "renewed", ["R51"]),
        ("cancelled", "revised", ["R51"]),
        ("expired", "revised", ["R51"]),
        ("expired", "renewed", []),
    ],
)
def test_R51_what_is_final_or_suspended_is_not_revised(
    state: str, outcome: str, rules: list[str]
) -> None:
    held = Held(state, 1, HELD.first_issued_on, HELD.issued_on, END)
    assert _rules(outcome, held, END - DAY) == rules


def test_R34_levels_go_no_higher_than_claimed_and_no_higher_than_granted() -> None:
    low, middle, high = SCHEME.levels[0].code, SCHEME.levels[1].code, SCHEME.levels[2].code
    claimed = [Capability("甲", "V", middle), Capability("乙", "V", high)]
    grades = {one.level: one.code for one in SCHEME.grades}

    def levels(reached: dict[int, str], granted: str) -> list[str]:
        found = certified_capabilities(claimed, reached, grades[granted], SCHEME)
        return [one.level for one in found]

    assert levels({0: high, 1: high}, middle) == [middle, high]
    assert levels({0: high, 1: high}, low) == [low, low]
    assert levels({0: middle, 1: low}, low) == [middle, low]


def test_R34_a_capability_below_the_lowest_level_is_not_certified() -> None:
    low = SCHEME.levels[0].code
    claimed = [Capability("甲", "V", low), Capability("乙", "V", low)]
    found = certified_capabilities(claimed, {0: low, 1: ""}, SCHEME.grades[0].code, SCHEME)
    assert [one.name for one in found] == ["甲"]


def test_R43_what_the_paper_needs_is_asked_for_by_name() -> None:
    some = [Capability("甲", "V", SCHEME.levels[0].code)]
    assert content_obstacles({"address": "济南"}, "范围", some, "017") == []
    assert len(content_obstacles({"address": ""}, " ", [], "")) == 4


def test_R43_a_character_that_cannot_be_printed_is_named_by_its_point() -> None:
    assert glyph_obstacles("") == []
    assert glyph_obstacles("\U00030edd")[0].params["point"] == "U+30EDD"


def test_R49_what_has_run_out_is_expired_from_the_next_day_on() -> None:
    assert present_state("valid", END, END) == "valid"
    assert present_state("valid", END, END + DAY) == "expired"
    assert present_state("suspended", END, END + DAY) == "expired"
    assert present_state("withdrawn", END, END + DAY) == "withdrawn"


def test_R53_the_public_sees_the_class_of_a_reason_of_the_right_list() -> None:
    for status, name in (("suspended", "suspend"), ("cancelled", "cancel")):
        for one in SCHEME.reasons[name]:
            assert public_reason(status, one.code, SCHEME) == one.public
    assert public_reason("expired", "", SCHEME).zh == ""
