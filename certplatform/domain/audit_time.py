"""R25: how many person-days an audit takes, with the working shown, and how many are booked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil

from certplatform.domain.actors import Role
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.scheme import CaseType
from certplatform.domain.wording import N_

COUNTED_ROLES = frozenset({Role.LEAD, Role.ASSESSOR})
_HALVES_A_DAY = 2


@dataclass(frozen=True, slots=True)
class Reduction:
    """One reason why this audit takes less time than the table says."""

    title: str
    percent: int
    justification: str


@dataclass(frozen=True, slots=True)
class Working:
    """One line of the calculation: a sentence and the days after it."""

    text: str
    params: Mapping[str, str | int]
    days: Decimal


@dataclass(frozen=True, slots=True)
class AuditTime:
    """The person-days needed. `auditing_days` of them must be auditing itself."""

    headcount: int
    days: Decimal
    auditing_days: Decimal
    lines: tuple[Working, ...]


@dataclass(frozen=True, slots=True)
class BookedHalfDay:
    """One half-day of one person in the plan; `auditing` unless it is travel, report or waiting."""

    person: int
    role: str
    on: date
    half: str
    auditing: bool = True


@dataclass(frozen=True, slots=True)
class BookedTime:
    """What a plan comes to, in person-days."""

    days: Decimal
    auditing_days: Decimal


def audit_time(
    headcount: int, case_type: CaseType, reductions: Sequence[Reduction], rules: Ruleset
) -> AuditTime:
    """The time for one case: table, share of the case type, reductions, each line shown."""
    days, first = _from_table(headcount, rules)
    lines = [first]
    share = rules.fraction(case_type.audit_share)
    if share != 1:
        days = _rounded_up(days * share, rules)
        lines.append(
            Working(
                N_("%(share)s of it for this case type, rounded up to half a day"),
                {"share": str(share)},
                plain_days(days),
            )
        )
    percent = sum(one.percent for one in reductions)
    full = days
    for one in reductions:
        days -= full * Fraction(one.percent, 100)
        lines.append(
            Working(
                N_("less %(percent)s %%: %(title)s"),
                {"percent": one.percent, "title": one.title},
                plain_days(days),
            )
        )
    if percent:
        days = _rounded_up(days, rules)
        lines.append(Working(N_("rounded up to half a day"), {}, plain_days(days)))
    auditing = days * Fraction(rules.number("R25.auditing_min_percent"), 100)
    return AuditTime(headcount, plain_days(days), plain_days(auditing), tuple(lines))


def reduction_obstacles(reductions: Sequence[Reduction], rules: Ruleset) -> list[Obstacle]:
    """R25: each reduction is justified, and together they stay within the limit."""
    found = []
    for one in reductions:
        if one.percent <= 0:
            found.append(
                Obstacle(
                    "R25",
                    N_("The reduction “%(title)s” has no share above zero."),
                    N_("Enter the per cent by which it shortens the audit, or remove it."),
                    {"title": one.title},
                    field="reductions",
                )
            )
        if not one.justification.strip():
            found.append(
                Obstacle(
                    "R25",
                    N_("The reduction “%(title)s” has no justification."),
                    N_("Write why this audit needs less time."),
                    {"title": one.title},
                    field="reductions",
                )
            )
    limit, total = rules.number("R25.reduction_max_percent"), sum(r.percent for r in reductions)
    if total > limit:
        found.append(
            Obstacle(
                "R25",
                N_("The reductions come to %(total)s %% together; %(limit)s %% are allowed."),
                N_("Take %(excess)s %% back."),
                {"total": total, "limit": limit, "excess": total - limit},
                field="reductions",
            )
        )
    return found


def booked_time(half_days: Iterable[BookedHalfDay]) -> BookedTime:
    """Person-days of a plan: half a day each, at most one day per person and date.

    Longer days earn nothing; trainees and technical experts count nothing.
    """
    slots: dict[tuple[int, date], dict[str, bool]] = defaultdict(dict)
    for one in half_days:
        if one.role in COUNTED_ROLES:
            day = slots[one.person, one.on]
            day[one.half] = day.get(one.half, False) or one.auditing
    total = sum(min(len(day), _HALVES_A_DAY) for day in slots.values())
    auditing = sum(min(sum(day.values()), _HALVES_A_DAY) for day in slots.values())
    return BookedTime(Decimal(total) / 2, Decimal(auditing) / 2)


def booking_obstacles(needed: AuditTime, booked: BookedTime) -> list[Obstacle]:
    """R25: whether a plan has the days that the calculation asks for."""
    found = []
    if booked.days < needed.days:
        found.append(
            Obstacle(
                "R25",
                N_("The plan has %(booked)s person-days; %(needed)s are needed."),
                N_("Book %(missing)s more person-days of assessors."),
                {
                    "booked": shown(booked.days),
                    "needed": shown(needed.days),
                    "missing": shown(needed.days - booked.days),
                },
            )
        )
    if booked.auditing_days < needed.auditing_days:
        found.append(
            Obstacle(
                "R25",
                N_(
                    "Only %(booked)s person-days of the plan are auditing itself; "
                    "%(needed)s are needed."
                ),
                N_("Book more auditing on site or remote; travel and writing do not count."),
                {"booked": shown(booked.auditing_days), "needed": shown(needed.auditing_days)},
            )
        )
    return found


def agreement_obstacles(agreed: Decimal | None, booked: BookedTime) -> list[Obstacle]:
    """R25: a plan longer than the agreement is pointed out; fewer days are `booking_obstacles`."""
    if agreed is None or booked.days <= agreed:
        return []
    return [
        Obstacle(
            "R25",
            N_("The plan has %(booked)s person-days; the agreement names %(agreed)s."),
            N_("Take %(excess)s person-days out, or agree on them with the enterprise."),
            {
                "booked": shown(booked.days),
                "agreed": shown(agreed),
                "excess": shown(booked.days - agreed),
            },
            weight="warns",
        )
    ]


def plain_days(days: Fraction) -> Decimal:
    """Days as a decimal number."""
    return Decimal(days.numerator) / Decimal(days.denominator)


def shown(days: Decimal) -> str:
    """Days as people write them: 2, 2.5, at most two places."""
    text = f"{days:.2f}"
    return text.rstrip("0").rstrip(".")


def _from_table(headcount: int, rules: Ruleset) -> tuple[Fraction, Working]:
    if headcount < 1:
        raise ValueError("somebody has to work in the scope of an audit")
    low, bound, days = 1, 0, Fraction(0)
    for row in rules.table("R25.days_by_headcount"):
        low, bound, days = bound + 1, int(str(row["up_to"])), Fraction(str(row["days"]))
        if headcount <= bound:
            break
    while headcount > bound:
        low, bound = bound + 1, _next_bound(bound, rules)
        days += rules.fraction("R25.beyond_days")
    params: dict[str, str | int] = {"headcount": headcount, "low": low, "bound": bound}
    text = N_("%(headcount)s people in scope: row %(low)s to %(bound)s of the table")
    return days, Working(text, params, plain_days(days))


def _next_bound(bound: int, rules: Ruleset) -> int:
    step = rules.number("R25.beyond_round_to")
    # half a step goes up, always; banker's rounding would depend on the neighbour
    return int(bound * rules.fraction("R25.beyond_factor") / step + Fraction(1, 2)) * step


def _rounded_up(days: Fraction, rules: Ruleset) -> Fraction:
    part = rules.fraction("R25.share_round_to")
    return max(rules.fraction("R25.share_days_min"), ceil(days / part) * part)
