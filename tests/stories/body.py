"""The assessment body's office in a story: acceptance, team, plan, on to the committee."""

from typing import Any

from certplatform.domain.actors import Role
from certplatform.queries.plans import released_plan, stage_days
from tests.stories.actor import Somebody

TEAM = (
    ("assessor_1", Role.LEAD),
    ("assessor_2", Role.ASSESSOR),
    ("assessor_3", Role.TECHNICAL_CHECKER),
)
HARMLESS = "邮箱同属公共园区域名，经核实与企业无任职或利益关系。"


class Officer(Somebody):
    """The case officer."""

    part = "case_officer"

    @property
    def _acceptance(self) -> str:
        return f"/body/cases/{self.walk.address}/acceptance"

    def accepts(self) -> None:
        """With team, relations and rate."""
        given = {
            "accept-competence": "两名组长可以承担本行业、等级和能力视角。",
            "accept-body_conflict": "本机构与该企业无咨询、投资或其他利益关系。",
            "accept-day_rate": "4,000",
        }
        with self.at_work() as browser:
            browser.opens(self._acceptance)
            browser.sends("form#accept", **given)

    def returns(self, place: str, point: str) -> None:
        """With a point to correct."""
        given = {
            "return-code": self.walk.scheme.reasons["return"][0].code,
            "return-reason": "范围描述不够具体",
            "return-points-0-place": place,
            "return-points-0-text": point,
        }
        with self.at_work() as browser:
            browser.opens(self._acceptance)
            browser.sends("form#return", **given)

    def declines(self, why: str) -> None:
        """For good."""
        code = self.walk.scheme.reasons["decline"][0].code
        given = {"decline-code": code, "decline-reason": why}
        with self.at_work() as browser:
            browser.opens(self._acceptance)
            browser.sends("form#decline", **given)

    def hands_over_to_the_committee(self) -> None:
        """The conclusion with everything behind it."""
        with self.at_work() as browser:
            browser.opens(f"/body/cases/{self.walk.address}/conclusion")
            browser.sends('form[action$="/conclusion/submit"]')


class Scheduler(Somebody):
    """The scheduler."""

    part = "scheduler"

    def puts_the_team_together(self) -> None:
        """Everybody is asked, declares, and is confirmed."""
        at = f"/body/cases/{self.walk.address}/team"
        people = [(self.walk.world[part], role) for part, role in TEAM]
        with self.at_work() as browser:
            for person, role in people:
                browser.opens(f"{at}?role={role}")
                browser.sends(f"#propose-{person.id} form")
            browser.opens(at)
            browser.sends('form[action$="/team/invite"]')
        for person, _ in people:
            self.signs_a_declaration(person)
        self._confirms(at)

    def _confirms(self, at: str) -> None:
        form = 'form[action$="/confirm"]'
        with self.at_work() as browser:
            browser.opens(at)
            while browser.has(form):
                given = {"reason": HARMLESS} if browser.has(f"{form} textarea") else {}
                browser.sends(form, **given)

    def plans(self) -> None:
        """A first draft from next week on, looked over, saved and released."""
        at = f"/body/cases/{self.walk.address}/plan"
        first = self.walk.working_day(10)
        with self.at_work() as browser:
            browser.opens(at)
            browser.sends(f'form[action="{at}/draft"]', first_on=first.isoformat())
            given: dict[str, Any] = {"objective": "评价体系的符合性与能力等级。"}
            browser.sends("form#plan-form", **given)
            browser.sends(f'form[action="{at}/release"]')

    def starts_the_audit(self) -> None:
        """On its first day."""
        self.walk.until(stage_days(released_plan(self.walk.case), 1)[0])
        with self.at_work() as browser:
            browser.opens(f"/body/cases/{self.walk.address}/plan")
            browser.sends('form[action$="/plan/start"]')


class Manager(Somebody):
    """The manager of the body."""

    part = "manager"

    def terminates(self, why: str) -> None:
        """A case that is not needed any more."""
        code = self.walk.scheme.reasons["terminate"][0].code
        with self.at_work() as browser:
            browser.opens(f"/body/cases/{self.walk.address}/terminate")
            browser.sends('form[action$="/terminate"]', code=code, reason=why)
