"""The values of the rules R01-R60 that hold for one case, chosen by date.

A rule set is data (`config/rulesets/<scheme>.toml`): each key has one or more values with
`effective_from` and `source`. The date is that of submission (draft: today; surveillance: opening).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction


class UnknownRule(KeyError):
    """A rule key without a value on that date: the scheme data is incomplete."""


@dataclass(frozen=True, slots=True)
class RuleValue:
    """One value of one key, from a date on."""

    key: str
    value: object
    effective_from: date
    source: str


@dataclass(frozen=True, slots=True)
class Ruleset:
    """All values in force on one date. Keys read "R01.run_months_min"."""

    scheme: str
    on: date
    values: Mapping[str, RuleValue]

    def _value(self, key: str) -> object:
        try:
            return self.values[key].value
        except KeyError:
            raise UnknownRule(key) from None

    def number(self, key: str) -> int:
        """A whole number: months, days, working days, per cent."""
        value = self._value(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise UnknownRule(key)
        return value

    def decimal(self, key: str) -> Decimal:
        """A number with a fraction, such as kilometres or a factor."""
        try:
            return Decimal(str(self._value(key)))
        except InvalidOperation:
            raise UnknownRule(key) from None

    def fraction(self, key: str) -> Fraction:
        """An exact share or factor, such as a third."""
        try:
            return Fraction(str(self._value(key)))
        except (ValueError, ZeroDivisionError):
            raise UnknownRule(key) from None

    def on_off(self, key: str) -> bool:
        """Whether the rule is switched on."""
        return bool(self._value(key))

    def text(self, key: str) -> str:
        """A word or code."""
        return str(self._value(key))

    def table(self, key: str) -> Sequence[Mapping[str, object]]:
        """A table as rows."""
        value = self._value(key)
        if not isinstance(value, list | tuple):
            raise UnknownRule(key)
        return value

    def numbers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers, such as the days of reminders."""
        value = self._value(key)
        if not isinstance(value, list | tuple):
            raise UnknownRule(key)
        return tuple(int(one) for one in value)
