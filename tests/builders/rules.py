"""Rule sets and schemes for tests of the rules, from the shipped data and from the tiny scheme."""

import dataclasses
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from certplatform import schemes
from certplatform.domain.ruleset import Ruleset, RuleValue
from certplatform.domain.scheme import Scheme
from certplatform.domain.workdays import WorkCalendar, official_calendar_from_library
from certplatform.scheme_files import load_scheme

TODAY = date(2026, 11, 20)
TINY_FOLDER = Path(__file__).parents[1] / "schemes" / "tiny"

IIIMS: Scheme = schemes.scheme("IIIMS")
TINY: Scheme = load_scheme(TINY_FOLDER)
RULES: Ruleset = schemes.ruleset_on("IIIMS", TODAY)
CALENDAR = WorkCalendar(official_calendar_from_library())


def rules_with(changes: Mapping[str, object]) -> Ruleset:
    """The shipped rules with some values replaced; keys read "R38.quorum_min"."""
    values = dict(RULES.values)
    for key, value in changes.items():
        values[key] = RuleValue(key, value, date(2014, 1, 1), "test")
    return dataclasses.replace(RULES, values=MappingProxyType(values))


def switched_off(*keys: str) -> Ruleset:
    """The shipped rules with some of them switched off."""
    return rules_with(dict.fromkeys(keys, False))
