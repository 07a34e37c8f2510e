"""Every address as everybody: what is not yours is not there, and looking on changes nothing.

Who sees which case is written down here a second time, by hand; the site must agree.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, true

from certplatform.db import session
from certplatform.models.tables import METADATA
from certplatform.queries import cases
from certplatform.web.guards import EVERYBODY, SIGNED_IN, audience_of
from tests.builders.everywhere import FIRMS, PROPOSED_ONLY, PUBLIC, Site
from tests.web.addresses import Address, addresses

pytestmark = pytest.mark.prove

ALL = frozenset(FIRMS)
OURS = ALL - {"elsewhere"}
AT_BODY = OURS - {"draft", "filed"}
IN_COMMITTEE = frozenset({"voting", "publicity", "certified"})
AUDITED = IN_COMMITTEE | {"stage2", "correction", "concluded", "review"}
NOTHING: frozenset[str] = frozenset()
SIGHT: dict[str, frozenset[str]] = {
    PUBLIC: NOTHING,
    "applicant": OURS,
    "other_applicant": frozenset({"elsewhere"}),
    "case_officer": AT_BODY,
    "scheduler": AT_BODY,
    "manager": AT_BODY,
    "other_officer": frozenset({"elsewhere"}),
    "other_scheduler": frozenset({"elsewhere"}),
    "other_manager": frozenset({"elsewhere"}),
    "assessor_1": AUDITED,
    "assessor_3": IN_COMMITTEE | {"review"},
    PROPOSED_ONLY: NOTHING,
    "assessor_5": NOTHING,
    "other_assessor": NOTHING,
    "expert_1": IN_COMMITTEE,
    "expert_4": IN_COMMITTEE,
    "expert_8": NOTHING,
    "expert_9": NOTHING,
    "secretary": ALL - {"draft"},
    "supervisor": ALL,
    "regulator": NOTHING,
    "administrator": NOTHING,
}
# Own work beside the cases: the firms that a page may name although their case is out of sight.
NAMED_ELSEWHERE = {
    "regulator": {"filed"},  # the archive of the regulator's region
    PROPOSED_ONLY: {"planning"},  # the declaration asks for ties with the enterprise (R15)
}
ALWAYS_NAMED = {"administrator": ALL}  # the list of organisations
NOT_THERE = 404
TO_SIGN_IN = 302
CHANGES_BY_ITSELF = {"sign_in_session", "sign_in_attempt"}


@dataclass
class Report:
    """What went wrong and how many cells were tried."""

    cells: int = 0
    faults: list[str] = field(default_factory=list)


def digest(site: Site) -> str:
    """All rows of all tables, as one number."""
    seal = hashlib.sha256()
    with site.app.app_context():
        for table in METADATA.sorted_tables:
            if table.name not in CHANGES_BY_ITSELF:
                rows = session.execute(select(table).order_by(*table.primary_key)).all()
                seal.update(f"{table.name}{len(rows)}{rows}".encode())
        session.remove()
    return seal.hexdigest()


class Sweep:
    """One identity goes everywhere."""

    def __init__(self, site: Site, part: str) -> None:
        self.site, self.part, self.report = site, part, Report()
        self.client = site.visitor(part)
        with site.app.app_context():
            roles = (
                set()
                if part == PUBLIC
                else {one.role for one in site.town.world.actor(site.town.world[part]).holdings}
            )
        self.roles = {str(one) for one in roles}
        self.token = csrf_token(self.client)

    def invited(self, address: Address) -> bool:
        """Whether the declared audience holds this identity."""
        declared = audience_of(self.site.app, address.endpoint) or frozenset()
        signed = self.part != PUBLIC
        return EVERYBODY in declared or (
            signed and (SIGNED_IN in declared or bool(self.roles & declared))
        )

    def foreign(self, address: Address) -> bool:
        """Whether the address is about a case out of this identity's sight."""
        return bool(address.stage) and address.stage not in SIGHT[self.part]

    def own_place(self, address: Address) -> bool:
        """The declaration that somebody is asked for, before the case comes into sight."""
        return (
            self.part == PROPOSED_ONLY
            and address.stage == "planning"
            and address.endpoint.startswith("assessor.")
            and address.path.startswith("/assignments/")
        )

    def go(self, address: Address) -> None:
        """Ask for one address and judge the answer."""
        self.report.cells += 1
        sent = {"csrf_token": self.token} if address.method == "POST" else None
        answer = self.client.open(address.path, method=address.method, data=sent)
        for fault in self._faults(address, answer.status_code, answer.get_data()):
            self.report.faults.append(f"{self.part}: {address.method} {address.path}: {fault}")

    def _faults(self, address: Address, status: int, body: bytes) -> Iterator[str]:
        if status >= 500:
            yield f"answers {status}"
        closed = not self.invited(address) or self.foreign(address)
        if closed and not self.own_place(address):
            allowed = TO_SIGN_IN if self.part == PUBLIC else NOT_THERE
            if status != allowed:
                yield f"{address.stage or 'no case'} is out of sight, but answers {status}"
        yield from self._leaks(address, body)

    def _leaks(self, address: Address, body: bytes) -> Iterator[str]:
        declared = audience_of(self.site.app, address.endpoint) or frozenset()
        for stage in ALL - SIGHT[self.part] - NAMED_ELSEWHERE.get(self.part, set()):
            public = EVERYBODY in declared
            on_notice = public and stage == "publicity"  # R39: the number is in the notice
            if not on_notice and self.site.town.cases[stage].number.encode() in body:
                yield f"shows the number of {stage}"
            named = public or stage in ALWAYS_NAMED.get(self.part, ())
            if not named and FIRMS[stage].encode() in body:
                yield f"shows the enterprise of {stage}"


