"""Facts after which people's ties to the enterprises of open cases are looked at again (R15)."""

from dataclasses import dataclass

from certplatform.domain.facts import Fact


@dataclass(frozen=True, slots=True)
class SurroundingsChanged(Fact):
    """Owners, contacts or consultancies of an organisation are others now."""

    organisation_id: int


@dataclass(frozen=True, slots=True)
class OutsideRoleGiven(Fact):
    """A person has an account at an enterprise or consultancy; it counts as employment there."""

    person_id: int
    organisation_id: int


@dataclass(frozen=True, slots=True)
class ContactChanged(Fact):
    """A person is reached in another way; it may be one of an enterprise's contacts (R16)."""

    person_id: int


@dataclass(frozen=True, slots=True)
class MemberSuspended(Fact):
    """A place is suspended because a fact that came to light speaks against it."""

    assignment_id: int
    rule: str
    verdict: str
