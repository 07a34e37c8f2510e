"""Where stories begin: everybody in place; a case before the committee; a certificate.

The first part of the road is walked once, through the pages, and copied by each story that goes on
from there.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask, current_app

from certplatform import schemes
from certplatform.settings import Settings
from tests.builders.certified import Snapshot, built, copied, found_again
from tests.builders.people import World, a_world
from tests.builders.rules import TINY_FOLDER
from tests.stories.walk import Walk


@contextmanager
def tiny_offered() -> Iterator[str]:
    """The code of the tiny scheme, offered for a while."""
    before = dict(schemes._extra)
    try:
        yield schemes.register_folder(TINY_FOLDER).code
    finally:
        schemes._extra.clear()
        schemes._extra.update(before)
        schemes._forget()


@dataclass(frozen=True)
class Milestone:
    """A place on the road that many stories come by, and when that was."""

    snapshot: Snapshot
    address: str
    now: datetime

    def again(self, app: Flask) -> Walk:
        """A story that goes on from here, in an instance that was copied."""
        walk = Walk(app, found_again(self.snapshot), "TINY")
        walk.address, walk.now = self.address, self.now
        return walk


def reached(
    database: str, folder: Path, road: Callable[[], Walk], start: Milestone | None = None
) -> Milestone:
    """Walk a road by the tiny scheme and keep where it led."""
    walks: list[Walk] = []

    def build() -> World:
        walks.append(road())
        return walks[0].world

    with tiny_offered():
        snapshot = built(database, folder, build, start.snapshot if start else None)
    return Milestone(snapshot, walks[0].address, walks[0].now)


@pytest.fixture(scope="session")
def committee_door(database: str, tmp_path_factory: pytest.TempPathFactory) -> Milestone:
    """Applied, accepted, audited and concluded; the committee has the case."""

    def road() -> Walk:
        walk = Walk(current_app, a_world("TINY"), "TINY")
        walk.hands_in_an_application()
        walk.is_audited()
        return walk

    return reached(database, tmp_path_factory.mktemp("committee_door"), road)


@pytest.fixture(scope="session")
def registry_door(
    database: str, committee_door: Milestone, tmp_path_factory: pytest.TempPathFactory
) -> Milestone:
    """Granted and issued; the certificate stands in the registry."""

    def road() -> Walk:
        walk = committee_door.again(current_app)
        walk.is_certified()
        return walk

    return reached(database, tmp_path_factory.mktemp("registry_door"), road, committee_door)


@pytest.fixture
def tiny() -> Iterator[str]:
    """The code of the tiny scheme, offered for as long as the test runs."""
    with tiny_offered() as code:
        yield code


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """The instance, with what a milestone left in it where the story begins at one."""
    for name in ("registry_door", "committee_door"):
        if name in request.fixturenames:
            return copied(settings, request.getfixturevalue(name).snapshot)
    return settings


@pytest.fixture
def walk(app: Flask, tiny: str) -> Walk:
    """A story by the tiny scheme, from its first line on."""
    return Walk(app, a_world(tiny), tiny)


@pytest.fixture
def audited(app: Flask, tiny: str, committee_door: Milestone) -> Walk:
    """A story that goes on from the committee's door."""
    del tiny
    return committee_door.again(app)


@pytest.fixture
def certified_walk(app: Flask, tiny: str, registry_door: Milestone) -> Walk:
    """A story that goes on from a valid certificate."""
    del tiny
    return registry_door.again(app)


@pytest.fixture
def large_walk(app: Flask) -> Walk:
    """A story by the scheme that is shipped."""
    return Walk(app, a_world(), "IIIMS")
