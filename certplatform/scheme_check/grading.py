"""The expressions of level and grade: sound, cheap, and what R33 and R34 ask for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from certplatform.domain.application_lists import MOST_CAPABILITIES
from certplatform.domain.capsule import rules_of_scheme
from certplatform.domain.grading import (
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    PARTLY,
    RatedCapability,
    Rating,
    grade_result,
)
from certplatform.domain.grading_context import (
    ANSWERS,
    FIELDS,
    Context,
    answers_by_law,
    grading_context,
    wrong_answers,
)
from certplatform.domain.rule_keys import RULE_KINDS
from certplatform.domain.scheme import GradingRule, Scheme
from certplatform.expressions.apart import LONGEST_RULE, MOST_RULES, evaluate_apart
from certplatform.expressions.engine import RuleFault
from certplatform.scheme_check.problems import Problems, one_of, wrong
from certplatform.scheme_files import SchemeProblem

# Nothing is computed while one of these has a problem.
BUILT_ON = frozenset(
    {
        "grading.toml",
        "levels.toml",
        "grades.toml",
        "dimensions.toml",
        "criteria.toml",
        "viewpoints.toml",
    }
)
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
# What every engine evaluates alike. Left out: fractions, times, patterns, and whatever is an
# extension of one engine.
FUNCTIONS = (
    "all",
    "bool",
    "contains",
    "endsWith",
    "exists",
    "exists_one",
    "filter",
    "has",
    "int",
    "map",
    "size",
    "startsWith",
    "string",
)
_RESERVED = (
    "as bool break bytes const continue double else false for function if import in int let list "
    "loop map namespace null null_type package return string true type uint var void while"
)
RESERVED = frozenset(_RESERVED.split(" "))
_CALLED = re.compile(r"([A-Za-z_]\w*)\s*\(")
_QUOTED = re.compile(r"""[rRbB]{0,2}(?:"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')""")
_FRACTION = re.compile(r"(?<![\w.])(?:\d*\.\d+|\d+[eE][+-]?\d+|\d+[uU]\b)")


def rules(scheme: Scheme) -> Problems:
    """Names that can be used, expressions that every engine reads alike, answers all there."""
    if len(scheme.grading) > MOST_RULES:
        yield wrong("grading", f"There are {len(scheme.grading)} rules", f"Keep {MOST_RULES}")
    known = sorted({key.split(".")[0] for key in RULE_KINDS})
    seen: set[str] = set()
    for one in scheme.grading:
        place = _place(one.name)
        if not NAME.fullmatch(one.name) or one.name in RESERVED:
            cure = "Use up to 40 small letters, digits and underscores, and no word of the language"
            yield wrong(f"{place}.name", "The name cannot be used in an expression", cure)
        if one.name in seen or one.name in FIELDS:
            cure = f"Choose another; the context takes {', '.join(FIELDS)}"
            yield wrong(f"{place}.name", "The name is taken already", cure)
        seen.add(one.name)
        yield from one_of(f"{place}.rule", one.rule, known, "rule")
        yield from _expression(f"{place}.expression", one)
    for name, kind in ANSWERS.items():
        if name not in seen:
            yield wrong("grading", f"No rule is called {name}", f"Add one that answers a {kind}")


def _place(name: str) -> str:
    return f"grading[{name}]"


def _expression(place: str, one: GradingRule) -> Problems:
    if len(one.expression) > LONGEST_RULE:
        cure = f"Divide it into rules of up to {LONGEST_RULE} characters"
        yield wrong(place, f"It has {len(one.expression)} characters", cure)
        return
    bare = _QUOTED.sub('""', one.expression)
    for called in sorted({match[1] for match in _CALLED.finditer(bare)} - {*FUNCTIONS}):
        cure = f"Use only what every engine knows: {', '.join(FUNCTIONS)}"
        yield wrong(place, f"It uses {called}()", cure)
    if _FRACTION.search(bare):
        cure = "Compare ranks and texts; engines do not agree about fractions and unsigned numbers"
        yield wrong(place, "It has a number that is not a plain whole one", cure)


# What they come to