def csrf_token(client: FlaskClient) -> str:
    """A token that holds for this browser."""
    page = client.get("/complaints").text
    return page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


def closed_to(sweep: Sweep, address: Address) -> bool:
    """What this identity may only look at, or not even that."""
    return sweep.foreign(address) or not sweep.invited(address)


def swept(site: Site, part: str) -> Report:
    """Look at everything, post to everything closed: nothing has changed. Then to the rest."""
    sweep, everything = Sweep(site, part), addresses(site)
    before = digest(site)
    posts = [one for one in everything if one.method == "POST"]
    for address in [one for one in everything if one.method == "GET"]:
        sweep.go(address)
    for address in [one for one in posts if closed_to(sweep, one) and not sweep.own_place(one)]:
        sweep.go(address)
    if digest(site) != before:
        sweep.report.faults.append(f"{part}: looking and knocking have changed the database")
    for address in [one for one in posts if not closed_to(sweep, one)]:
        if not address.path.startswith(("/account/logout", "/account/sessions")):
            sweep.go(address)
    return sweep.report


@pytest.mark.parametrize("part", sorted(SIGHT))
def test_nobody_finds_what_is_not_theirs_in_any_cell(site: Site, part: str) -> None:
    report = swept(site, part)
    assert not report.faults, "\n".join(report.faults[:40])
    assert report.cells > 1_000


def test_a_supervisor_changes_nothing_at_all(site: Site) -> None:
    """Sees every case, decides none: every form of every case, sent with a valid token."""
    sweep = Sweep(site, "supervisor")
    before = digest(site)
    for address in addresses(site):
        if address.method == "POST" and address.stage:
            sweep.go(address)
    assert digest(site) == before


@pytest.mark.parametrize("part", ["other_officer", "other_applicant", "expert_9"])
def test_control_without_scoping_the_matrix_finds_leaks(
    site: Site, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases, "visible_to", lambda _actor: true())
    sweep = Sweep(site, part)
    for address in addresses(site):
        if address.method == "GET" and address.stage:
            sweep.go(address)
    assert len(sweep.report.faults) > 10


def test_the_matrix_is_ten_thousand_cells_wide(site: Site) -> None:
    assert len(addresses(site)) * len(SIGHT) > 10_000
    reached = {one.endpoint for one in addresses(site)}
    assert reached == {one.endpoint for one in site.app.url_map.iter_rules()} - {"static"}
