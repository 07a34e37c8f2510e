"""What an assessment costs: a body's tariff applied to the days and sites of one case, in cents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from certplatform.domain.obstacles import Obstacle
from certplatform.domain.wording import N_

_HALVES_A_DAY = 2
MOST_CENTS = 1_000_000_00


@dataclass(frozen=True, slots=True)
class TariffRates:
    """What a body charges from a day on; `number` is the edition of its tariff."""

    number: int
    application_cents: int
    day_rate_cents: int
    site_cents: int
    certificate_cents: int


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One item of the fee: a sentence and the cents it comes to."""

    text: str
    params: Mapping[str, str | int]
    cents: int


def fee_lines(
    half_days: int, branches_visited: int, day_rate_cents: int, tariff: TariffRates | None
) -> tuple[FeeLine, ...]:
    """The items of a fee. Without a tariff the audit days are the only one.

    Half a cent goes up, so that no item is rounded away.
    """
    days = f"{half_days // _HALVES_A_DAY}{'.5' if half_days % _HALVES_A_DAY else ''}"
    audit = FeeLine(
        N_("Audit: %(days)s person-days at %(rate)s yuan"),
        {"days": days, "rate": yuan(day_rate_cents)},
        -(-half_days * day_rate_cents // _HALVES_A_DAY),
    )
    if tariff is None:
        return (audit,)
    lines = (
        FeeLine(N_("Application and examination"), {}, tariff.application_cents),
        audit,
        FeeLine(
            N_("Visits: %(count)s branch sites at %(rate)s yuan"),
            {"count": branches_visited, "rate": yuan(tariff.site_cents)},
            branches_visited * tariff.site_cents,
        ),
        FeeLine(N_("Review, decision and certificate"), {}, tariff.certificate_cents),
    )
    return tuple(one for one in lines if one.cents or one is audit)


def fee_of(lines: Sequence[FeeLine]) -> int:
    """The fee in cents."""
    return sum(one.cents for one in lines)


def fee_obstacles(day_rate_cents: int, note: str, tariff: TariffRates | None) -> list[Obstacle]:
    """A rate within reason; another one than the tariff's only with the reason for it."""
    if not 0 < day_rate_cents <= MOST_CENTS:
        return [
            Obstacle(
                "R08",
                N_("The rate per person-day must lie between 1 and 1,000,000 yuan."),
                N_("Enter the rate in yuan, such as 3600."),
                field="day_rate",
            )
        ]
    if tariff is None or day_rate_cents == tariff.day_rate_cents or note.strip():
        return []
    return [
        Obstacle(
            "R08",
            N_("The tariff says %(tariff)s yuan per person-day; %(given)s was entered."),
            N_("Take the tariff's rate, or write why this case is charged differently."),
            {"tariff": yuan(tariff.day_rate_cents), "given": yuan(day_rate_cents)},
            field="fee_note",
        )
    ]


def yuan(cents: int) -> str:
    """Cents as people write yuan: 3,600.00."""
    return f"{cents // 100:,}.{cents % 100:02d}"
