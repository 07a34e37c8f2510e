"""R04, R36, R37: the committee's look at the process, and whether a second audit look is due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from certplatform.domain.bilingual import in_both
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.sampling import is_drawn
from certplatform.domain.scheme import CheckItem, Scheme
from certplatform.domain.wording import N_

YES, NO = "yes", "no"
_CURE_RECHECK = N_("Send the case back with what was found, or have the record corrected.")

Outcome = tuple[str, str]


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """A reviewer's answer to one item of a checklist."""

    answer: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class FactLine:
    """One sentence beside an item; its parameters are translated where they are messages."""

    text: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the items of one fact key; `wrong` where a line shows a fault."""

    key: str
    lines: Sequence[FactLine]

    @property
    def wrong(self) -> bool:
        """Whether the facts speak against the item."""
        return any(one.wrong for one in self.lines)

    def as_record(self) -> dict[str, Any]:
        """As it is kept with the record."""
        return {
            "key": self.key,
            "wrong": self.wrong,
            "lines": [
                {"text": one.text, "params": dict(one.params), "wrong": one.wrong}
                for one in self.lines
            ],
        }


@dataclass(frozen=True, slots=True)
class ConfirmationNeed:
    """R37: whether a confirmation audit is due, and the sentence that says why."""

    needed: bool
    why: str
    params: Mapping[str, str | int]


def recheck_obstacles(
    then: Sequence[Obstacle], now: Sequence[Obstacle], rules: Ruleset
) -> list[Obstacle]:
    """R04: R01-R03 judged again on the stored facts come out as they did at acceptance."""
    if not rules.on_off("R04.recheck_at_review"):
        return []
    before, after = {_outcome(one) for one in then}, {_outcome(one) for one in now}
    found = [
        Obstacle(
            "R04",
            N_("Judged again, rule %(rule)s now stands in the way; at acceptance it did not."),
            _CURE_RECHECK,
            {"rule": rule},
        )
        for rule, _ in sorted(after - before)
    ]
    found += [
        Obstacle(
            "R04",
            N_("Rule %(rule)s stood out at acceptance; judged again, it does not any more."),
            _CURE_RECHECK,
            {"rule": rule},
        )
        for rule, _ in sorted(before - after)
    ]
    return found


def checklist_obstacles(
    items: Sequence[CheckItem], answers: Mapping[str, CheckAnswer], *, passing: bool
) -> list[Obstacle]:
    """R36: every item is answered, every no explained; to pass, no item may say no."""
    found = []
    for item in items:
        given = answers.get(item.code, CheckAnswer(""))
        params = in_both("item", item.text)
        if given.answer not in (YES, NO):
            fact, cure = N_("Not answered: %(item)s."), N_("Answer every item of the checklist.")
        elif given.answer == NO and not given.note.strip():
            fact = N_("Answered no without a note: %(item)s.")
            cure = N_("Write what is wrong.")
        elif given.answer == NO and passing:
            fact = N_("Not fulfilled: %(item)s.")
            cure = N_("Send the case back with what is wrong.")
        else:
            continue
        found.append(Obstacle("R36", fact, cure, params, field=f"item:{item.code}"))
    return found


def two_looks_obstacles(reviewer: int | None, rechecker: int | None) -> list[Obstacle]:
    """R36: review and re-check are both there, by separate people."""
    if reviewer is None or rechecker is None:
        return [
            Obstacle(
                "R36",
                N_("Compliance review and re-check are not both on record."),
                N_("Both are done before the vote, each by its own person."),
            )
        ]
    if reviewer == rechecker:
        return [
            Obstacle(
                "R36",
                N_("Compliance review and re-check were done by the same person."),
                N_("Have the re-check done by somebody else."),
            )
        ]
    return []


def confirmation_need(
    grade: str | None, case_number: str, seed: str, scheme: Scheme, rules: Ruleset
) -> ConfirmationNeed:
    """R37: from a grade on always; below it for a share drawn by the stored seed."""
    threshold = scheme.grade(rules.text("R37.from_grade"))
    if grade is None:
        return ConfirmationNeed(
            needed=False, why=N_("No grade is proposed; nothing is to be confirmed."), params={}
        )
    if scheme.grade(grade).rank >= threshold.rank:
        return ConfirmationNeed(
            needed=True,
            why=N_("From %(grade)s on every case needs a confirmation audit."),
            params=in_both("grade", threshold.title),
        )
    percent = rules.number("R37.share_percent")
    params: dict[str, str | int] = {"percent": percent, **in_both("grade", threshold.title)}
    if is_drawn(case_number, percent, seed):
        why = N_("Below %(grade)s %(percent)s %% of the cases are drawn; this one was.")
        return ConfirmationNeed(needed=True, why=why, params=params)
    why = N_("Below %(grade)s %(percent)s %% of the cases are drawn; this one was not.")
    return ConfirmationNeed(needed=False, why=why, params=params)


def confirmation_obstacles(need: ConfirmationNeed, done: bool) -> list[Obstacle]:
    """R37: a due confirmation audit comes before the decision."""
    if done or not need.needed:
        return []
    return [Obstacle("R37", need.why, N_("Appoint a confirmation auditor first."), need.params)]


def _outcome(obstacle: Obstacle) -> Outcome:
    return obstacle.rule, obstacle.fact
