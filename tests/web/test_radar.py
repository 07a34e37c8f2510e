"""Radar charts: any number of axes from three, every point within the picture."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certplatform.web.radar import HEIGHT, RADIUS, WIDTH, radar_shape

names = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=40)


def test_two_axes_make_no_radar() -> None:
    with pytest.raises(ValueError, match="3 axes"):
        radar_shape(["一", "二"], [("", [1, 2])], 5)


def test_the_first_axis_points_up_and_the_others_follow_clockwise() -> None:
    shape = radar_shape(["上", "右", "下", "左"], [("", [5, 5, 5, 5])], 5)
    middle_x, middle_y = shape.centre
    assert shape.tips == [
        (middle_x, middle_y - RADIUS),
        (middle_x + RADIUS, middle_y),
        (middle_x, middle_y + RADIUS),
        (middle_x - RADIUS, middle_y),
    ]
    assert [one.anchor for one in shape.labels] == ["middle", "start", "middle", "end"]


def test_a_value_of_none_lies_in_the_middle() -> None:
    shape = radar_shape(["一", "二", "三"], [("", [None, 0, 5])], 5)
    assert shape.areas[0].points[:2] == [shape.centre, shape.centre]


def test_a_long_name_is_broken_into_lines() -> None:
    shape = radar_shape(["Collaboration and innovation", "经济和社会效益的增长", "三"], [], 5)
    assert [line for _, line in shape.labels[0].lines] == ["Collaboration", "and innovation"]
    assert [line for _, line in shape.labels[1].lines] == ["经济和社会效益的", "增长"]


@given(st.lists(st.tuples(names, st.floats(-10, 200) | st.none()), min_size=3, max_size=24))
def test_whatever_is_drawn_lies_within_the_circle(axes: list[tuple[str, float | None]]) -> None:
    shape = radar_shape([name for name, _ in axes], [("", [value for _, value in axes])], 100)
    for x, y in [*shape.tips, *shape.areas[0].points]:
        assert math.hypot(x - WIDTH / 2, y - HEIGHT / 2) <= RADIUS + 0.1
    assert len(shape.labels) == len(shape.tips) == len(axes)
    assert all(len(label.lines) <= 2 for label in shape.labels)
