"""Evaluates the rules of a scheme, in order, over a context of plain values.

The engine bounds itself how deep an expression nests and how many rounds its loops take. Whose
rules nobody has checked yet belongs into a process of its own: see `apart`.
"""

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cel_expr_python import cel

Rules = tuple[tuple[str, str], ...]
Begun = Callable[[str], None]

_ROWS = cel.Type.List(cel.Type.Map(cel.Type.STRING, cel.Type.DYN))
CONTEXT_TYPES: Mapping[str, cel.Type] = {
    "levels": _ROWS,
    "grades": _ROWS,
    "dimensions": _ROWS,
    "capabilities": _ROWS,
    "applied": cel.Type.STRING,
    "open_majors": cel.Type.INT,
}
# how the engine says where: ERROR: <input>:2:14: undeclared reference to 'zz' (in container '')
_PLACED = re.compile(r"ERROR: <input>:(\d+):(\d+): ([^\n]+)")
_TAIL = re.compile(r"\s*(\(in container ''\)|\[[A-Z_]+\])\s*")
_CODE = re.compile(r"^[A-Z_]+: ")


class RuleFault(ValueError):
    """A rule that does not compile, or fails; says which, and what the engine said."""

    def __init__(self, rule: str, what: str) -> None:
        super().__init__(f"{rule}: {what}")
        self.rule = rule
        self.what = what


@functools.lru_cache(maxsize=32)
def _compiled(rules: Rules, begun: Begun) -> tuple[tuple[str, cel.Expression], ...]:
    """The rules ready to run; each knows the type of those before it."""
    known = dict(CONTEXT_TYPES)
    made = []
    for name, expression in rules:
        begun(name)
        try:
            program = cel.NewEnv(variables=known).compile(expression)
        except (RuntimeError, ValueError, TypeError) as error:
            raise RuleFault(name, _said(str(error))) from None
        known[name] = program.return_type()
        made.append((name, program))
    return tuple(made)


def _unheard(rule: str) -> None:
    del rule


def evaluate(
    rules: Sequence[tuple[str, str]], context: Mapping[str, Any], begun: Begun = _unheard
) -> dict[str, Any]:
    """The answer of every rule by name; `begun` hears which is next. Raises RuleFault."""
    known = {**context}
    answers: dict[str, Any] = {}
    for name, program in _compiled(tuple((name, text) for name, text in rules), begun):
        begun(name)
        known[name] = answers[name] = _answer(name, program, known)
    return answers


def _answer(name: str, program: cel.Expression, known: Mapping[str, Any]) -> Any:
    try:
        found = program.eval(data=known)
        if found.type() == cel.Type.ERROR:
            raise RuleFault(name, _said(str(found.value())))
        return found.plain_value()
    except (RuntimeError, TypeError) as error:
        raise RuleFault(name, _said(str(error))) from None


def _said(message: str) -> str:
    """The engine's words in one line, with the place where it names one."""
    placed = _PLACED.search(message)
    if placed:
        line, column, what = placed.groups()
        return f"line {line}, column {column}: {_TAIL.sub('', what)}"
    return _CODE.sub("", _TAIL.sub(" ", message).strip().splitlines()[0] if message else "failed")
