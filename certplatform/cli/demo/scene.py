"""One case of the demo: who plays it, when, how far, with which turn."""

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import date, timedelta

from certplatform import clock
from certplatform.cli.demo.cast import Cast
from certplatform.cli.demo.enterprises import ENTERPRISES, Enterprise
from certplatform.db import session
from certplatform.domain.actors import Actor, Role
from certplatform.domain.scheme import Scheme
from certplatform.domain.workdays import WorkCalendar, official_calendar_from_library
from certplatform.models.assignment import Assignment
from certplatform.models.case import Case
from certplatform.models.finding import Finding
from certplatform.models.person import Person
from certplatform.queries.cases import assignments_of
from certplatform.queries.findings import findings_of
from certplatform.schemes import scheme

Step = Generator[date, None, None]
CALENDAR = WorkCalendar(official_calendar_from_library())
HELD_FOR = 12
# A notice ends by itself: what is public today was granted days ago, what waits for issuing weeks.
HELD_OTHERWISE = {"concluding": 24, "publicity": 4, "objection": 4, "issuing": 17}


@dataclass
class Scene:
    """`stop` is the state in which an open case waits today; `turn` what is special about it."""

    cast: Cast
    key: str
    outcome: str
    begins_on: date
    today: date
    rank: int
    body: str = "hh"
    stop: str = ""
    turn: str = ""
    seat: int = 0
    case_id: int = 0
    case_type: str = "initial"
    certificate_id: int | None = None
    first_day: date = date.max
    second_day: date = date.max
    last_day: date = date.max
    script: Step = field(init=False)

    @property
    def enterprise(self) -> Enterprise:
        """The enterprise that applies."""
        return ENTERPRISES[self.key]

    @property
    def scheme(self) -> Scheme:
        """The scheme of the demo."""
        return scheme("IIIMS")

    @property
    def case(self) -> Case:
        """The case as it stands now."""
        session.expire_all()
        return session.get_one(Case, self.case_id)

    @property
    def applicant(self) -> Actor:
        """The enterprise's person."""
        return self.cast.actor(self.key)

    @property
    def officer(self) -> Actor:
        """The body's case officer."""
        return self.cast.actor(f"officer-{self.body}")

    @property
    def scheduler(self) -> Actor:
        """The body's scheduler."""
        return self.cast.actor(f"scheduler-{self.body}")

    @property
    def secretary(self) -> Actor:
        """The secretariat."""
        return self.cast.actor("secretary")

    def expert(self, place: int) -> Person:
        """An expert of the committee for a seat; seats rotate from case to case."""
        experts = [one for key, one in self.cast.people.items() if key.startswith("expert")]
        return experts[(self.seat + place) % len(experts)]

    def holder(self, role: Role) -> Assignment:
        """Who has a part in the case."""
        held = [
            one
            for one in assignments_of(self.case_id, "proposed", "declared", "confirmed")
            if one.role == role
        ]
        return held[-1]

    def acting(self, role: Role) -> Actor:
        """The person with a part in the case, just signed in."""
        return self.cast.actor(self.key_of(self.holder(role).person_id))

    def key_of(self, person_id: int) -> str:
        """The key of a person in the cast."""
        return next(key for key, one in self.cast.people.items() if one.id == person_id)

    @property
    def has_findings(self) -> bool:
        """Whether a nonconformity is found in this play."""
        return self.stop in {"correction", "concluding"} or self.seat % 2 == 0

    def open_finding(self) -> Finding:
        """The nonconformity that waits for an answer, or for its verification."""
        return next(one for one in findings_of(self.case) if one.state in {"issued", "answered"})

    def held(self) -> date:
        """When the last step towards an open state is taken: a few days before today."""
        days = HELD_OTHERWISE.get(self.stop, HELD_FOR)
        return max(self.on, self.today - timedelta(days=days))

    @property
    def on(self) -> date:
        """The present day of the play."""
        return clock.today()

    def after(self, days: int) -> date:
        """The working day on or after so many days from now."""
        day = self.on + timedelta(days=days)
        return day if CALENDAR.is_working_day(day) else CALENDAR.next_working_day(day)
