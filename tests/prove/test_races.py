"""A hundred simultaneous clicks have one effect, on both databases, through the real server."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from certplatform import clock
from certplatform.db import db, session
from certplatform.domain.actors import Role
from certplatform.jobs.worker import drain
from certplatform.models.case import Case
from certplatform.models.person import Person
from certplatform.process.certificate import issue
from certplatform.process.compliance_review import appoint
from certplatform.queries.people import actor_of
from tests.builders.application import drafted_case, submitted_case
from tests.builders.conclusion import review_case
from tests.builders.decision import voting_case
from tests.builders.people import World
from tests.builders.publicity import issuing_case
from tests.builders.review import PANEL
from tests.conftest import TUESDAY
from tests.prove.instances import KINDS, Instances, opened
from tests.prove.law import broken
from tests.prove.prepared import QUIET, hurry, issuing_instance
from tests.prove.racing import CLICKS, Browser, a_server, click_at_once
from tests.prove.sizes import sizes
from tests.prove.town import a_town, tiny

pytestmark = [pytest.mark.prove, pytest.mark.timeout(3600)]


@dataclass(frozen=True)
class Race:
    """Who clicks what, when, and what counts its effects."""

    deed: str
    people: tuple[int, ...]
    url: str
    ends: str
    typed: dict[str, str | list[str]]
    effects: str
    at: datetime


def _entries(case: Case, action: str, subject: str = "case") -> str:
    return (
        "SELECT count(*) FROM journal_entry "
        f"WHERE chain = 'case:{case.id}' AND subject = '{subject}' AND action = '{action}'"
    )


def _draft(world: World, firm, part: str) -> Race:  # noqa: ANN001
    case = drafted_case(world, scheme_code=tiny(), enterprise=firm, applicant=part)
    url = f"/enterprise/cases/{case.public_id}/application"
    people = (world[part].id,)
    return Race("submit", people, url, "/application", {}, _entries(case, "submit"), clock.now())


def _submitted(world: World, firm, part: str) -> Race:  # noqa: ANN001
    case = submitted_case(world, scheme_code=tiny(), enterprise=firm, applicant=part)
    typed = {
        "accept-competence": "可以承担",
        "accept-body_conflict": "无利益关系",
        "accept-day_rate": "4,000",
        "accept-visited": ["1", "2"],
    }
    url = f"/body/cases/{case.public_id}/acceptance"
    people = (world["case_officer"].id, world["officer_assessor"].id)
    return Race("accept", people, url, "/accept", typed, _entries(case, "accept"), clock.now())


def _elsewhere(world: World, firm, part: str) -> Race:  # noqa: ANN001
    """Every window gives the same application to the other body."""
    case = submitted_case(world, scheme_code=tiny(), enterprise=firm, applicant=part)
    url = f"/enterprise/cases/{case.public_id}/body"
    typed: dict[str, str | list[str]] = {"body": world.other_body.public_id}
    effects = _entries(case, "change_body")
    return Race("change_body", (world[part].id,), url, "/body", typed, effects, clock.now())


def _reviewed(world: World, firm, part: str) -> Case:  # noqa: ANN001
    return review_case(world, applicant=part, enterprise=firm, scheme_code=tiny())


def _appointed(world: World, firm, part: str) -> Race:  # noqa: ANN001
    case, expert = _reviewed(world, firm, part), world["expert_1"]
    at = case.state_since_at + timedelta(hours=1)
    with clock.simulated(at):
        place = appoint(
            case.id,
            person_id=expert.id,
            role=Role.COMPLIANCE_REVIEWER,
            by=world.actor(world.secretary),
        )
    url = f"/assignments/{place.public_id}"
    effects = _entries(case, "declare", "assignment") + f" AND subject_id = {place.id}"
    return Race("declare", (expert.id,), url, "/sign", {}, effects, at)


def _voting(world: World, firm, part: str) -> Race:  # noqa: ANN001
    case = voting_case(world, _reviewed(world, firm, part))
    url = f"/committee/cases/{case.public_id}/ballot"
    typed = {"choice": "grant", "reason": "同意"}
    at = case.state_since_at + timedelta(hours=5)
    people = (world[PANEL[0]].id,)
    return Race("vote", people, url, "/vote", typed, _entries(case, "vote"), at)


def _issuing(world: World, firm, part: str) -> Race:  # noqa: ANN001
    case = issuing_case(world, case=_reviewed(world, firm, part))
    url = f"/committee/cases/{case.public_id}/certificate"
    people = (world["secretary"].id, world["second_secretary"].id)
    at = case.state_since_at + timedelta(hours=1)
    return Race("issue", people, url, "/certificate", {}, _entries(case, "issue"), at)


STAGES: tuple[Callable[..., Race], ...] = (
    _issuing,
    _voting,
    _appointed,
    _submitted,
    _elsewhere,
    _draft,
)


@dataclass
class Track:
    """A running server over an instance with all its races prepared."""

    app: Flask
    port: int
    races: list[Race]


@pytest.fixture(scope="module", params=KINDS)
def track(
    request: pytest.FixtureRequest, instances: Instances, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Track]:
    settings, _ = instances.fresh(request.param)
    rounds = sizes().race_rounds
    with opened(settings) as app:
        event.listen(db.engine, "connect", hurry)
        with clock.simulated(TUESDAY):
            world, firms = a_town(len(STAGES) * rounds + 1)
            races = [
                stage(world, *firms[1 + place * rounds + at])
                for place, stage in enumerate(STAGES)
                for at in range(rounds)
            ]
            drain(QUIET)
        session.remove()
        db.engine.dispose()
        log = tmp_path_factory.mktemp("server") / "log"
        with a_server(settings, log) as port:
            yield Track(app, port, races)


@pytest.mark.parametrize("deed", ["issue", "vote", "declare", "accept", "change_body", "submit"])
def test_a_hundred_clicks_have_one_effect(track: Track, deed: str) -> None:
    answers: Counter[int] = Counter()
    for race in (one for one in track.races if one.deed == deed):
        with clock.simulated(race.at):
            browsers = [Browser(track.app, track.port, one, race.at) for one in race.people]
        session.remove()
        answers += click_at_once(browsers, race.url, race.ends, race.typed)
        effects = session.execute(text(race.effects)).scalar()
        session.remove()
        assert effects == 1, f"{deed}: {effects} effects, {dict(answers)}"
    print(f"{deed}: {dict(answers)}")
    assert not [status for status in answers if status >= 500], dict(answers)
    assert sum(answers.values()) == CLICKS * sizes().race_rounds
    assert not broken()


def test_the_checker_sees_two_certificates_where_nothing_prevents_them(
    instances: Instances, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without lock and unique key the same race makes more than one."""
    del tmp_path
    prepared = issuing_instance(instances, "sqlite", 3)
    settings, _ = instances.copy(prepared.settings)
    with opened(settings, prepared.at) as app:
        with db.engine.begin() as connection:
            _without_key(connection)
        monkeypatch.setattr("certplatform.process.certificate.revision_of_case", lambda _: None)
        case_id, by = prepared.cases[0], prepared.secretary
        threads = [
            threading.Thread(target=_issue, args=(app, case_id, by, prepared.at)) for _ in range(4)
        ]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        found = broken()
    assert any("certificates (R44)" in one for one in found), found


def _without_key(connection) -> None:  # noqa: ANN001
    """Lay the table anew without the key that keeps a case to one revision."""
    told = connection.execute(
        text("SELECT sql FROM sqlite_master WHERE name = 'certificate_revision'")
    ).scalar_one()
    key = "CONSTRAINT uq_certificate_revision_case_id UNIQUE (case_id)"
    assert key in told
    connection.execute(text("PRAGMA foreign_keys=OFF"))
    connection.execute(text("PRAGMA legacy_alter_table=ON"))
    connection.execute(text("DROP TABLE certificate_revision"))
    connection.execute(text(told.replace(f"{key}, ", "").replace(f", \n\t{key}", "")))


def _issue(app: Flask, case_id: int, person: int, at: datetime) -> None:

    with app.app_context(), clock.simulated(at):
        try:
            issue(case_id, by=actor_of(session.get_one(Person, person), fresh=True))
        except IntegrityError:
            session.rollback()
        finally:
            session.remove()
