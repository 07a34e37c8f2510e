"""A multi-site case gets its team and plan although one declines, one is objected to, one is late.

Late means: a conflict of interest that somebody reports when the plan is already out.
"""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.domain.plan import coverage_obstacles
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.models.person import Person
from certplatform.queries.calendar import work_calendar
from certplatform.queries.cases import rules_of, scheme_of
from certplatform.queries.plans import (
    agenda_of,
    audit_days,
    released_plan,
    scope_of,
    sites_to_visit,
)
from tests.builders.acceptance import planning_case
from tests.builders.certified import Snapshot
from tests.builders.people import World, a_world
from tests.e2e.conftest import Site, Start, kept_apart, served
from tests.e2e.window import Window
from tests.stories.body import HARMLESS

pytestmark = pytest.mark.e2e
WHEN = date(2026, 3, 10)
WHY = "与本企业主要竞争对手有长期合作，本企业认为不宜参加。"


def _world() -> World:
    world = a_world()
    planning_case(world)
    return world


@pytest.fixture
def kept(database: str, tmp_path: Path) -> Snapshot:
    """A world with a case of two sites whose planning begins."""
    return kept_apart(database, tmp_path, _world)


class Planning:
    """The case, and the windows of its people."""

    def __init__(self, browser: Browser, site: Site, kept: Snapshot) -> None:
        self.browser, self.site, self.ids = browser, site, kept.ids.people
        with site.app.app_context():
            self.address = session.query(Case).one().public_id
            self.mails = {part: self._person(part).email for part in self.ids}
        self.windows: dict[str, Window] = {}

    def _person(self, part: str) -> Person:
        return session.get_one(Person, self.ids[part])

    def at(self, part: str, path: str) -> Window:
        """Somebody goes to a page."""
        if part not in self.windows:
            self.windows[part] = Window(self.browser, self.site, self.mails[part])
        window = self.windows[part]
        window.goes(path.replace("{}", self.address))
        return window

    def place(self, part: str) -> str:
        """The address of somebody's place on the case."""
        with self.site.app.app_context():
            found = session.query(Assignment).filter_by(person_id=self.ids[part]).one()
            return found.public_id

    def proposes(self, part: str, role: Role) -> None:
        window = self.at("scheduler", f"/body/cases/{{}}/team?role={role}")
        window.sends(f"#propose-{self.ids[part]} form")

    def asks(self, part: str) -> None:
        window = self.at("scheduler", "/body/cases/{}/team")
        window.sends(f'form[action$="/{self.place(part)}/invite"]')

    def signs(self, part: str) -> None:
        window = self.at(part, "/work")
        window.clicks('main a[href^="/assignments/"]')
        window.sends('form[action$="/sign"]')

    def confirms_everybody(self) -> None:
        window, form = self.at("scheduler", "/body/cases/{}/team"), 'form[action$="/confirm"]'
        while window.page.locator(f"main {form}").count():
            clearing = window.page.locator(f"main {form}").first.locator("textarea").count()
            window.sends(form, **({"reason": HARMLESS} if clearing else {}))

    def replaces(self, part: str, why: str) -> None:
        window = self.at("scheduler", "/body/cases/{}/team")
        assert why in window.text
        window.sends(f'form[action$="/{self.place(part)}/replace"]', reason="换人")

    def releases_a_plan(self, in_days: int) -> None:
        window = self.at("scheduler", "/body/cases/{}/plan")
        with self.site.app.app_context():
            calendar, first = work_calendar(), clock.today() + timedelta(days=in_days)
            first = first if calendar.is_working_day(first) else calendar.next_working_day(first)
        window.sends('form[action$="/plan/draft"]', first_on=first.isoformat())
        window.sends('form[action$="/plan/release"]')


@pytest.fixture
def planning(chromium: Browser, serve: Start, kept: Snapshot) -> Planning:
    return Planning(chromium, served(serve, kept, WHEN), kept)


def test_a_team_survives_a_refusal_an_objection_and_a_late_conflict(
    planning: Planning, tmp_path: Path
) -> None:
    one_declines(planning)
    planning.releases_a_plan(in_days=12)
    one_is_objected_to(planning, tmp_path)
    one_has_a_late_conflict(planning)
    two_take_their_places(planning, tmp_path)
    planning.releases_a_plan(in_days=14)
    is_right(planning)
    assert [one for window in planning.windows.values() for one in window.complaints] == []


