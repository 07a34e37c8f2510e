import pytest
from flask import Flask

from certplatform.models.certificate import Certificate
from certplatform.settings import Settings
from tests.builders.certified import Snapshot, copied, found_again, the_certificate
from tests.builders.people import World


@pytest.fixture
def settings(settings: Settings, certified: Snapshot) -> Settings:
    return copied(settings, certified)


@pytest.fixture
def world(app: Flask, certified: Snapshot) -> World:
    assert app.testing
    return found_again(certified)


@pytest.fixture
def certificate(world: World) -> Certificate:
    assert world.people
    return the_certificate()
