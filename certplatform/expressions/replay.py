"""Computes a grade capsule again, from its bytes alone, and says where it does not fit.

Nothing in a capsule is trusted: its size, depth and shape are bounded before anything is computed,
and its rules run in a process of their own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from certplatform.domain.capsule import differing_paths, digest_of
from certplatform.domain.grading_context import wrong_answers
from certplatform.expressions.apart import evaluate_apart
from certplatform.expressions.engine import RuleFault
from certplatform.expressions.one_byte import Restored, byte_that_fits
from certplatform.expressions.shape import NotACapsule, read_capsule

DIGEST = "digest"
AROUND = 200


@dataclass(frozen=True, slots=True)
class Misfit:
    """One thing that does not fit: where in the file, and what."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(slots=True)
class Replayed:
    """What came of it: what does not fit, what the capsule says, what the rules answer."""

    misfits: list[Misfit] = field(default_factory=list)
    said: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)

    @property
    def fits(self) -> bool:
        """Whether every answer is as expected, and no byte was changed."""
        return not self.misfits


def replay(content: bytes, kept: bytes | None = None) -> Replayed:
    """Compute a capsule again; beside the one that was kept, name each place that differs."""
    found = Replayed()
    try:
        found.said = read_capsule(content)
    except NotACapsule as error:
        found.misfits = [Misfit(one.where, one.what) for one in error.problems]
        found.misfits += _restored_near(content, error.problems[0].byte)
        return found
    found.misfits += _inside(found.said)
    found.misfits += _recomputed(found)
    if digest_of(found.said) != found.said[DIGEST]:
        what = f"the document comes to {digest_of(found.said)}: it was changed after it was made"
        placed = bool(found.misfits)
        found.misfits.append(Misfit(DIGEST, what))
        found.misfits += _against(found.said, kept)
        if not placed and kept is None:
            found.misfits += _restored(byte_that_fits(content))
    return found


def _inside(said: Mapping[str, Any]) -> Iterator[Misfit]:
    """References from one part of the capsule to another, and R34: never above the computed."""
    context, expected = said["context"], said["expected"]
    names = [one["name"] for one in said["rules"]]
    for name in sorted({*names} ^ {*expected}):
        what = "it has no rule" if name in expected else "the rule has no expected answer"
        yield Misfit(f"expected.{name}", what)
    if len({*names}) < len(names) or {*names} & {*context}:
        yield Misfit("rules", "a name stands twice, or is that of a part of the context")
    ranks = {one["code"]: one["rank"] for one in context["grades"]}
    if context["applied"] not in ranks:
        yield Misfit("context.applied", f"there is no grade {context['applied']}")
    asked = {
        code for one in context["dimensions"] for row in one["levels"] for code in row["criteria"]
    }
    for at, one in enumerate(said["evidence"]):
        if one["criterion"] not in asked:
            yield Misfit(f"evidence[{at}].criterion", f"no level asks for {one['criterion']}")
    yield from _ratings(context, asked)
    grade, computed = said["concluded"]["grade"], str(expected.get("grade", ""))
    if grade and ranks.get(grade, len(ranks) + 1) > ranks.get(computed, 0):
        yield Misfit("concluded.grade", f"{grade} lies above the computed grade {computed or '-'}")


def _ratings(context: Mapping[str, Any], asked: set[str]) -> Iterator[Misfit]:
    for at, one in enumerate(context["capabilities"]):
        place = f"context.capabilities[{at}].ratings"
        codes = [row["criterion"] for row in one["ratings"]]
        for row, code in enumerate(codes):
            if code not in asked:
                yield Misfit(f"{place}[{row}].criterion", f"no level asks for {code}")
        for code in sorted(asked - {*codes}):
            yield Misfit(place, f"there is no rating of {code}")
        if len({*codes}) < len(codes):
            yield Misfit(place, "a criterion stands twice")


def _recomputed(found: Replayed) -> Iterator[Misfit]:
    """What the rules answer now, beside what the capsule expects."""
    rules = [(one["name"], one["expression"]) for one in found.said["rules"]]
    answer = evaluate_apart(rules, [found.said["context"]])[0]
    if isinstance(answer, RuleFault):
        yield Misfit(
            f"rules[{_number(rules, answer.rule)}]", f"{answer.rule} {answer.what}".strip()
        )
        return
    found.answers = answer
    for name, _ in rules:
        expected = found.said["expected"].get(name)
        for place in differing_paths(answer[name], expected, f"expected.{name}"):
            yield Misfit(place, f"the rule {name} answers otherwise: {_short(answer[name])}")
    for name, kind in wrong_answers(answer).items():
        yield Misfit(f"expected.{name}", f"it has to be a {kind}")


def _number(rules: list[tuple[str, str]], name: str) -> str:
    return next((str(at) for at, (known, _) in enumerate(rules) if known == name), "")


def _short(value: object) -> str:
    said = str(value)
    return said if len(said) <= 60 else f"{said[:57]}..."  # noqa: PLR2004 - one line of a screen


def _against(said: Mapping[str, Any], kept: bytes | None) -> list[Misfit]:
    """Each place in which the capsule differs from the one that was kept."""
    if kept is None:
        return []
    what = "it differs from the capsule that was kept"
    return [Misfit(one, what) for one in differing_paths(read_capsule(kept), dict(said))]


def _restored_near(content: bytes, at: int | None) -> list[Misfit]:
    """What the file cannot be read for is mostly the byte before, or a little further up."""
    if at is None:
        return []
    return _restored(byte_that_fits(content, (at - AROUND, at + AROUND)))


def _restored(found: Restored | None) -> list[Misfit]:
    """Where exactly one byte was changed, the digest itself tells which."""
    if found is None:
        return []
    what = f"the digest fits if {_byte(found.now)} is {_byte(found.was)} again"
    return [Misfit(f"byte {found.at} (in {found.part})", what)]


def _byte(value: int) -> str:
    return repr(chr(value)) if 0x20 <= value < 0x7F else f"0x{value:02x}"  # noqa: PLR2004 - ASCII
