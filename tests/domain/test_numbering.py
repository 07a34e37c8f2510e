from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform.domain.numbering import (
    BadPattern,
    certificate_number,
    check_pattern,
    is_well_formed,
    mended_number,
    number_obstacles,
    serial_scope,
)
from certplatform.domain.scheme import Scheme
from tests.builders.rules import IIIMS, TINY

ISSUED = date(2026, 11, 28)
PATTERN = IIIMS.number_pattern


@pytest.mark.parametrize("scheme", [IIIMS, TINY], ids=["iiims", "tiny"])
def test_R42_a_number_has_body_year_and_serial(scheme: Scheme) -> None:
    number = certificate_number(scheme.number_pattern, scheme.issuer_code, "b 01", ISSUED, 7)
    assert number == number.upper()
    assert " " not in number
    assert "B01" in number
    assert "26" in number
    assert "007" in number
    assert is_well_formed(scheme.number_pattern, number)


def test_R42_the_shipped_pattern() -> None:
    assert certificate_number(PATTERN, "IIIAC", "B01", ISSUED, 42) == "IIIAC-B0126IIIMS00042"


def test_R42_a_serial_longer_than_its_places_is_written_in_full() -> None:
    number = certificate_number(PATTERN, "IIIAC", "B01", ISSUED, 123456)
    assert number.endswith("123456")
    assert is_well_formed(PATTERN, number)


def test_R42_serials_count_from_one() -> None:
    with pytest.raises(ValueError, match="from one"):
        certificate_number(PATTERN, "IIIAC", "B01", ISSUED, 0)


@pytest.mark.parametrize(
    "text", ["", "IIIAC-B0126IIIMS0042", "iiiac-B0126IIIMS00042", "IIIAC-B0126IIIMS00042 ", "X"]
)
def test_R42_other_shapes_are_no_number(text: str) -> None:
    assert not is_well_formed(PATTERN, text)
    assert number_obstacles(PATTERN, text, used=False)


def test_R42_a_typed_number_is_mended() -> None:
    assert mended_number(" iiiac-b0126 iiims00042\n") == "IIIAC-B0126IIIMS00042"


def test_R42_a_number_is_used_once_for_ever() -> None:
    assert number_obstacles(PATTERN, "IIIAC-B0126IIIMS00042", used=False) == []
    assert number_obstacles(PATTERN, "IIIAC-B0126IIIMS00042", used=True)


@pytest.mark.parametrize(
    "pattern", ["", "{body}{year}", "{year}{serial}", "{body}{year}{serial}{x}", "{body"]
)
def test_R42_a_pattern_without_its_parts_is_refused(pattern: str) -> None:
    with pytest.raises(BadPattern):
        check_pattern(pattern)


def test_R42_serials_are_counted_per_body_and_year() -> None:
    scope = serial_scope(PATTERN, "IIIAC", "B01", ISSUED)
    assert scope == "IIIAC-B0126IIIMS"
    assert scope != serial_scope(PATTERN, "IIIAC", "B02", ISSUED)
    assert scope != serial_scope(PATTERN, "IIIAC", "B01", date(2027, 1, 1))


@given(
    st.tuples(
        st.sampled_from(["B01", "B02", "C11"]), st.integers(2020, 2060), st.integers(1, 99999)
    ),
    st.tuples(
        st.sampled_from(["B01", "B02", "C11"]), st.integers(2020, 2060), st.integers(1, 99999)
    ),
)
def test_R42_different_parts_give_different_numbers(
    one: tuple[str, int, int], other: tuple[str, int, int]
) -> None:
    numbers = {
        certificate_number(PATTERN, "IIIAC", body, date(year, 1, 1), serial)
        for body, year, serial in (one, other)
    }
    assert (len(numbers) == 1) == (one == other)
    assert all(is_well_formed(PATTERN, number) for number in numbers)
