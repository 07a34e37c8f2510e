"""R41-R44, R50, R51: what a certificate says, which dates it gets, what stands in its way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from certplatform.domain.obstacles import Obstacle
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.scheme import Outcome, Scheme, Text
from certplatform.domain.validity import expiry, renewal, renewal_obstacles
from certplatform.domain.wording import N_
from certplatform.domain.workflow.certificate import (
    CANCELLED,
    CERTIFICATE,
    EXPIRED,
    REVOKED,
    SUSPENDED,
    VALID,
)

PENDING, CURRENT, SUPERSEDED = "pending", "current", "superseded"
SAME_NUMBER, NEW_NUMBER = True, False

# Reason codes of changes that nobody chose a reason for; the rest is scheme data.
BY_REVISION, BY_UPKEEP = "revision", "upkeep"
OWN_REASONS: Mapping[str, Text] = {
    BY_REVISION: Text("换发新版次", "Next revision issued"),
    BY_UPKEEP: Text("根据监督审核的评定决定", "By the decision on surveillance"),
}


class Issuer(Protocol):
    """What issuing needs from whoever prints and signs."""

    def token(self, record: Mapping[str, Any]) -> str:
        """The signed QR token of a record."""
        ...

    def unprintable(self, texts: Sequence[str]) -> str:
        """The first character that no typeface has; "" when all can be printed."""
        ...


@dataclass(frozen=True, slots=True)
class Held:
    """The certificate that a renewal, upgrade or change builds on."""

    state: str
    revision: int
    first_issued_on: date
    issued_on: date
    expires_on: date


@dataclass(frozen=True, slots=True)
class Dates:
    """Number, revision and dates that a decision leads to."""

    keeps_number: bool
    revision: int
    first_issued_on: date
    issued_on: date
    expires_on: date


@dataclass(frozen=True, slots=True)
class Capability:
    """A capability as the certificate names it."""

    name: str
    viewpoint: str
    level: str


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """R43: everything a certificate says."""

    number: str
    dates: Dates
    holder: Mapping[str, str]
    sites: Sequence[Mapping[str, str]]
    issuer: Mapping[str, str]
    body: Mapping[str, str]
    standard: str
    scope: str
    scope_en: str
    grade: str
    capabilities: Sequence[Capability]


def record(facts: RecordFacts) -> dict[str, Any]:
    """R43's content without QR code, signature, status and file digest.

    The token's SHA-256 is taken of its RFC 8785 form; names and order are those of the API.
    """
    return {
        "number": facts.number,
        "revision": facts.dates.revision,
        "holder": dict(facts.holder),
        "sites": [dict(site) for site in facts.sites],
        "issuer": dict(facts.issuer),
        "body": dict(facts.body),
        "standard": facts.standard,
        "scope": facts.scope,
        "scope_en": facts.scope_en,
        "grade": facts.grade,
        "capabilities": [
            {"name": one.name, "viewpoint": one.viewpoint, "level": one.level}
            for one in facts.capabilities
        ],
        "first_issued": facts.dates.first_issued_on.isoformat(),
        "issued": facts.dates.issued_on.isoformat(),
        "expires": facts.dates.expires_on.isoformat(),
    }


def dates_of(
    outcome: Outcome, held: Held | None, decided_on: date, today: date, rules: Ruleset
) -> Dates:
    """R41, R50, R51: the dates of what a decision leads to.

    A certificate whose end came between a decision in time and the issue is final (R49): the
    renewal then carries a new number, but keeps the first issue date and the new end.
    """
    if held is None or outcome == "new":
        return Dates(NEW_NUMBER, 1, today, today, expiry(today, rules))
    if outcome == "revised":
        kept = (held.first_issued_on, held.issued_on, held.expires_on)
        return Dates(SAME_NUMBER, held.revision + 1, *kept)
    found = renewal(held.expires_on, decided_on, today, rules)
    keeps = found.keeps_number and held.state not in CERTIFICATE.final
    first = held.first_issued_on if found.keeps_number else found.starts_on
    revision = held.revision + 1 if keeps else 1
    return Dates(keeps, revision, first, found.starts_on, found.expires_on)


def held_obstacles(
    outcome: Outcome, held: Held | None, decided_on: date, rules: Ruleset
) -> list[Obstacle]:
    """R49-R51: whether the certificate there is can be renewed or revised."""
    if held is None:
        return []
    if held.state == SUSPENDED:
        return [
            Obstacle(
                "R49",
                N_("The certificate that this case builds on is suspended."),
                N_("Restore it first, with evidence that the cause is gone."),
            )
        ]
    if held.state in CERTIFICATE.final and not (outcome == "renewed" and held.state == EXPIRED):
        return [
            Obstacle(
                "R51",
                N_("The certificate that this case builds on is no longer valid."),
                N_("Apply for an initial assessment."),
            )
        ]
    return renewal_obstacles(held.expires_on, decided_on, rules) if outcome == "renewed" else []


def content_obstacles(
    holder: Mapping[str, str], scope: str, capabilities: Sequence[Capability], body_code: str
) -> list[Obstacle]:
    """R42, R43: whether everything is there that number and paper need."""
    needed = (
        (holder.get("address", ""), N_("The address of the holder is missing.")),
        (scope, N_("The scope is missing.")),
        ("yes" if capabilities else "", N_("There is no capability to certify.")),
    )
    found = [
        Obstacle("R43", sentence, N_("Complete it, then issue the certificate."))
        for value, sentence in needed
        if not value.strip()
    ]
    if not body_code:
        found.append(
            Obstacle(
                "R42",
                N_("The body has no code for certificate numbers."),
                N_("An administrator enters the code of the body."),
            )
        )
    return found


def glyph_obstacles(unprintable: str) -> list[Obstacle]:
    """R43: a character that no typeface has stops the issue; a box is never printed."""
    if not unprintable:
        return []
    return [
        Obstacle(
            "R43",
            N_("The character “%(character)s” (%(point)s) cannot be printed."),
            N_("Correct the text, or have a typeface with this character installed."),
            {"character": unprintable, "point": f"U+{ord(unprintable):04X}"},
        )
    ]


def certified_capabilities(
    claimed: Sequence[Capability], reached: Mapping[int, str], grade: str, scheme: Scheme
) -> list[Capability]:
    """R34: the capabilities with the level that the certificate names.

    None above what was claimed; where the panel granted less than the lowest of them, none above
    the level of the grade granted. `reached` holds the computed levels by place.
    """
    ranks = {level.code: level.rank for level in scheme.levels}
    codes = {level.rank: level.code for level in scheme.levels}
    granted = ranks[scheme.grade(grade).level]
    levels = [
        min(ranks[one.level], ranks.get(reached.get(place, one.level), 0))
        for place, one in enumerate(claimed)
    ]
    if levels and min(levels) > granted:
        levels = [granted] * len(levels)
    return [
        Capability(one.name, one.viewpoint, codes[rank])
        for one, rank in zip(claimed, levels, strict=True)
        if rank
    ]


def present_state(state: str, expires_on: date, today: date) -> str:
    """The status today, also before the nightly work has written it down (R49)."""
    over = today > expires_on and state not in CERTIFICATE.final
    return EXPIRED if over else state


REASON_LISTS: Mapping[str, str] = {
    VALID: "restore",
    SUSPENDED: "suspend",
    REVOKED: "withdraw_certificate",
    CANCELLED: "cancel",
}


def public_reason(status: str, code: str, scheme: Scheme) -> Text:
    """The reason class that the public record shows for a change of status (R53)."""
    if code in OWN_REASONS:
        return OWN_REASONS[code]
    known = scheme.reasons.get(REASON_LISTS.get(status, ""), ())
    return next((one.public for one in known if one.code == code), Text("", ""))
