"""Random people and enterprises: crowded enough that chains, circles and namesakes come about."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from certplatform.domain.conflict_facts import (
    Enterprise,
    Holding,
    Kin,
    Organisation,
    Person,
    Tie,
)

DAY = date(2026, 12, 1)
WINDOW = date(2024, 12, 1)
KINDS = (
    "employment", "consultancy", "training", "internal_audit",
    "shareholding", "kinship", "business", "other",
)  # fmt: skip
CORES = ("齐鲁精密", "长江电子", "泰山机床", "明道咨询", "华东投资")
FORMS = ("有限公司", "有限责任公司", "股份有限公司", "集团有限公司", "（青岛）有限公司", "公司", "")
SHARES = ("10", "19.999999", "20", "30", "49.999999", "50", "50.000001", "51", "75", "100")
TURNS = (
    WINDOW - timedelta(days=1), WINDOW, WINDOW + timedelta(days=1), date(2025, 6, 30),
    date(2025, 7, 1), DAY - timedelta(days=1), DAY, DAY + timedelta(days=1),
)  # fmt: skip


class Dice:
    """Everything drawn from one seed."""

    def __init__(self, seed: int, coded: float = 0.7) -> None:
        self.coded = coded
        self.draw = random.Random(seed)  # noqa: S311 - repeatable, keeps no secret
        self.pool = [self._organisation() for _ in range(self.draw.randint(3, 9))]

    def _organisation(self) -> Organisation:
        name = self.draw.choice(CORES) + self.draw.choice(FORMS)
        coded = self.flip(self.coded)
        code = f"9137010000000000{self.draw.randint(1, 9)}X" if coded else ""
        alias = (self.draw.choice(CORES) + "有限公司",) if coded and self.flip(0.2) else ()
        return Organisation(name, code, alias)

    def flip(self, chance: float) -> bool:
        return self.draw.random() < chance

    def organisation(self) -> Organisation:
        """One of the few, sometimes mentioned without its code."""
        one = self.draw.choice(self.pool)
        blurred = self.coded < 1 and self.flip(0.2)
        return replace(one, code="", aliases=()) if blurred else one

    def span(self) -> tuple[date | None, date | None]:
        since = None if self.flip(0.3) else self.draw.choice((date(2015, 1, 1), *TURNS))
        until = None if self.flip(0.5) else self.draw.choice(TURNS)
        return (since, until) if not (since and until) or since <= until else (until, since)

    def tie(self) -> Tie:
        return Tie(self.draw.choice(KINDS), self.organisation(), *self.span())

    def holding(self) -> Holding:
        share = None if self.flip(0.1) else Decimal(self.draw.choice(SHARES))
        return Holding(self.organisation(), self.organisation(), share, *self.span())

    def person(self) -> Person:
        ties = tuple(self.tie() for _ in range(self.draw.randint(0, 4)))
        kin = tuple(
            Kin(f"亲属{number}", (self.tie(), self.tie()), *self.span())
            for number in range(self.draw.choice((0, 0, 0, 1, 2)))
        )
        return Person(1, "陈静", ties, kin)

    def enterprise(self) -> Enterprise:
        coded = [one for one in self.pool if one.code] or [Organisation("齐鲁精密", "91Z")]
        return Enterprise(
            self.draw.choice(coded),
            holdings=tuple(self.holding() for _ in range(self.draw.randint(0, 10))),
            consultancies=tuple(self.organisation() for _ in range(self.draw.choice((0, 1, 1, 2)))),
        )
