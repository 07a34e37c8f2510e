"""Non-interference: who has a conflict gets the same answers as if the case did not exist.

Everybody of the offices is tied to the enterprises of some cases. In a second site these cases are
taken out of the database altogether; whatever is not public has to answer alike in both.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from certplatform import clock
from certplatform.db import begin_write, db, session
from certplatform.domain.actors import SYSTEM
from certplatform.factory import create_app
from certplatform.models.person import Tie
from certplatform.process.person_record import record_tie
from certplatform.settings import Settings
from certplatform.web.guards import EVERYBODY, audience_of
from tests.builders.certified import Snapshot, copied
from tests.builders.everywhere import FIRMS, Site, town_again
from tests.builders.removal import without_cases
from tests.prove.sizes import FULL, sizes
from tests.web.addresses import Address, addresses

pytestmark = pytest.mark.prove

HIDDEN = ("submitted", "planning", "voting", "publicity", "certified", "filed")
OFFICES = (
    "case_officer",
    "scheduler",
    "manager",
    "secretary",
    "supervisor",
    "regulator",
    "assessor_1",
    "expert_1",
)
ABSENT = 404
NAMES = re.compile(r"(?<=/)[A-Za-z0-9_-]{16}(?=/|$)")
CHANGING = re.compile(
    rb'(name="csrf_token"[^>]*value|nonce|name="csrf-token" content)="[^"]*"'
    rb'|"csrf":"[^"]*"'
)


@dataclass(frozen=True)
class Pair:
    """The town with the hidden cases, and the same town without them."""

    among: Site
    without: Site


def tied(site: Site, kind: str) -> None:
    """Everybody of the offices gets a tie to each hidden enterprise."""
    with site.app.app_context():
        for part in OFFICES:
            for stage in HIDDEN:
                record_tie(
                    site.town.world[part].id,
                    by=SYSTEM,
                    kind=kind,
                    organisation_id=site.town.cases[stage].enterprise_id,
                    from_on=date(2025, 1, 1),
                )
        begin_write()
        for tie in session.scalars(select(Tie)):
            tie.public_id = f"{tie.id:016d}"  # the same address on both sites
        session.commit()
        session.remove()


@pytest.fixture
def pair(
    settings: Settings, town_kept: Snapshot, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pair]:
    sites = []
    for name in ("among", "without"):
        folder = tmp_path_factory.mktemp(name)
        address = f"sqlite:///{folder / 'certplatform.db'}"
        own = settings.model_copy(update={"instance": folder, "database_url": address})
        app = create_app(copied(own, town_kept))
        with app.app_context():
            town = town_again(town_kept)
            latest = max(case.state_since_at for case in town.cases.values())
            session.remove()
        sites.append(Site(app, town))
    with clock.simulated(latest + timedelta(hours=1)):
        for one in sites:
            tied(one, "employment")
        with sites[1].app.app_context():
            without_cases({sites[1].town.cases[stage].id for stage in HIDDEN})
            session.remove()
        yield Pair(*sites)
    for one in sites:
        with one.app.app_context():
            session.remove()
            db.engine.dispose()


def is_public(site: Site, address: Address) -> bool:
    return EVERYBODY in (audience_of(site.app, address.endpoint) or frozenset())


def answer(client: FlaskClient, path: str, method: str = "GET") -> tuple[int, bytes, str]:
    found = client.open(path, method=method)
    page = CHANGING.sub(b"", found.get_data()).replace(path.encode(), b"")
    return found.status_code, page, found.headers.get("Location", "")


def never_was(path: str) -> str:
    """The same address with names that nothing ever had."""
    return NAMES.sub(lambda found: "A" * len(found[0]), path)


def searches(site: Site) -> list[str]:
    """Lists asked for what is hidden: by name, by part of the name, by code and by number."""
    lists = ["/cases", "/supervisor/cases", "/archive", "/committee/certificates", "/work"]
    found = []
    for stage in HIDDEN:
        case = site.town.cases[stage]
        for wanted in (FIRMS[stage], FIRMS[stage][:2], case.number):
            found += [f"{one}?q={quote(wanted)}" for one in lists]
    return found


PROVED = OFFICES if sizes() is FULL else ("scheduler", "secretary", "supervisor", "assessor_1")


@pytest.mark.parametrize("part", PROVED)
def test_R15_whoever_has_a_conflict_gets_the_same_answers_as_without_the_case(
    pair: Pair, part: str
) -> None:
    among, without = pair.among.visitor(part), pair.without.visitor(part)
    asked_for = [
        one
        for one in addresses(pair.among)
        if one.method == "GET" and not is_public(pair.among, one)
    ]
    elsewhere = [one.path for one in asked_for if one.stage not in HIDDEN]
    assert len(elsewhere) > 100
    different = [
        path
        for path in [*elsewhere, *searches(pair.among)]
        if answer(among, path) != answer(without, path)
    ]
    assert different == []
    own = "/assignments/"  # what one was asked to declare on
    withheld = [
        one.path
        for one in asked_for
        if one.stage in HIDDEN and not one.mixed and not one.path.startswith(own)
    ]
    assert len(withheld) > 100
    shown = [path for path in withheld if answer(among, path) != answer(among, never_was(path))]
    assert shown == []
    assert answer(among, withheld[0])[0] == ABSENT
