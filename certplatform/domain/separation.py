"""R17-R20: own declaration, disjoint parts of a case, rotation of the lead, no half-day twice."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from certplatform.domain.actors import Role
from certplatform.domain.bilingual import in_both
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.scheme import Text
from certplatform.domain.wording import N_

AUDIT_TEAM = "audit_team"
PARTS: Mapping[str, Text] = {
    AUDIT_TEAM: Text("评定组", "audit team"),
    Role.TECHNICAL_CHECKER: Text("技术复核人员", "technical checker"),
    Role.COMPLIANCE_REVIEWER: Text("合规性审查员", "compliance reviewer"),
    Role.CONFIRMATION_AUDITOR: Text("确认审核员", "confirmation auditor"),
    Role.RECHECKER: Text("复核员", "re-checker"),
    Role.PANEL_MEMBER: Text("评审委员", "panel member"),
    Role.APPEAL_HANDLER: Text("申诉处理人", "appeal handler"),
}
_PART_OF_ROLE = {
    Role.LEAD: AUDIT_TEAM,
    Role.ASSESSOR: AUDIT_TEAM,
    Role.TECHNICAL_EXPERT: AUDIT_TEAM,
    Role.TRAINEE: AUDIT_TEAM,
}


@dataclass(frozen=True, slots=True)
class PartHolder:
    """Somebody who has a part in a case, by the role of their assignment."""

    person: int
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class HalfDay:
    """One half-day of one person's calendar: an audit elsewhere, leave, or busy outside."""

    person: int
    name: str
    on: date
    half: str
    what: str = ""
    leave: bool = False
    busy: bool = False


def part_of(role: str) -> str:
    """The part that a role plays in the separation; all roles of the audit team are one part."""
    return _PART_OF_ROLE.get(Role(role), str(role))


def separation_obstacles(holders: Iterable[PartHolder], rules: Ruleset) -> list[Obstacle]:
    """R18: nobody holds two parts of one case."""
    if not rules.on_off("R18.separation"):
        return []
    held: dict[int, dict[str, PartHolder]] = {}
    for one in holders:
        part = part_of(one.role)
        if part in PARTS:
            held.setdefault(one.person, {}).setdefault(part, one)
    return [
        _two_parts(next(iter(parts.values())).name, first, second)
        for parts in held.values()
        for first, second in zip(list(parts), list(parts)[1:], strict=False)
    ]


def appointment_obstacles(
    candidate: PartHolder, holders: Iterable[PartHolder], rules: Ruleset
) -> list[Obstacle]:
    """R18: whether somebody may still take this part, given who held one before."""
    own = [one for one in holders if one.person == candidate.person]
    return separation_obstacles([*own, candidate], rules)


def declaration_obstacles(name: str, signed_on: date | None, rules: Ruleset) -> list[Obstacle]:
    """R17: the declaration for this case comes before its documents."""
    if signed_on is not None or not rules.on_off("R17.own_declaration"):
        return []
    return [
        Obstacle(
            "R17",
            N_("%(person)s has not signed the impartiality and confidentiality declaration."),
            N_("Sign the declaration for this case first; its documents open then."),
            {"person": name},
        )
    ]


def rotation_obstacles(
    lead: int, name: str, earlier_leads: Sequence[int], justification: str, rules: Ruleset
) -> list[Obstacle]:
    """R19: the same lead for too many cycles in a row; `earlier_leads` has the latest last.

    Without a justification it must be cleared first, with one it stays a warning.
    """
    limit = rules.number("R19.rotation")
    in_a_row = 1
    for earlier in reversed(earlier_leads):
        if earlier != lead:
            break
        in_a_row += 1
    if in_a_row <= limit:
        return []
    return [
        Obstacle(
            "R19",
            N_("%(person)s would lead at this enterprise for the cycle number %(count)s in a row."),
            N_("Choose another lead assessor, or write why the same person is needed."),
            {"person": name, "count": in_a_row, "limit": limit},
            weight="warns" if justification.strip() else "clear",
            field="rotation_justification",
        )
    ]


def overlap_obstacles(
    wanted: Sequence[HalfDay], taken: Collection[HalfDay], rules: Ruleset
) -> list[Obstacle]:
    """R20: nobody is booked twice, or during leave, in one half-day.

    `wanted` is the plan of this case (several rows of one half-day in one case are one booking);
    `taken` are bookings in other cases, leave, and busy time by people's own calendars.
    """
    if not rules.on_off("R20.half_day_overlap"):
        return []
    busy = {(one.person, one.on, one.half): one for one in taken}
    slots = {(one.person, one.on, one.half): one for one in wanted}
    return [_taken_twice(one, busy[slot]) for slot, one in slots.items() if slot in busy]


_HALVES = {"am": Text("上午", "morning"), "pm": Text("下午", "afternoon")}


def half_title(half: str) -> Text:
    """The name of a half-day."""
    return _HALVES.get(half, Text(half, half))


def _taken_twice(wanted: HalfDay, taken: HalfDay) -> Obstacle:
    params: dict[str, str | int] = {
        "person": wanted.name,
        "day": wanted.on.isoformat(),
        "what": taken.what,
        **in_both("half", half_title(wanted.half)),
    }
    if taken.busy:
        fact = N_("%(person)s has no time on %(day)s (%(half)s), by their own calendar.")
    elif taken.leave:
        fact = N_("%(person)s is on leave on %(day)s (%(half)s).")
    else:
        fact = N_("%(person)s is already booked on %(day)s (%(half)s): %(what)s.")
    return Obstacle("R20", fact, N_("Choose another half-day or another person."), params)


def _two_parts(name: str, first: str, second: str) -> Obstacle:
    return Obstacle(
        "R18",
        N_("%(person)s already acts in this case as %(first)s and cannot be %(second)s too."),
        N_("Appoint somebody who has no part in this case yet."),
        {"person": name, **in_both("first", PARTS[first]), **in_both("second", PARTS[second])},
    )
