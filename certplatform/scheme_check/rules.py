"""Says what is wrong with rule values: missing, misspelt, gaps in time, nonsense."""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from certplatform.domain.rule_keys import ALLOWED_WORDS, RULE_KINDS, TABLE_COLUMNS
from certplatform.domain.ruleset import RuleValue
from certplatform.domain.scheme import Scheme
from certplatform.scheme_files import Keyed, SchemeProblem

SHARE = re.compile(r"\d{1,6}(\.\d{1,6}|/[1-9]\d{0,5})?")
LARGEST = 1_000_000


def check_rules(keyed: Keyed, file: str, scheme: Scheme | None) -> list[SchemeProblem]:
    """Everything that is wrong with these rule values, as far as the scheme is known."""
    found = [*_missing(keyed, file), *_unknown(keyed, file), *_times(keyed, file)]
    for key, rows in keyed.items():
        found += [one for row in rows for one in _value(key, row, file)]
    found += _beyond_the_table(keyed, file)
    if scheme is not None:
        found += _confirmation(keyed, file, scheme)
    return found


def _missing(keyed: Keyed, file: str) -> Iterator[SchemeProblem]:
    for key in RULE_KINDS:
        if not keyed.get(key):
            cure = f"Add [[{key}]] with value, effective_from and source"
            yield SchemeProblem(file, key, "The rule key has no value", cure)


def _unknown(keyed: Keyed, file: str) -> Iterator[SchemeProblem]:
    for key in keyed:
        if key not in RULE_KINDS:
            cure = "Remove it or correct its spelling"
            yield SchemeProblem(file, key, "No rule has this key", cure)


def _times(keyed: Keyed, file: str) -> Iterator[SchemeProblem]:
    """Two values of one day; a key that begins later than others leaves old cases without it."""
    begins = {key: rows[0].effective_from for key, rows in keyed.items() if rows}
    first = min(begins.values(), default=date.max)
    for key, rows in keyed.items():
        days = [row.effective_from for row in rows]
        if len(set(days)) < len(days):
            cure = "Give each value a date of its own"
            yield SchemeProblem(file, key, "Two values begin on the same day", cure)
        if key in begins and begins[key] > first:
            what = f"There is no value from {first} to the day before {begins[key]}"
            yield SchemeProblem(file, key, what, f"Add a value with effective_from {first}")


def _value(key: str, row: RuleValue, file: str) -> Iterator[SchemeProblem]:
    place = f"{key} from {row.effective_from}"
    if not row.source.strip():
        yield SchemeProblem(file, place, "The source is empty", "Say where the value comes from")
    kind = RULE_KINDS.get(key)
    if kind == "table":
        yield from _table(row.value, TABLE_COLUMNS[key], file, place)
    elif kind is not None and not KINDS[kind][0](row.value):
        yield SchemeProblem(file, place, "Wrong kind of value", f"Give {KINDS[kind][1]}")
    elif key in ALLOWED_WORDS and row.value not in ALLOWED_WORDS[key]:
        cure = f"Give one of: {', '.join(ALLOWED_WORDS[key])}"
        yield SchemeProblem(file, place, "The word is not known", cure)


def _whole(value: object, least: int, most: int = LARGEST) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _above(value: object, bound: int) -> bool:
    number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return number and bound < Decimal(str(value)) <= LARGEST


def _share(value: object) -> bool:
    written = isinstance(value, str) and SHARE.fullmatch(value) is not None
    return written and Fraction(str(value)) > 0


def _word(value: object) -> bool:
    return isinstance(value, str) and value.strip() == value != ""


def _list_of(value: object, one: Callable[[object], bool]) -> bool:
    return isinstance(value, list) and bool(value) and all(map(one, value))


