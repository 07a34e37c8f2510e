"""R16: things a person has in common with the enterprise's contacts, to be cleared in writing."""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from certplatform.domain.naming import plain_name
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.wording import N_

_COUNTRY = "86"
_LONG_NUMBER = 11


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody can be reached: of a person, or of one contact of the enterprise."""

    name: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clearance:
    """A written statement that one suspicion is harmless."""

    key: str
    person: int
    by: int
    reason: str


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One thing in common. `key` says which, so that a clearance fits this one only."""

    person: int
    kind: str
    shared: str
    obstacle: Obstacle

    @property
    def key(self) -> str:
        """The suspicion's name in a clearance."""
        return f"{self.kind}:{self.shared}"


_SENTENCES = {
    "phone": N_("%(person)s and %(contact)s share the telephone number %(shared)s."),
    "domain": N_("%(person)s and %(contact)s have mail addresses at %(shared)s."),
    "address": N_("%(person)s and %(contact)s share the address %(shared)s."),
    "name": N_("%(person)s has the same name as a contact of the enterprise: %(shared)s."),
}


def suspicions(
    person: int, own: Contact, contacts: Iterable[Contact], rules: Ruleset
) -> list[Suspicion]:
    """Everything in common, each once per contact."""
    if not rules.on_off("R16.suspected_interest"):
        return []
    public = {str(domain) for domain in _public_domains(rules)}
    mine = _marks(own, public)
    found = []
    for contact in contacts:
        theirs = _marks(contact, public)
        for kind, fact in _SENTENCES.items():
            found += [
                _suspicion(person, own, contact, kind, fact, shared)
                for shared in sorted(mine[kind] & theirs[kind])
            ]
    return found


def suspicion_obstacles(
    found: Iterable[Suspicion], clearances: Collection[Clearance]
) -> list[Obstacle]:
    """R16: the suspicions that nobody else has cleared in writing yet."""
    return [one.obstacle for one in found if not any(_clears(c, one) for c in clearances)]


def clearance_obstacles(clearance: Clearance) -> list[Obstacle]:
    """R16: a clearance is written, and by somebody else."""
    if clearance.by == clearance.person:
        return [
            Obstacle(
                "R16",
                N_("Nobody clears a suspicion about themselves."),
                N_("Ask somebody else to look at it."),
            )
        ]
    if not clearance.reason.strip():
        return [
            Obstacle(
                "R16",
                N_("The clearance has no reason."),
                N_("Write why what they have in common is harmless."),
                field="reason",
            )
        ]
    return []


def _clears(clearance: Clearance, one: Suspicion) -> bool:
    fits = clearance.person == one.person and clearance.key == one.key
    return fits and not clearance_obstacles(clearance)


def _public_domains(rules: Ruleset) -> Collection[object]:
    value = rules.values.get("R16.public_mail_domains")
    return value.value if value is not None and isinstance(value.value, list | tuple) else ()


def _marks(contact: Contact, public: Collection[str]) -> dict[str, set[str]]:
    domains = {mail.rpartition("@")[2].strip().casefold() for mail in contact.emails if "@" in mail}
    return {
        "phone": {_plain_phone(one) for one in contact.phones} - {""},
        "domain": domains - set(public) - {""},
        "address": {plain_name(one) for one in contact.addresses} - {""},
        "name": {plain_name(contact.name)} - {""},
    }


def _plain_phone(text: str) -> str:
    digits = "".join(char for char in unicodedata.normalize("NFKC", text) if char.isdigit())
    digits = digits.removeprefix("00")
    if len(digits) > _LONG_NUMBER and digits.startswith(_COUNTRY):
        return digits.removeprefix(_COUNTRY)
    return digits


def _suspicion(
    person: int, own: Contact, contact: Contact, kind: str, fact: str, shared: str
) -> Suspicion:
    obstacle = Obstacle(
        "R16",
        fact,
        N_("Somebody else looks at it and clears it in writing, or choose another person."),
        {"person": own.name, "contact": contact.name, "shared": shared},
        weight="clear",
        field=f"{kind}:{shared}",
    )
    return Suspicion(person, kind, shared, obstacle)
