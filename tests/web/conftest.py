"""A town with cases in every stage, built once per run; each test works on its own copy of it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from certplatform import clock
from certplatform.db import db, session
from certplatform.factory import create_app
from certplatform.settings import Settings
from tests.builders.certified import Snapshot, built, copied
from tests.builders.everywhere import Site, everywhere, town_again


@pytest.fixture(scope="session")
def town_kept(database: str, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The town as it was built."""
    return built(database, tmp_path_factory.mktemp("town"), everywhere)


@pytest.fixture
def site(settings: Settings, town_kept: Snapshot) -> Iterator[Site]:
    """The town on a site of its own; requests begin without a context, as on a server."""
    app = create_app(copied(settings, town_kept))
    with app.app_context():
        town = town_again(town_kept)
        latest = max(case.state_since_at for case in town.cases.values())
        session.remove()
    with clock.simulated(latest + timedelta(hours=1)):
        yield Site(app, town)
    with app.app_context():
        session.remove()
        db.engine.dispose()
