"""Reads the files of a scheme and of its rule values into their types.

A scheme is a folder of TOML files; its rule values lie in `rulesets.toml` inside the folder, or in
`rulesets/<folder name>.toml` beside the folder of all schemes. Shape is checked here, meaning
(references, gaps, ranks) in `scheme_check`.
"""

import dataclasses
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args

from pydantic import TypeAdapter, ValidationError

from certplatform.domain.ruleset import RuleValue
from certplatform.domain.scheme import Scheme

Data = dict[str, object]
Keyed = Mapping[str, Sequence[RuleValue]]

RULES_FILE = "rulesets.toml"
# Which file carries which fields of the scheme.
FILES: Mapping[str, tuple[str, ...]] = {
    "scheme.toml": (
        "code",
        "version",
        "effective_from",
        "title",
        "standard",
        "standard_title",
        "issuer",
        "issuer_code",
        "number_pattern",
        "confirmation_from",
    ),
    "clauses.toml": ("clauses",),
    "viewpoints.toml": ("viewpoints",),
    "dimensions.toml": ("dimensions",),
    "levels.toml": ("levels",),
    "grades.toml": ("grades",),
    "criteria.toml": ("criteria",),
    "grading.toml": ("grading",),
    "documents.toml": ("documents",),
    "case_types.toml": ("case_types",),
    "checklists.toml": ("checklists",),
    "reasons.toml": ("reasons",),
    "limits.toml": ("time_limits",),
    "texts.toml": ("texts",),
    "self_assessment.toml": ("self_assessment",),
    "management_review.toml": ("management_review",),
}
_FILE_OF = {field: file for file, fields in FILES.items() for field in fields}


@dataclass(frozen=True, slots=True)
class SchemeProblem:
    """What is wrong in which file and place, and how to mend it."""

    file: str
    place: str
    what: str
    cure: str

    def __str__(self) -> str:
        where = f"{self.file}: {self.place}" if self.place else self.file
        return f"{where}: {self.what}. {self.cure}"


