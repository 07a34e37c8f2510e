"""The committee in a story: the secretariat, and the experts that it appoints."""

from typing import Any

from certplatform.domain.actors import Role
from certplatform.models.person import Person
from tests.stories.actor import Somebody
from tests.stories.browser import Browser

REVIEWER, AUDITOR, RECHECKER, HANDLER = "expert_1", "expert_2", "expert_3", "expert_7"
VOTERS = ("expert_4", "expert_5", "expert_6")
SUMMARY = "材料齐全，过程合规，结论有据。"
DISAGREE = "能力证据之间缺乏关联，不足以支持所申报等级。"


class Office(Somebody):
    """The secretariat."""

    part = "secretary"

    def appoints(self, part: str, role: Role) -> None:
        """An expert, who then declares."""
        person = self.walk.world[part]
        with self.at_work() as browser:
            browser.opens(f"/committee/cases/{self.walk.address}/experts?role={role}")
            browser.sends(f"form#appoint-{person.id}")
        self.signs_a_declaration(person)

    def opens_the_ballot(self) -> None:
        """For a panel of three."""
        for part in VOTERS:
            self.appoints(part, Role.PANEL_MEMBER)
        with self.at_work() as browser:
            browser.opens(f"/committee/cases/{self.walk.address}/ballot")
            browser.sends('form[action$="/ballot/open"]')

    def issues_the_certificate(self) -> None:
        """By one click; the file follows by itself."""
        with self.at_work() as browser:
            browser.opens(f"/committee/cases/{self.walk.address}/certificate")
            browser.sends('form[action$="/certificate"]')

    def suspends(self, why: str) -> None:
        """The certificate, for a listed reason."""
        self._moves("suspend", "suspend", why)

    def restores(self, why: str, evidence: str) -> None:
        """It again, on evidence."""
        self._moves("restore", "restore", why, evidence=evidence)

    def withdraws(self, why: str) -> None:
        """It for ever."""
        self._moves("withdraw", "withdraw_certificate", why)

    def _moves(self, deed: str, reasons: str, why: str, **more: Any) -> None:
        at = f"/committee/certificates/{self.walk.certificate.public_id}"
        code = self.walk.scheme.reasons[reasons][0].code
        with self.at_work() as browser:
            browser.opens(at)
            browser.opens(browser.link(f"{at}/{deed}"))
            browser.sends("form[method=post]", reason_code=code, reason=why, **more)


class Panel(Somebody):
    """The experts."""

    part = REVIEWER

    @property
    def _at(self) -> str:
        return f"/committee/cases/{self.walk.address}"

    def _of(self, part: str) -> Person:
        return self.walk.world[part]

    def reviews(self) -> None:
        """The compliance review, then the confirmation audit where the page asks for it."""
        self.walk.office.appoints(REVIEWER, Role.COMPLIANCE_REVIEWER)
        with self.walk.at_work(self._of(REVIEWER)) as browser:
            browser.opens(f"{self._at}/review")
            open_ways = [
                way
                for way in ("pass_review", "require_confirmation")
                if browser.finds(f"button[value={way}]:not([disabled])")
            ]
            assert len(open_ways) == 1  # R37 leaves one
            self._answers(browser, "form#review", open_ways[0])
        if self.walk.state == "confirmation":
            self._confirms()

    def _confirms(self) -> None:
        self.walk.office.appoints(AUDITOR, Role.CONFIRMATION_AUDITOR)
        with self.walk.at_work(self._of(AUDITOR)) as browser:
            browser.opens(f"{self._at}/confirmation")
            self._answers(browser, "form#confirmation", "pass_confirmation")

    def rechecks(self) -> None:
        """By somebody who has not seen it yet."""
        self.walk.office.appoints(RECHECKER, Role.RECHECKER)
        with self.walk.at_work(self._of(RECHECKER)) as browser:
            browser.opens(f"{self._at}/recheck")
            self._answers(browser, "form#recheck", "passed")

    def _answers(self, browser: Browser, form: str, outcome: str) -> None:
        boxes = browser.finds(f"{form} input[type=radio]")
        given: dict[str, Any] = {str(one["name"]): "yes" for one in boxes}
        browser.sends(form, outcome, summary=SUMMARY, **given)

    def votes(self, choice: str) -> None:
        """All of one mind; the last vote closes the ballot."""
        reason = DISAGREE if choice == "reject" else ""
        for part in VOTERS:
            with self.walk.at_work(self._of(part)) as browser:
                browser.opens(f"{self._at}/ballot")
                browser.sends("form#vote", choice=choice, reason=reason)

    def decides_the_objection(self, outcome: str, why: str) -> None:
        """By an expert outside the case."""
        self.walk.office.appoints(HANDLER, Role.APPEAL_HANDLER)
        with self.walk.at_work(self._of(HANDLER)) as browser:
            browser.opens(f"{self._at}/objections")
            browser.sends("form#objection-1", outcome, reason=why)
