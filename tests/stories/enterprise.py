"""The enterprise's side of a story."""

from collections.abc import Iterator, Mapping
from typing import Any

from certplatform.domain.application_form import PARTS
from certplatform.queries.applications import bodies
from tests.builders.application import a_pdf, complete_application, covered
from tests.stories.actor import Somebody

ANSWER = {
    "correction": "已补齐点检记录。",
    "root_cause": "交接班制度未覆盖新增设备。",
    "corrective_action": "修订交接班制度并培训。",
}


class Enterprise(Somebody):
    """The applicant of the enterprise."""

    part = "applicant"

    def opens_an_application(self, kind: str = "initial", certificate: str = "") -> None:
        """On the start page of the enterprise."""
        with self.at_work() as browser:
            browser.opens("/enterprise")
            scheme = self.walk.scheme.code
            form = 'form[action="/enterprise"]'
            browser.sends(form, kind=f"{scheme}/{kind}", certificate=certificate)
            self.walk.address = browser.url.split("/")[3]

    def fills_it_in(self, *, grade: str = "", **changes: Mapping[str, Any]) -> None:
        """Part by part, each saved by itself, then the documents."""
        walk = self.walk
        parts = complete_application(walk.scheme, walk.world.body, grade=grade)
        assert walk.world.body.public_id in {one.public_id for one in bodies()}
        base = f"/enterprise/cases/{walk.address}/application"
        with self.at_work() as browser:
            browser.opens(f"{base}/{PARTS[0].code}")
            for part in PARTS:
                assert browser.url == f"{base}/{part.code}"
                content = {**parts.get(part.code, {}), **changes.get(part.code, {})}
                browser.sends("form#part", "next", **dict(typed(content)))
            for kind in walk.scheme.required_documents(walk.case.case_type):
                file = (f"{kind.code}.pdf", a_pdf(kind.code))
                period = {name: str(day) for name, day in covered(kind).items()}
                browser.sends("form[enctype]", kind=kind.code, file=file, **period)

    def hands_it_in(self) -> None:
        """On the overview, where nothing is missing any more."""
        with self.at_work() as browser:
            browser.opens(f"/enterprise/cases/{self.walk.address}/application")
            browser.sends("form:has([name=seen])")

    def corrects(self, part: str, **content: Any) -> None:
        """Change a part of a returned application."""
        with self.at_work() as browser:
            browser.opens(f"/enterprise/cases/{self.walk.address}/application/{part}")
            browser.sends("form#part", "stay", **dict(typed(content)))

    def takes_the_agreement(self) -> None:
        """Having read it."""
        at = f"/enterprise/cases/{self.walk.address}/agreement"
        with self.at_work() as browser:
            browser.opens(at)
            browser.opens(browser.link(f"{at}/sign"))
            browser.sends("form#sign", authorised="y")

    def withdraws(self, why: str) -> None:
        """Take the application back."""
        code = self.walk.scheme.reasons["withdraw_application"][0].code
        with self.at_work() as browser:
            browser.opens(f"/enterprise/cases/{self.walk.address}/withdraw")
            browser.sends('form[action$="/withdraw"]', code=code, reason=why)

    def says_of_the_draft(self, kind: str, words: str = "") -> None:
        """Of the one draft that it was shown."""
        at = f"/enterprise/cases/{self.walk.address}/findings"
        with self.at_work() as browser:
            browser.opens(at)
            browser.opens(browser.link(f"{at}/"))
            browser.sends('form[action$="/said"]', kind=kind, text=words)

    def answers_the_findings(self) -> None:
        """Each one: put right, why it happened, what prevents it, all sites checked."""
        at = f"/enterprise/cases/{self.walk.address}/findings"
        with self.at_work() as browser:
            browser.opens(at)
            for link in browser.finds(f'a[href^="{at}/"]'):
                address = str(link["href"])
                browser.opens(address)
                boxes = [str(one["name"]) for one in browser.finds("input[type=checkbox]")]
                given: dict[str, Any] = {**ANSWER, **dict.fromkeys(boxes, "1")}
                given["action_due_on"] = self.walk.today.isoformat()
                given["files"] = ("点检记录.pdf", a_pdf("evidence"))
                browser.sends(f'form[action="{address}"]', **given)

    def confirms_the_conclusion(self) -> None:
        """Agree with what the team concluded."""
        with self.at_work() as browser:
            browser.opens(f"/enterprise/cases/{self.walk.address}/conclusion")
            browser.sends('form[action$="/conclusion"]', answer="confirm")


def typed(content: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Contents under the names that the fields of the page have."""
    if isinstance(content, Mapping):
        for key, value in content.items():
            yield from typed(value, f"{name}-{key}" if name else key)
    elif isinstance(content, list):
        for place, value in enumerate(content):
            yield from typed(value, f"{name}-{place}")
    elif content is not False:
        yield name, "y" if content is True else str(content)
