"""R13-R16: what ties a person to an enterprise, found from dated facts and explained by its path.

An enterprise is known by its code or its name; the enterprises of its group count like itself.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from certplatform.domain.obstacles import Obstacle
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.wording import N_

EMPLOYMENT, CONSULTANCY, TRAINING, INTERNAL_AUDIT = (
    "employment",
    "consultancy",
    "training",
    "internal_audit",
)
SHAREHOLDING, KINSHIP, BUSINESS, OTHER = "shareholding", "kinship", "business", "other"


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation as it is named somewhere; the code may be missing."""

    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Tie:
    """One dated fact about a person and an organisation; without an end it goes on."""

    kind: str
    organisation: Organisation
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Enterprise:
    """The enterprise of a case, its group, and the consultancy that its application names."""

    organisation: Organisation
    group: tuple[Organisation, ...] = ()
    consultancy: Organisation | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is to act in a case, with everything known or declared of their ties."""

    person: int
    name: str
    ties: tuple[Tie, ...] = ()


# For each kind of tie: the sentence for the enterprise itself, and for an enterprise of its group.
_WORKED: dict[str, tuple[str, str]] = {
    EMPLOYMENT: (
        N_("%(person)s worked for %(organisation)s (%(period)s)."),
        N_(
            "%(person)s worked for %(organisation)s (%(period)s), "
            "which belongs to the group of %(enterprise)s."
        ),
    ),
    CONSULTANCY: (
        N_("%(person)s consulted for %(organisation)s (%(period)s)."),
        N_(
            "%(person)s consulted for %(organisation)s (%(period)s), "
            "which belongs to the group of %(enterprise)s."
        ),
    ),
    TRAINING: (
        N_("%(person)s trained people of %(organisation)s (%(period)s)."),
        N_(
            "%(person)s trained people of %(organisation)s (%(period)s), "
            "which belongs to the group of %(enterprise)s."
        ),
    ),
    INTERNAL_AUDIT: (
        N_("%(person)s did an internal audit for %(organisation)s (%(period)s)."),
        N_(
            "%(person)s did an internal audit for %(organisation)s (%(period)s), "
            "which belongs to the group of %(enterprise)s."
        ),
    ),
}
_DECLARED: dict[str, tuple[str, str]] = {
    SHAREHOLDING: (
        N_("%(person)s holds shares of %(organisation)s."),
        N_(
            "%(person)s holds shares of %(organisation)s, "
            "which belongs to the group of %(enterprise)s."
        ),
    ),
    KINSHIP: (
        N_("%(person)s has family at %(organisation)s."),
        N_(
            "%(person)s has family at %(organisation)s, "
            "which belongs to the group of %(enterprise)s."
        ),
    ),
    BUSINESS: (
        N_("%(person)s does business with %(organisation)s."),
        N_(
            "%(person)s does business with %(organisation)s, "
            "which belongs to the group of %(enterprise)s."
        ),
    ),
    OTHER: (
        N_("%(person)s declared an interest in %(organisation)s."),
        N_(
            "%(person)s declared an interest in %(organisation)s, "
            "which belongs to the group of %(enterprise)s."
        ),
    ),
}


def conflict_obstacles(
    person: Person, enterprise: Enterprise, day: date, rules: Ruleset
) -> list[Obstacle]:
    """R13-R15 for one person; `day` is the first audit day, or that of the act."""
    window_from = day - relativedelta(months=rules.number("R13.cooloff_months"))
    found = []
    for tie in person.ties:
        if not _touches(tie, window_from, day):
            continue
        found += _work_obstacles(person, tie, enterprise, rules)
        if rules.on_off("R14.consultancy_link"):
            found += _consultancy_obstacles(person, tie, enterprise, rules)
        if rules.on_off("R15.declared_interest"):
            found += _interest_obstacles(person, tie, enterprise)
    return found


def is_same(one: Organisation, other: Organisation) -> bool:
    """Whether two mentions mean one organisation: by code where both have one, else by name."""
    if one.code and other.code:
        return one.code.upper() == other.code.upper()
    return bool(one.name) and plain_name(one.name) == plain_name(other.name)


def plain_name(name: str) -> str:
    """A name without blanks, in one width and case, so that mentions can be compared."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _touches(tie: Tie, window_from: date, day: date) -> bool:
    began = tie.from_on is None or tie.from_on <= day
    return began and (tie.until_on is None or tie.until_on >= window_from)


def _side(tie: Tie, enterprise: Enterprise) -> int | None:
    """0 for the enterprise itself, 1 for one of its group, None for neither."""
    if is_same(tie.organisation, enterprise.organisation):
        return 0
    return 1 if any(is_same(tie.organisation, one) for one in enterprise.group) else None


def _work_obstacles(
    person: Person, tie: Tie, enterprise: Enterprise, rules: Ruleset
) -> list[Obstacle]:
    side = _side(tie, enterprise)
    if side is None or tie.kind not in _WORKED:
        return []
    return [_timed("R13", _WORKED[tie.kind][side], person, tie, enterprise, rules)]


def _consultancy_obstacles(
    person: Person, tie: Tie, enterprise: Enterprise, rules: Ruleset
) -> list[Obstacle]:
    consultancy = enterprise.consultancy
    if tie.kind != EMPLOYMENT or consultancy is None or not is_same(tie.organisation, consultancy):
        return []
    fact = N_(
        "%(person)s worked for %(organisation)s (%(period)s), "
        "the consultancy that %(enterprise)s names in its application."
    )
    return [_timed("R14", fact, person, tie, enterprise, rules)]


def _interest_obstacles(person: Person, tie: Tie, enterprise: Enterprise) -> list[Obstacle]:
    side = _side(tie, enterprise)
    if side is None or tie.kind in _WORKED:
        return []
    sentences = _DECLARED.get(tie.kind, _DECLARED[OTHER])
    return [
        Obstacle(
            "R15",
            sentences[side],
            N_("Choose somebody else; a declared interest cannot be cleared."),
            _path(person, tie, enterprise),
        )
    ]


def _timed(
    rule: str, fact: str, person: Person, tie: Tie, enterprise: Enterprise, rules: Ruleset
) -> Obstacle:
    params = _path(person, tie, enterprise)
    if tie.until_on is None:
        return Obstacle(rule, fact, N_("Choose somebody else."), params)
    months = rules.number("R13.cooloff_months")
    params["free"] = _first_free_day(tie.until_on, months).isoformat()
    params["months"] = months
    cure = N_("Choose somebody else; %(months)s months have passed for this person on %(free)s.")
    return Obstacle(rule, fact, cure, params)


def _first_free_day(until_on: date, months: int) -> date:
    # month ends clamp, so several days share one window start: look for the first outside
    day = until_on + relativedelta(months=months)
    while day - relativedelta(months=months) <= until_on:
        day += timedelta(days=1)
    return day


def _path(person: Person, tie: Tie, enterprise: Enterprise) -> dict[str, str | int]:
    return {
        "person": person.name,
        "organisation": tie.organisation.name or tie.organisation.code,
        "enterprise": enterprise.organisation.name,
        "period": _period(tie),
    }


def _period(tie: Tie) -> str:
    began = tie.from_on.isoformat() if tie.from_on else "…"
    return f"{began} – {tie.until_on.isoformat() if tie.until_on else '…'}"


def conflicts_of_all(
    people: Sequence[Person], enterprise: Enterprise, day: date, rules: Ruleset
) -> dict[int, list[Obstacle]]:
    """The conflicts of each candidate by person, so that proposals show their evidence."""
    return {one.person: conflict_obstacles(one, enterprise, day, rules) for one in people}
