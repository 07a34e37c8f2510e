"""Radar charts: any number of axes from three, every point within the picture."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform.web.radar import RADIUS, radar_shape

pytestmark = pytest.mark.once

names = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=40)


def test_two_axes_make_no_radar() -> None:
    with pytest.raises(ValueError, match="3 axes"):
        radar_shape(["一", "二"], [("", [1, 2])], 5)


def test_the_first_axis_points_up_and_the_others_follow_clockwise() -> None:
    shape = radar_shape(["上", "右", "下", "左"], [("", [5, 5, 5, 5])], 5)
    assert shape.tips == [(0, -RADIUS), (RADIUS, 0), (0, RADIUS), (-RADIUS, 0)]
    assert [one.anchor for one in shape.labels] == ["middle", "start", "middle", "end"]


def test_a_value_of_none_lies_in_the_middle() -> None:
    shape = radar_shape(["一", "二", "三"], [("", [None, 0, 5])], 5)
    assert shape.areas[0].points[:2] == [(0, 0), (0, 0)]


def test_the_picture_is_as_wide_as_its_labels_need() -> None:
    short = radar_shape(["一", "二", "三"], [], 5)
    long = radar_shape(["一", "Collaboration and innovation", "三"], [], 5)
    assert short.box[2] < long.box[2]
    assert all(-shape.box[0] * 2 == shape.box[2] >= 2 * RADIUS for shape in (short, long))


def test_a_long_name_is_broken_into_lines() -> None:
    shape = radar_shape(["Collaboration and innovation", "经济和社会效益的增长", "三"], [], 5)
    assert [line for _, line in shape.labels[0].lines] == ["Collaboration", "and innovation"]
    assert [line for _, line in shape.labels[1].lines] == ["经济和社会效益的", "增长"]


@given(st.lists(st.tuples(names, st.floats(-10, 200) | st.none()), min_size=3, max_size=24))
def test_whatever_is_drawn_lies_within_the_circle(axes: list[tuple[str, float | None]]) -> None:
    shape = radar_shape([name for name, _ in axes], [("", [value for _, value in axes])], 100)
    for x, y in [*shape.tips, *shape.areas[0].points]:
        assert math.hypot(x, y) <= RADIUS + 0.1
    assert len(shape.labels) == len(shape.tips) == len(axes)
    assert all(len(label.lines) <= 2 for label in shape.labels)
