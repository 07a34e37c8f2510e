"""The findings page: the same statements for 2 and for 200, page by page."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certplatform import clock
from certplatform.db import session
from certplatform.models.case import Case
from certplatform.models.finding import Finding, FindingComment, FindingSite
from certplatform.models.person import Person
from certplatform.queries.audits import checklist_keys
from certplatform.queries.findings import findings_of
from certplatform.queries.plans import sites_of
from tests.builders.audit import stage2_case
from tests.builders.people import World, a_world, sign_in_as
from tests.builders.planning import LEAD
from tests.builders.statements import cost

LIMIT = 40


@pytest.fixture
def world(app: Flask) -> World:
    del app
    return a_world()


def more_drafts(case: Case, first: int, last: int, by: Person) -> None:
    """Drafts on different rows, each disputed, with a site checked."""
    keys, sites = checklist_keys(case), sites_of(case)
    for number in range(first, last + 1):
        made = Finding(
            case_id=case.id,
            number=number,
            stage=2,
            key=keys[number % len(keys)],
            more_keys=[keys[(number + 1) % len(keys)]],
            site_id=sites[number % len(sites)].id,
            grade="minor",
            fact=f"缺少记录 {number}",
            evidence_text="台账",
            evidence=[],
            answer_evidence=[],
            raised_by=by.id,
            raised_at=clock.now(),
            state="drafted",
            state_since_at=clock.now(),
        )
        session.add(made)
        session.flush()
        said = {"kind": "dispute", "text": "有异议", "evidence": [], "made_at": clock.now()}
        session.add(FindingComment(finding_id=made.id, made_by=by.id, **said))
        session.add(FindingSite(finding_id=made.id, site_id=sites[0].id, checked=True))
    session.commit()


@pytest.mark.parametrize("whose", ["assessor", "enterprise"])
def test_200_findings_cost_what_2_cost(client: FlaskClient, world: World, whose: str) -> None:
    case = stage2_case(world)
    more_drafts(case, 1, 2, world[LEAD])
    address = f"/cases/{case.public_id}/findings"
    url = address if whose == "assessor" else f"/enterprise{address}"
    sign_in_as(client, world[LEAD] if whose == "assessor" else world.applicant)
    few = cost(client, url)
    more_drafts(session.get_one(Case, case.id), 3, 200, session.get_one(Person, world[LEAD].id))
    assert cost(client, url) == few <= LIMIT


def test_more_than_50_findings_are_paged_and_sorted_out_by_state(
    client: FlaskClient, world: World
) -> None:
    case = stage2_case(world)
    more_drafts(case, 1, 120, world[LEAD])
    sign_in_as(client, world[LEAD])
    url, seen = f"/cases/{case.public_id}/findings", []
    for after in (0, 50, 100):
        text = client.get(f"{url}?after={after}").text
        seen += [
            one.number for one in findings_of(case) if f'id="finding-F{one.number:02d}"' in text
        ]
        assert (f"after={after + 50}" in text) == (after < 100)
    assert seen == list(range(1, 121))
    assert 'id="finding-F01"' not in client.get(f"{url}?state=issued").text
    assert client.get(f"{url}?after=nonsense&state=nonsense").status_code == 200