def one_declines(planning: Planning) -> None:
    """Nobody hears of a proposal before the whole team is asked; one of it refuses."""
    planning.proposes("assessor_1", Role.LEAD)
    for part in ("assessor_2", "assessor_3"):
        planning.proposes(part, Role.ASSESSOR)
    assert planning.at("assessor_2", "/work").page.locator('a[href^="/assignments/"]').count() == 0
    planning.at("scheduler", "/body/cases/{}/team").sends('form[action$="/team/invite"]')
    window = planning.at("assessor_2", f"/assignments/{planning.place('assessor_2')}")
    window.sends('form[action$="/refuse"]', reason="届时在外地审核。")
    for part in ("assessor_1", "assessor_3"):
        planning.signs(part)
    assert "届时" not in planning.at("applicant", "/enterprise/cases/{}/plan").text
    planning.proposes("assessor_4", Role.ASSESSOR)
    planning.asks("assessor_4")
    planning.signs("assessor_4")
    planning.confirms_everybody()


def one_is_objected_to(planning: Planning, folder: Path) -> None:
    """The enterprise does not want the third; stage 1 waits for the answer."""
    window = planning.at("applicant", "/enterprise/cases/{}/plan")
    window.pictures(folder / "plan-of-the-enterprise.png")
    window.sends(f'form[action*="/{planning.place("assessor_3")}/object"]', reason=WHY)
    assert "企业有异议" in planning.at("scheduler", "/body/cases/{}/team").text


def one_has_a_late_conflict(planning: Planning) -> None:
    """The fourth once worked for the enterprise, says so late, and loses sight of the case."""
    with planning.site.app.app_context():
        enterprise = session.query(Case).one().enterprise
        name, code = enterprise.name, str(enterprise.code)
    window = planning.at("assessor_4", f"/assignments/{planning.place('assessor_4')}")
    window.sends(
        'form[action$="/interest"]',
        kind="employment",
        organisation_name=name,
        organisation_code=code,
        from_on="2023-01-01",
        until_on="2025-06-30",
        reason="曾在该企业信息部任职。",
    )
    answer = window.page.request.get(f"{planning.site.url}/cases/{planning.address}")
    assert answer.status == 404
    assert name not in planning.at("assessor_4", "/audits").text


def two_take_their_places(planning: Planning, folder: Path) -> None:
    """The scheduler sees both, replaces them, and the new ones declare and are confirmed."""
    assert "届时在外地审核。" in planning.at("scheduler", "/body/cases/{}/team").text
    planning.replaces("assessor_3", WHY)
    planning.replaces("assessor_4", "因可能的利益冲突暂停")
    for part in ("assessor_5", "assessor_6"):
        planning.proposes(part, Role.ASSESSOR)
    planning.at("scheduler", "/body/cases/{}/team").sends('form[action$="/team/invite"]')
    for part in ("assessor_5", "assessor_6"):
        planning.signs(part)
    planning.confirms_everybody()
    planning.at("scheduler", "/body/cases/{}/team").pictures(folder / "team.png")


def is_right(planning: Planning) -> None:
    """The plan covers everything with the people who stayed, and the audit begins with it."""
    text = planning.at("applicant", "/enterprise/cases/{}/plan").text
    assert re.search(r"版次\s*2\b", text)
    with planning.site.app.app_context():
        case = session.query(Case).one()
        plan = released_plan(case)
        assert plan is not None
        assert plan.revision == 2
        parts = {key: part for part, key in planning.ids.items()}
        names = {parts[row.person_id] for row in plan.rows}
        assert names == {"assessor_1", "assessor_5", "assessor_6"}
        left = coverage_obstacles(agenda_of(plan), scope_of(case), scheme_of(case), rules_of(case))
        assert left == []
        assert {row.site_id for row in plan.rows} == {one.id for one in sites_to_visit(case)}
        assert len(sites_to_visit(case)) > 1
        first = audit_days(case)[0]
    planning.site.turn_to(first)
    planning.at("scheduler", "/body/cases/{}/plan").sends('form[action$="/plan/start"]')
    planning.site.settle()
    with planning.site.app.app_context():
        assert session.query(Case).one().state == "stage1"
