"""R27: what a device says of a file as it was captured, and how wrong its clock may be."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform.domain.capture import (
    Capture,
    captures_from,
    clock_doubtful,
    clock_off,
    must_agree,
)
from certplatform.domain.errors import Invalid
from tests.builders.rules import RULES

DIGEST = "ab" * 32
RECEIVED = datetime(2026, 3, 3, 2, tzinfo=UTC)


def one(**more: Any) -> str:
    return json.dumps([{"sha256": DIGEST, **more}])


def test_what_the_device_says_is_read_in_the_order_of_the_files() -> None:
    said = {
        "name": "C:\\相册/炉子.jpg",
        "taken_at": "2026-03-03T01:59:00.123Z",
        "latitude": 36.65,
        "longitude": 117.1200001,
        "accuracy": 11.2,
    }
    first, second = captures_from(json.dumps([{"sha256": DIGEST.upper(), **said}, None]), 2)
    assert second is None
    assert first == Capture(
        DIGEST,
        "炉子.jpg",
        datetime(2026, 3, 3, 1, 59, 0, 123000, tzinfo=UTC),
        None,
        Decimal("36.650000"),
        Decimal("117.120000"),
        12,
    )


@pytest.mark.parametrize(
    "text",
    [
        "{", "{}", "1", "null", '["x"]', "[" * 5000, "x" * 200_001, '[{"sha256": "abc"}]',
        "[{}]", '[{"sha256": null}]',
        one(taken_at="2026-03-03T10:00:00"), one(taken_at="yesterday"), one(taken_at=5),
        one(taken_at="0001-01-01T00:00:00+14:00"), one(taken_at="+275760-09-13T00:00:00Z"),
        one(latitude=91, longitude=0), one(latitude=0, longitude=-180.5), one(latitude=1),
        one(latitude="1", longitude=1), one(latitude=True, longitude=1), one(accuracy=3),
        one(latitude=1, longitude=1, accuracy=-1),
        f'[{{"sha256": "{DIGEST}", "latitude": NaN, "longitude": 1}}]',
        f'[{{"sha256": "{DIGEST}", "latitude": 1e999, "longitude": 1}}]',
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        captures_from(text, 1)
    assert "files" in refused.value.fields


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["sha256", "name", "taken_at", "latitude", "longitude", "accuracy"]
                ),
                inner | st.just(DIGEST),
            )
        ),
        max_leaves=8,
    )
)
def test_whatever_a_device_says_is_read_or_refused(said: Any) -> None:
    try:
        (found,) = captures_from(json.dumps([said]), 1)
    except Invalid:
        return
    assert found is None or len(found.sha256) == 64


@pytest.mark.parametrize("files", [0, 2])
def test_there_is_one_capture_for_each_file(files: int) -> None:
    with pytest.raises(Invalid) as refused:
        captures_from(one(), files)
    assert refused.value.params == {"said": 1, "sent": files}


def test_a_file_that_is_not_what_was_captured_is_refused_by_name() -> None:
    must_agree("a.jpg", DIGEST, Capture(DIGEST))
    with pytest.raises(Invalid) as refused:
        must_agree("dir/a.jpg", "cd" * 32, Capture(DIGEST))
    assert refused.value.params == {"name": "a.jpg"}


@pytest.mark.parametrize(
    ("seconds", "doubtful"), [(0, False), (600, False), (601, True), (-600, False), (-601, True)]
)
def test_R27_a_clock_off_by_more_than_ten_minutes_is_flagged(seconds: int, doubtful: bool) -> None:
    sent = Capture(DIGEST, sent_at=RECEIVED + timedelta(seconds=seconds))
    off = clock_off(sent, RECEIVED)
    assert off == timedelta(seconds=seconds)
    assert clock_doubtful(off, RULES) is doubtful


def test_R27_what_was_taken_days_before_it_came_says_nothing_about_the_clock() -> None:
    off = clock_off(Capture(DIGEST, taken_at=RECEIVED - timedelta(days=3)), RECEIVED)
    assert off is None
    assert not clock_doubtful(off, RULES)


def test_R27_what_was_taken_after_it_came_shows_a_clock_that_is_ahead() -> None:
    off = clock_off(Capture(DIGEST, taken_at=RECEIVED + timedelta(days=3)), RECEIVED)
    assert clock_doubtful(off, RULES)
