"""What a page reads once, a deed reads anew."""

import pytest
from flask import Flask

from certplatform.db import begin_write, session
from certplatform.models.organisation import Organisation
from certplatform.queries.once import forget, once, once_each, reading
from tests.builders.people import World, a_world


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


@pytest.fixture
def asked() -> list[object]:
    """What was read, in order."""
    return []


def test_a_reading_request_reads_each_answer_once_and_hands_out_copies(
    world: World, asked: list[object]
) -> None:
    @once
    def names_of(body: Organisation) -> list[str]:
        asked.append(body.name)
        return [body.name]

    reading()
    names_of(world.body).append("not for others")
    assert names_of(world.body) == [world.body.name]
    assert names_of(world.other_body) == [world.other_body.name]
    assert asked == [world.body.name, world.other_body.name]


def test_of_several_only_those_not_known_are_read(world: World, asked: list[object]) -> None:
    assert world.people

    @once_each
    def squares(numbers: object) -> dict[int, int]:
        asked.append(list(numbers))  # type: ignore[call-overload]
        return {one: one * one for one in numbers}  # type: ignore[attr-defined]

    reading()
    assert squares([1, 2]) == {1: 1, 2: 4}
    assert squares([2, 3]) == {2: 4, 3: 9}
    assert asked == [[1, 2], [3]]


@pytest.mark.parametrize("end", ["flush", "rollback", "deed", "forget"])
def test_nothing_is_remembered_beyond_a_change_or_into_a_deed(
    world: World, asked: list[object], end: str
) -> None:
    @once
    def name_of(body: Organisation) -> str:
        asked.append(body.id)
        return body.name

    reading()
    name_of(world.body)
    if end == "flush":
        world.body.name = "新名"
        session.flush()
    else:
        {"rollback": session.rollback, "deed": begin_write, "forget": forget}[end]()
    asked.clear()
    now = [name_of(world.body), name_of(world.body)]
    assert now == [world.body.name] * 2
    assert len(asked) == 2
    session.rollback()