KINDS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "switch": (lambda value: isinstance(value, bool), "true or false"),
    "count": (lambda value: _whole(value, 0), "a whole number from 0"),
    "positive": (lambda value: _whole(value, 1), "a whole number from 1"),
    "percent": (lambda value: _whole(value, 0, 100), "a whole number from 0 to 100"),
    "decimal": (lambda value: _above(value, 0), "a number above 0"),
    "factor": (lambda value: _above(value, 1), "a number above 1"),
    "share": (_share, 'a share in quotation marks, such as "2/3" or "0.6"'),
    "word": (_word, "a word in quotation marks"),
    "words": (lambda value: _list_of(value, _word), "a list of words"),
    "counts": (
        lambda value: _list_of(value, lambda one: _whole(one, 0)),
        "a list of whole numbers",
    ),
}


def _table(
    value: object, columns: Mapping[str, str], file: str, place: str
) -> Iterator[SchemeProblem]:
    if not isinstance(value, list) or not value:
        cure = f"Give rows with {', '.join(columns)}"
        yield SchemeProblem(file, place, "Wrong kind of value", cure)
        return
    for number, row in enumerate(value, 1):
        yield from _row(row, columns, file, f"{place}, row {number}")
    yield from _order(value, next(iter(columns)), file, place)


def _row(row: object, columns: Mapping[str, str], file: str, place: str) -> Iterator[SchemeProblem]:
    if not isinstance(row, dict) or set(row) != set(columns):
        cure = f"Give exactly {', '.join(columns)}"
        yield SchemeProblem(file, place, "The columns are not those of this table", cure)
        return
    for column, kind in columns.items():
        if not KINDS[kind][0](row[column]):
            where = f"{place}, {column}"
            yield SchemeProblem(file, where, "Wrong kind of value", f"Give {KINDS[kind][1]}")


def _order(rows: Sequence[object], column: str, file: str, place: str) -> Iterator[SchemeProblem]:
    firsts = [row.get(column) for row in rows if isinstance(row, dict)]
    bounds = [one for one in firsts if isinstance(one, int)]
    if len(bounds) == len(firsts) and any(a >= b for a, b in itertools.pairwise(bounds)):
        cure = f"Sort the rows by {column}, each once"
        yield SchemeProblem(file, place, f"{column} does not rise from row to row", cure)
    words = [one for one in firsts if isinstance(one, str)]
    if len(set(words)) < len(words):
        yield SchemeProblem(file, place, f"{column} appears twice", "Keep one row of each")


def _beyond_the_table(keyed: Keyed, file: str) -> Iterator[SchemeProblem]:
    """Above the table the bounds must grow, or the number of days would never be found."""
    tables = [row.value for row in keyed.get("R25.days_by_headcount", ())]
    factors = [row.value for row in keyed.get("R25.beyond_factor", ()) if _above(row.value, 1)]
    steps = [row.value for row in keyed.get("R25.beyond_round_to", ()) if _whole(row.value, 1)]
    last = [_last_bound(table) for table in tables]
    if not (last and factors and steps) or min(last) < 1:
        return
    growth = min(last) * (min(Decimal(str(one)) for one in factors) - 1)
    if growth <= max(Decimal(str(one)) for one in steps) / 2:
        cure = "Raise R25.beyond_factor, or lower R25.beyond_round_to"
        what = "Rounded, the next bound would not be above the last of the table"
        yield SchemeProblem(file, "R25.beyond_factor", what, cure)


def _last_bound(table: object) -> int:
    row = table[-1] if isinstance(table, list) and table else None
    bound = row.get("up_to") if isinstance(row, dict) else None
    return bound if isinstance(bound, int) else 0


def _confirmation(keyed: Keyed, file: str, scheme: Scheme) -> Iterator[SchemeProblem]:
    grades = [grade.code for grade in scheme.grades]
    rows = keyed.get("R37.from_grade", ())
    for row in rows:
        if row.value not in grades:
            place = f"R37.from_grade from {row.effective_from}"
            cure = f"Give one of: {', '.join(grades)}"
            yield SchemeProblem(file, place, "There is no such grade", cure)
    if rows and rows[-1].value != scheme.confirmation_from:
        cure = "Let the latest R37.from_grade and confirmation_from name the same grade"
        what = f"scheme.toml names {scheme.confirmation_from} to the public"
        yield SchemeProblem(file, "R37.from_grade", what, cure)