@dataclass(frozen=True, slots=True)
class _Trial:
    """A case made up: what the rules are asked, what R33 and R34 come to."""

    context: Context
    law: Mapping[str, object]


def computed(scheme: Scheme) -> list[SchemeProblem]:
    """What goes wrong on made-up cases, up to the largest there can be; the first of each rule."""
    trials = list(_trials(scheme))
    answers = evaluate_apart(rules_of_scheme(scheme), [one.context for one in trials])
    found: dict[str, SchemeProblem] = {}
    for trial, answer in zip(trials, answers, strict=False):
        for problem in _judged(trial, answer):
            found.setdefault(problem.place, problem)
    return list(found.values())


def _judged(trial: _Trial, answer: Mapping[str, object] | RuleFault) -> Iterator[SchemeProblem]:
    if isinstance(answer, RuleFault):
        place = f"{_place(answer.rule)}.expression" if answer.rule else "grading"
        cure = "Mend it; it has to answer for every case, within its limits"
        yield wrong(place, f"{_size(trial)} {answer.what}", cure)
        return
    wrongs = wrong_answers(answer)
    for name, kind in wrongs.items():
        cure = f"Let it answer a {kind}"
        yield wrong(f"{_place(name)}.expression", "It answers another kind of value", cure)
    for name, value in trial.law.items():
        if name not in wrongs and answer[name] != value:
            what = f"{_size(trial)} it answers {_short(answer[name])}, R33 and R34 {_short(value)}"
            cure = "Let it say what R33 and R34 say, or look at the rules before it"
            yield wrong(f"{_place(name)}.expression", what, cure)


def _size(trial: _Trial) -> str:
    context = trial.context
    return (
        f"With {len(context['capabilities'])} capabilities, {context['applied']} applied for and "
        f"{context['open_majors']} open majors:"
    )


def _short(value: object) -> str:
    said = repr(value)
    return said if len(said) <= 50 else f"{said[:47]}..."  # noqa: PLR2004 - one line of a screen


def _trials(scheme: Scheme) -> Iterator[_Trial]:
    """Cases of every size; first the largest, where an expression costs most."""
    top = len(scheme.levels)
    highest, lowest = scheme.grades[-1].code, scheme.grades[0].code
    for met in (top, 0):
        yield _trial(scheme, [met] * MOST_CAPABILITIES, highest, 0)
    yield _trial(scheme, [], highest, 0)
    for grade in scheme.grades:
        for reached in range(top + 1):
            yield _trial(scheme, [reached], grade.code, 0)
    yield _trial(scheme, list(range(top + 1)), highest, 0)
    yield _trial(scheme, list(range(top, 0, -1)), highest, 0)
    yield _trial(scheme, [top, top], lowest, 1)
    yield _trial(scheme, [top, top], highest, 1)
    for at in range(len(scheme.criteria)):
        yield _trial(scheme, [top, top], highest, 0, spoiled=at)


def _trial(
    scheme: Scheme, reached: Sequence[int], applied: str, majors: int, spoiled: int | None = None
) -> _Trial:
    """Capabilities that meet all up to a rank; one criterion of the last of them is spoiled."""
    capabilities = [
        RatedCapability(
            str(at + 1),
            "",
            scheme.viewpoints[at % len(scheme.viewpoints)].code,
            scheme.levels[-1].code,
            _ratings(scheme, rank, spoiled if at == len(reached) - 1 else None),
        )
        for at, rank in enumerate(reached)
    ]
    law = answers_by_law(grade_result(capabilities, applied, majors, scheme))
    return _Trial(grading_context(capabilities, applied, majors, scheme), law)


_GOOD = (Rating(MET), Rating(NOT_APPLICABLE, "x"))
_BAD = (Rating(NOT_MET), Rating(PARTLY, "x"), Rating(NOT_APPLICABLE), Rating())


def _ratings(scheme: Scheme, rank: int, spoiled: int | None) -> dict[str, Rating]:
    """Ratings that count as met up to a rank, of every kind there is by turns."""
    found = {}
    for at, one in enumerate(scheme.criteria):
        good = scheme.level(one.level).rank <= rank and at != spoiled
        kinds = _GOOD if good else _BAD
        found[one.code] = kinds[at % len(kinds)]
    return found