class BrokenScheme(ValueError):
    """Scheme data that cannot be loaded, with everything that stands in the way."""

    def __init__(self, problems: Sequence[SchemeProblem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = list(problems)


def read_toml(file: Path) -> Data:
    """The content of one file. Raises BrokenScheme with the line of a syntax error."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    except FileNotFoundError:
        problem = SchemeProblem(file.name, "", "The file is missing", f"Add {file}")
    except UnicodeDecodeError as error:
        problem = SchemeProblem(
            file.name, f"byte {error.start}", "The file is not UTF-8 text", "Save it as UTF-8"
        )
    except OSError as error:
        problem = SchemeProblem(
            file.name, "", f"The file cannot be read ({error.strerror})", "Make it readable"
        )
    except (tomllib.TOMLDecodeError, RecursionError, ValueError, ArithmeticError) as error:
        what, _, line = str(error).removesuffix(")").partition(" (at ")
        problem = SchemeProblem(file.name, line, f"Not valid TOML: {what}", "Mend the syntax there")
    raise BrokenScheme([problem])


# Schemes


def load_scheme(folder: Path) -> Scheme:
    """The scheme of one folder. Raises BrokenScheme naming every file and place at fault."""
    if not folder.is_dir():
        cure = "Name the folder that holds scheme.toml"
        raise BrokenScheme([SchemeProblem(str(folder), "", "There is no such folder", cure)])
    data, problems = _collect(folder)
    problems += _unknown_places(data, Scheme, ())
    try:
        scheme = _SCHEME.validate_python(data)
    except ValidationError as error:
        known = {problem.file for problem in problems}
        problems += [one for one in _shape_problems(error, data) if one.file not in known]
        raise BrokenScheme(problems) from None
    if problems:
        raise BrokenScheme(problems)
    return scheme


def _collect(folder: Path) -> tuple[Data, list[SchemeProblem]]:
    """What the files say, joined; lists of case types become a mapping by code."""
    data: Data = {}
    problems: list[SchemeProblem] = []
    for name, fields in FILES.items():
        try:
            content = read_toml(folder / name)
        except BrokenScheme as error:
            problems += error.problems
            continue
        if name == "case_types.toml":
            content, doubled = _by_code(content)
            problems += doubled
        problems += [_unknown_key(name, key) for key in content if key not in fields]
        data |= {key: value for key, value in content.items() if key in fields}
    return data, problems


def _unknown_key(file: str, place: str) -> SchemeProblem:
    cure = "Remove it or correct its spelling"
    return SchemeProblem(file, place, "No such key exists here", cure)


def _by_code(content: Data) -> tuple[Data, list[SchemeProblem]]:
    rows = content.get("case_types")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return content, []
    keyed: dict[str, object] = {}
    doubled = []
    for place, row in enumerate(rows):
        code = str(row.get("code", place))
        if code in keyed:
            cure = "Give each case type its own code"
            doubled.append(SchemeProblem("case_types.toml", code, "The code appears twice", cure))
        keyed[code] = row
    return content | {"case_types": keyed}, doubled


def _unknown_places(
    data: object, shape: object, place: tuple[str | int, ...]
) -> list[SchemeProblem]:
    """Keys that no field of the scheme's types takes, at any depth."""
    if isinstance(shape, type) and dataclasses.is_dataclass(shape) and isinstance(data, dict):
        fields = {field.name: field.type for field in dataclasses.fields(shape)}
        found = []
        for key, value in data.items():
            if key in fields:
                found += _unknown_places(value, fields[key], (*place, key))
            else:
                found.append(_unknown_key(file_of(place), _place_name((*place, key), {})))
        return found
    inner = get_args(shape)
    if inner and isinstance(data, list):
        rows: Iterator[tuple[str | int, object]] = iter(enumerate(data))
    elif inner and isinstance(data, dict):
        rows = iter(data.items())
    else:
        return []
    below = inner[1] if isinstance(data, dict) and len(inner) > 1 else inner[0]
    return [one for key, row in rows for one in _unknown_places(row, below, (*place, key))]


def _shape_problems(error: ValidationError, data: Data) -> list[SchemeProblem]:
    found = []
    for one in error.errors(include_url=False, include_context=False, include_input=False):
        place = one["loc"]
        missing = one["type"] == "missing"
        what = "The key is missing" if missing else f"Wrong value: {one['msg']}"
        cure = "Add it" if missing else "Give a value of the right kind"
        found.append(SchemeProblem(file_of(place), _place_name(place, data), what, cure))
    return found


def file_of(place: Sequence[str | int]) -> str:
    """The file that carries a place of the scheme."""
    return _FILE_OF.get(str(place[0]), "scheme.toml") if place else "scheme.toml"


def _place_name(place: Sequence[str | int], data: object) -> str:
    """The place as a reader writes it: rows by their code where they have one."""
    words: list[str] = []
    for step in place:
        data = _below(data, step)
        code = data.get("code") if isinstance(data, dict) else None
        words.append(f"[{code or step}]" if isinstance(step, int) else f".{step}")
    return "".join(words).lstrip(".")


def _below(data: object, step: str | int) -> object:
    if isinstance(data, dict):
        return data.get(step)
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return data[step]
    return None


# Rule values


def load_rulesets(file: Path) -> Keyed:
    """All values of all keys, the oldest first. Raises BrokenScheme."""
    try:
        content = _VALUES.validate_python(read_toml(file))
    except ValidationError as error:
        raise BrokenScheme(_rule_problems(error, file.name)) from None
    keyed: dict[str, Sequence[RuleValue]] = {}
    for rule, names in content.items():
        for name, rows in names.items():
            key = f"{rule}.{name}"
            values = [RuleValue(key, row.value, row.effective_from, row.source) for row in rows]
            keyed[key] = tuple(sorted(values, key=lambda one: one.effective_from))
    return keyed


@dataclass(frozen=True, slots=True)
class _Row:
    value: bool | int | Decimal | str | list[int] | list[str] | list[dict[str, int | Decimal | str]]
    effective_from: date
    source: str


_SCHEME = TypeAdapter(Scheme)
_VALUES = TypeAdapter(dict[str, dict[str, list[_Row]]])


def _rule_problems(error: ValidationError, file: str) -> list[SchemeProblem]:
    places = {
        tuple(one["loc"])[:4]: (one["type"] == "missing", one["msg"])
        for one in error.errors(include_url=False, include_context=False, include_input=False)
    }
    return [
        SchemeProblem(
            file,
            _place_name(place, {}),
            "The key is missing" if missing else f"Wrong value: {message}",
            "Each value reads value = ..., effective_from = a date, source = a text",
        )
        for place, (missing, message) in places.items()
    ]


def rules_file(folder: Path) -> Path:
    """Where the rule values of a scheme folder lie; iiims@2 shares those of iiims."""
    inside = folder / RULES_FILE
    if inside.exists():
        return inside
    return folder.parent.parent / "rulesets" / f"{folder.name.partition('@')[0]}.toml"
