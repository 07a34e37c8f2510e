"""The audit team in a story."""

from typing import Any

from certplatform.domain.technical_check import SECTIONS
from certplatform.models.person import Person
from certplatform.queries.plans import released_plan, sites_of, stage_days
from tests.stories.actor import Somebody
from tests.stories.browser import Browser

SUMMARY = "审核按计划完成，未发现影响结论的限制。"
FACT = "设备台账与现场不一致，缺少 3 台设备的点检记录。"


class Team(Somebody):
    """Lead, assessor, and the checker outside the team."""

    part = "assessor_1"

    @property
    def _at(self) -> str:
        return f"/cases/{self.walk.address}"

    @property
    def both(self) -> tuple[Person, Person]:
        """The lead and the assessor."""
        return self.walk.world.assessor_1, self.walk.world.assessor_2

    def audits_stage1(self) -> None:
        """Sign in, look at the documents, find the enterprise ready."""
        self._all_sign_in("opening")
        self._all_sign_in("closing")
        with self.at_work() as browser:
            browser.opens(f"{self._at}/stages")
            items = {str(one["name"]) for one in browser.finds("input[type=radio]")}
            given: dict[str, Any] = {**dict.fromkeys(items, "yes"), "summary": SUMMARY}
            browser.sends('form[action$="/stages"]', "pass_stage1", **given)

    def audits_stage2(self) -> None:
        """Judge every row of the checklist on site."""
        days = stage_days(released_plan(self.walk.case), 2)
        self.walk.until(days[0])
        self._all_sign_in("opening")
        with self.at_work() as browser:
            browser.opens(f"{self._at}/audit")
            parts = [str(one["href"]) for one in browser.finds(".c-bench-groups a")]
            for part in dict.fromkeys(parts):
                self._judges_a_part(browser, part)
        self.walk.until(days[-1])
        self._all_sign_in("closing")

    def _judges_a_part(self, browser: Browser, part: str) -> None:
        """The rows of a part, page by page."""
        browser.opens(part)
        rows = browser.finds('form[action*="/audit/rows/"]')
        further = [str(one["href"]) for one in browser.finds("a[rel=next]")]
        for row in rows:
            names = {str(one["name"]) for one in row.select("input[type=radio]")}
            given: dict[str, Any] = dict.fromkeys(names, "met")
            browser.keeps(f'form[action="{row["action"]}"]', **given)
        for page in further:
            self._judges_a_part(browser, page)

    def records_a_minor(self) -> None:
        """A finding against a clause, issued to the enterprise."""
        site = sites_of(self.walk.case)[0]
        with self.at_work() as browser:
            browser.opens(f"{self._at}/findings/new")
            form, facts = 'form[action$="/findings/new"]', "设备台账 2026 版；现场照片"
            browser.sends(form, site_id=str(site.id), grade="minor", fact=FACT, evidence_text=facts)
            browser.sends('form[action$="/show"]')

    def answers_the_dispute(self) -> None:
        """In writing; the finding stays as it is."""
        with self.at_work() as browser:
            browser.opens(f"{self._at}/findings")
            browser.sends('form[action*="/said/"]', text="补签晚于规定期限，事实成立。")

    def issues_the_finding(self) -> None:
        """Once the enterprise has nothing to add."""
        with self.at_work() as browser:
            browser.opens(f"{self._at}/findings")
            browser.sends('form[action$="/issue"]')

    def closes_stage2(self, *, with_findings: bool = False) -> None:
        """With what was found."""
        deed = "close_stage2_with_findings" if with_findings else "close_stage2"
        with self.at_work() as browser:
            browser.opens(f"{self._at}/stages")
            browser.sends('form[action$="/stages"]', deed, summary=SUMMARY)

    def verifies_the_answers(self) -> None:
        """Accept each plan, and close the correction stage."""
        with self.at_work() as browser:
            browser.opens(f"{self._at}/findings")
            while browser.has('form[action$="/plan"]'):
                browser.sends('form[action$="/plan"]')
                browser.sends('form[action$="/verify"]')
            browser.sends('form[action$="/findings/finish"]')

    def concludes(self) -> None:
        """With the computed grade, as the page proposes; somebody else checks it."""
        with self.at_work() as browser:
            browser.opens(f"{self._at}/conclusion")
            reasons = "各项能力均达到所申请等级，体系运行有效。"
            browser.sends('form[action$="/conclusion"]', reasons=reasons)
        with self.walk.at_work(self.walk.world.assessor_3) as browser:
            browser.opens(f"{self._at}/check")
            given = dict.fromkeys(SECTIONS, "passed") | {"comment": "记录、结论与证据一致。"}
            browser.sends('form[action$="/check"]', **given)

    def _all_sign_in(self, kind: str) -> None:
        for person in self.both:
            with self.walk.at_work(person) as browser:
                browser.opens(f"{self._at}/sign-in")
                browser.sends('form[action$="/sign-in"]', kind=kind)
