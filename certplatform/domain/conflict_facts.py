"""The dated facts from which conflicts of interest are found, as they are entered (R13-R15)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from certplatform.domain.naming import is_same_name, known_names, plain_code

EMPLOYMENT, CONSULTANCY, TRAINING, INTERNAL_AUDIT = (
    "employment",
    "consultancy",
    "training",
    "internal_audit",
)
SHAREHOLDING, KINSHIP, BUSINESS, OTHER = "shareholding", "kinship", "business", "other"
WORK = frozenset({EMPLOYMENT, CONSULTANCY, TRAINING, INTERNAL_AUDIT})
# Between organisations: one owns a share of another; one advised another on its system.
OWNERSHIP, ADVICE = "ownership", "advice"


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation as it is named somewhere; the code may be missing."""

    name: str
    code: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All its names."""
        return known_names(self.name, self.aliases)

    @property
    def shown(self) -> str:
        """How it is called in a sentence."""
        return self.name or self.code


@dataclass(frozen=True, slots=True)
class Tie:
    """One dated fact about a person and an organisation; without an end it goes on.

    `share`: per cent of a shareholding, where it is known.
    """

    kind: str
    organisation: Organisation
    from_on: date | None = None
    until_on: date | None = None
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Kin:
    """Somebody of a person's family, with the ties known of them."""

    name: str
    ties: tuple[Tie, ...] = ()
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is to act in a case, with everything known or declared of their ties."""

    person: int
    name: str
    ties: tuple[Tie, ...] = ()
    kin: tuple[Kin, ...] = ()


@dataclass(frozen=True, slots=True)
class Holding:
    """One organisation owns a share of another, in per cent; an unknown share counts as all."""

    owner: Organisation
    owned: Organisation
    share: Decimal | None = None
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Enterprise:
    """The enterprise of a case, who owns whom around it, and the consultancies of its application.

    `group` names enterprises of its group whose shares nobody knows: they count as owned wholly.
    """

    organisation: Organisation
    group: tuple[Organisation, ...] = ()
    consultancy: Organisation | None = None
    holdings: tuple[Holding, ...] = ()
    consultancies: tuple[Organisation, ...] = ()

    @property
    def all_holdings(self) -> tuple[Holding, ...]:
        """The holdings, those of the group included."""
        return (*self.holdings, *(Holding(one, self.organisation) for one in self.group))

    @property
    def advisers(self) -> tuple[Organisation, ...]:
        """Every consultancy that the application names."""
        first = (self.consultancy,) if self.consultancy is not None else ()
        return tuple(dict.fromkeys((*first, *self.consultancies)))


def is_same(one: Organisation, other: Organisation) -> bool:
    """Whether two mentions mean one organisation: by code where both have one, else by name."""
    if one.code and other.code:
        return plain_code(one.code) == plain_code(other.code)
    return any(is_same_name(mine, theirs) for mine in one.names for theirs in other.names)
