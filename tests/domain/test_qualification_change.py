"""R12: what a change of a qualification lets somebody do that they could not do before."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform.domain.actors import Role
from certplatform.domain.employment import Employment, overlapping
from certplatform.domain.qualification_change import Scope, widens

OLD = Scope(
    Role.LEAD, 3, ("V1", "V2"), ("C34", "C35"), ("en",), date(2026, 1, 1), date(2026, 12, 31)
)


@pytest.mark.parametrize(
    "change",
    [
        {"rank": 4},
        {"role": Role.TECHNICAL_EXPERT},
        {"viewpoints": ()},
        {"viewpoints": ("V1", "V3")},
        {"industries": ()},
        {"industries": ("C3",)},
        {"industries": ("C34", "C36")},
        {"languages": ("en", "de")},
        {"valid_from": date(2025, 12, 31)},
        {"valid_until": date(2027, 1, 1)},
        {"rank": 1, "viewpoints": ("V3",)},
    ],
)
def test_R12_more_of_anything_widens(change: dict[str, object]) -> None:
    assert widens(replace(OLD, **change), OLD)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"rank": 2},
        {"role": Role.ASSESSOR},
        {"viewpoints": ("V2",)},
        {"industries": ("C341",)},
        {"languages": ()},
        {"valid_from": date(2026, 2, 1), "valid_until": date(2026, 6, 30)},
    ],
)
def test_R12_less_of_everything_does_not(change: dict[str, object]) -> None:
    assert not widens(replace(OLD, **change), OLD)  # type: ignore[arg-type]


def test_R12_who_may_assess_may_not_therefore_lead() -> None:
    assert widens(OLD, replace(OLD, role=Role.ASSESSOR))


def _some(codes: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(codes), max_size=3, unique=True).map(tuple)


DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 20))
SCOPES = st.builds(
    Scope,
    st.sampled_from([Role.LEAD, Role.ASSESSOR, Role.TECHNICAL_EXPERT]),
    st.integers(1, 3),
    _some(["V1", "V2"]),
    _some(["C", "C3", "C34", "D44"]),
    _some(["en", "de"]),
    DAYS,
    DAYS,
)


def _allows(one: Scope, deed: tuple[Role, int, str, str, str, date]) -> bool:
    """Written a second time, deed by deed."""
    role, rank, viewpoint, industry, language, day = deed
    return (
        (one.role == role or (one.role == Role.LEAD and role == Role.ASSESSOR))
        and rank <= one.rank
        and (not one.viewpoints or viewpoint in one.viewpoints)
        and (not one.industries or any(industry.startswith(code) for code in one.industries))
        and (language == "zh" or language in one.languages)
        and one.valid_from <= day <= one.valid_until
    )


@given(
    SCOPES,
    SCOPES,
    st.tuples(
        st.sampled_from([Role.LEAD, Role.ASSESSOR, Role.TECHNICAL_EXPERT]),
        st.integers(1, 3),
        st.sampled_from(["V1", "V2", "V3"]),
        st.sampled_from(["C3412", "C3512", "D4411", "E4710"]),
        st.sampled_from(["zh", "en", "de"]),
        DAYS,
    ),
)
def test_R12_what_does_not_widen_allows_no_deed_more(
    new: Scope, old: Scope, deed: tuple[Role, int, str, str, str, date]
) -> None:
    if not widens(new, old):
        assert not _allows(new, deed) or _allows(old, deed)


def _work(key: int, first: date, last: date | None, *, full: bool = True) -> Employment:
    return Employment(key, f"厂{key}", first, last, full)


SECOND = _work(2, date(2025, 6, 30), None)


@pytest.mark.parametrize(
    ("last", "meets"), [(date(2025, 6, 29), False), (date(2025, 6, 30), True), (None, True)]
)
def test_two_full_time_employments_meet_from_the_first_shared_day(
    last: date | None, meets: bool
) -> None:
    first = _work(1, date(2024, 1, 1), last)
    assert bool(overlapping(first, [SECOND])) == meets
    assert bool(overlapping(SECOND, [first])) == meets


def test_part_time_work_asks_nothing() -> None:
    part = _work(1, date(2024, 1, 1), None, full=False)
    assert not overlapping(part, [SECOND])
    assert not overlapping(SECOND, [part])
    assert not overlapping(SECOND, [SECOND])
