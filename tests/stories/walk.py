"""A case walked through the pages by its people: who they are, what day it is, how it ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from email import message_from_bytes, policy

from flask import Flask

from certplatform import clock
from certplatform.db import session
from certplatform.domain.workflow.case import OPEN
from certplatform.extensions import house
from certplatform.jobs.daily import run_daily
from certplatform.jobs.reactions import REACTIONS
from certplatform.jobs.sealing import seal_journal, verify_journal
from certplatform.jobs.worker import drain, waiting
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate
from certplatform.models.filing import FiledCase
from certplatform.models.person import Person
from certplatform.models.publicity import PublicNotice
from certplatform.queries.calendar import work_calendar
from certplatform.queries.notices import latest_notice
from certplatform.schemes import schemes
from tests.builders.people import World, sign_in_as
from tests.stories.assessors import Team
from tests.stories.body import Manager, Officer, Scheduler
from tests.stories.browser import Browser
from tests.stories.committee import Office, Panel
from tests.stories.enterprise import Enterprise
from tests.stories.public import Public


class Walk:
    """One story: the people act in turn, each on their own pages, on days that pass."""

    def __init__(self, app: Flask, world: World, scheme: str) -> None:
        self.app, self.world = app, world
        self.scheme = schemes()[scheme]
        self.now = clock.now()
        self.address = ""
        self.enterprise, self.officer = Enterprise(self), Officer(self)
        self.scheduler, self.manager, self.team = Scheduler(self), Manager(self), Team(self)
        self.office, self.panel, self.public = Office(self), Panel(self), Public(self)

    @contextmanager
    def at_work(self, person: Person | None) -> Iterator[Browser]:
        """Somebody sits down at their own screen; what follows from their deeds happens after."""
        self.now += timedelta(minutes=5)
        with clock.simulated(self.now):
            client = self.app.test_client()
            if person is not None:
                sign_in_as(client, person)
            yield Browser(client)
            self.settle()

    def settle(self) -> None:
        """Work off what the deeds have left to do; nothing may fail."""
        session.expire_all()
        drain(REACTIONS)
        assert waiting() == (0, 0)
        session.expire_all()

    @property
    def today(self) -> date:
        return clock.local_date(self.now)

    def days_pass(self, count: int) -> None:
        """Let days pass, each with its daily work."""
        for _ in range(count):
            self._next_morning()

    def working_day(self, days: int) -> date:
        """The first working day some days from now."""
        calendar, day = work_calendar(), self.today + timedelta(days=days)
        return day if calendar.is_working_day(day) else calendar.next_working_day(day)

    def until(self, day: date) -> None:
        """Let days pass until the morning of a day; one that is over changes nothing."""
        while self.today < day:
            self._next_morning()

    def years_pass_until(self, day: date) -> None:
        """Skip to a day far off, with the daily work of the last of each month on the way."""
        while self.today + timedelta(days=30) < day:
            self._wake(self.today + timedelta(days=30))
        self.until(day)

    def _next_morning(self) -> None:
        self._wake(self.today + timedelta(days=1))

    def _wake(self, day: date) -> None:
        self.now = clock.at_local(day, 9)
        with clock.simulated(self.now):
            run_daily(day)
            self.settle()

    # ---- longer stretches of the road

    def hands_in_an_application(self, kind: str = "initial", certificate: str = "") -> None:
        """The enterprise applies."""
        self.enterprise.opens_an_application(kind, certificate)
        self.enterprise.fills_it_in()
        self.enterprise.hands_it_in()

    def is_planned(self) -> None:
        """Accepted, agreed, with team and plan, on the first day of the audit."""
        self.officer.accepts()
        self.enterprise.takes_the_agreement()
        self.is_scheduled()

    def is_scheduled(self) -> None:
        """Team and plan, up to the first day of the audit."""
        self.scheduler.puts_the_team_together()
        self.scheduler.plans()
        self.scheduler.starts_the_audit()

    def is_audited(self) -> None:
        """From acceptance to the conclusion that lies before the committee, nothing found."""
        self.is_planned()
        self.team.audits_stage1()
        self.team.audits_stage2()
        self.team.closes_stage2()
        self.is_concluded()

    def is_concluded(self) -> None:
        """Concluded, checked, confirmed by the enterprise, handed over."""
        self.team.concludes()
        self.enterprise.confirms_the_conclusion()
        self.officer.hands_over_to_the_committee()

    def is_decided(self, choice: str) -> None:
        """Reviewed, re-checked and voted on."""
        self.panel.reviews()
        self.panel.rechecks()
        self.office.opens_the_ballot()
        self.panel.votes(choice)

    def is_granted(self) -> None:
        """The panel grants; the public notice begins."""
        self.is_decided("grant")
        assert self.state == "publicity"

    def waits_for_the_notice(self) -> None:
        """The days of the notice, and it ends by itself."""
        while self.state == "publicity":
            self.days_pass(1)

    def is_certified(self) -> None:
        """From the committee's door to the registry."""
        self.is_granted()
        self.waits_for_the_notice()
        self.office.issues_the_certificate()
        assert self.state == "certified"

    def turns_to(self, kind: str) -> None:
        """Go on with the case of a kind that is open now."""
        found = session.query(Case).filter_by(case_type=kind).filter(Case.state.in_(OPEN)).one()
        self.address = found.public_id

    # ---- what there is to see

    @property
    def case(self) -> Case:
        session.expire_all()
        return session.query(Case).filter_by(public_id=self.address).one()

    @property
    def state(self) -> str:
        return self.case.state

    @property
    def certificate(self) -> Certificate:
        """The certificate of the story; the latest where one has followed another."""
        session.expire_all()
        return session.query(Certificate).order_by(Certificate.id.desc()).limit(1).one()

    @property
    def notice(self) -> PublicNotice:
        """The latest public notice of the case."""
        found = latest_notice(self.case)
        assert found is not None
        return found

    def told(self, person: Person, *words: str) -> None:
        """Somebody has had mail, each of the words in one of its subjects."""
        subjects = self.mails_to(person)
        for word in words:
            assert any(word in one for one in subjects), (word, subjects)

    def status_changed(self, status: str) -> str:
        """The subject of a mail that tells of a move of the certificate."""
        return f"证书 {self.certificate.number}：{status}"

    def mails_to(self, person: Person) -> list[str]:
        """The subjects of all mails to somebody."""
        folder = house().settings.instance / "mail"
        mails = [
            message_from_bytes(one.read_bytes(), policy=policy.default)
            for one in sorted(folder.glob("*.eml"))
        ]
        return [str(one["Subject"]) for one in mails if person.email in str(one["To"])]

    def reads(self, url: str, person: Person | None = None) -> str:
        """What a page says to somebody, or to anybody."""
        with self.at_work(person) as browser:
            browser.opens(url)
            return browser.text

    def ends(self, state: str) -> None:
        """Check what holds at the end of every story."""
        assert self.state == state
        with clock.simulated(self.now):
            heads = house().settings.instance / "heads" / "heads.jsonl"
            seal_journal(heads)
            verdict = verify_journal(heads)
        assert not verdict.problems, verdict.problems

    def is_filed(self, state: str) -> FiledCase:
        """The closed case lies in the archive, and a regulator finds it there."""
        filed = session.query(FiledCase).filter_by(case_id=self.case.id).one()
        assert filed.state == state
        assert filed.number in self.reads("/archive", self.world.regulator)
        return filed

    def has_a_certificate(self, state: str) -> None:
        """The public finds it in the registry with its state, and its file is genuine."""
        seen = self.public.sees_the_certificate()
        assert state in seen, seen

    def has_no_certificate(self) -> None:
        """The public finds nothing in the registry."""
        assert session.query(Certificate).count() == 0
        assert self.world.enterprise.name not in self.reads("/registry")
