"""Facts about people and their records."""

from dataclasses import dataclass

from certplatform.domain.facts import Fact


@dataclass(frozen=True, slots=True)
class LeaveClashes(Fact):
    """Somebody is away on days for which a released plan has booked them (R20)."""

    person_id: int
    member: str
    days: str


@dataclass(frozen=True, slots=True)
class PeopleMerged(Fact):
    """Two records were one person's; what was on either now speaks for the one that is kept."""

    person_id: int
    alias_id: int


@dataclass(frozen=True, slots=True)
class DeclarationNear(Fact):
    """The limit for declaring on an offered place comes near (R57)."""

    assignment_id: int
    due_on: str


@dataclass(frozen=True, slots=True)
class DeclarationLate(Fact):
    """The limit for declaring on an offered place has passed (R57)."""

    assignment_id: int
    due_on: str
