"""Case types, their paths through the table of transitions, and time limits."""

from certplatform.domain.rule_keys import RULE_KINDS
from certplatform.domain.scheme import (
    CASE_DECISIONS,
    UPKEEP_DECISIONS,
    WAITING_STEPS,
    CaseType,
    Scheme,
)
from certplatform.domain.workflow.case import CASE, EXCLUSIVE_TYPES, UPKEEP_TYPES
from certplatform.domain.workflow.case_states import CERTIFIED, CLOSED
from certplatform.scheme_check.problems import Problems, named, one_of, wrong

# No limit of their own: the enterprise's own draft, and the notice whose length is R39.
UNLIMITED = {"draft", "publicity"}
LONGEST_LIMIT = 750  # working days, three years


def case_types(scheme: Scheme) -> Problems:
    """Case types follow the table of transitions and the rules they name."""
    yield from named("case_types", scheme.case_types, sorted(EXCLUSIVE_TYPES | UPKEEP_TYPES))
    shares = [key for key, kind in RULE_KINDS.items() if kind == "share"]
    for code, kind in scheme.case_types.items():
        place = f"case_types.{code}"
        yield from one_of(f"{place}.audit_share", kind.audit_share, shares, "share")
        yield from one_of(f"{place}.sample_factor", kind.sample_factor, shares, "share")
        yield from _choices(place, code, kind)
        yield from _nature(place, code, kind)
        yield from _path(place, kind)


def _choices(place: str, code: str, kind: CaseType) -> Problems:
    """The panel can choose what the case type is for, and nothing that belongs to the others."""
    upkeep = code in UPKEEP_TYPES
    known = UPKEEP_DECISIONS if upkeep else CASE_DECISIONS
    for decision in kind.decisions:
        yield from one_of(f"{place}.decisions", decision, known, "decision of this case type")
    if known[0] not in kind.decisions:
        yield wrong(f"{place}.decisions", "The panel cannot approve", f"Add {known[0]!r}")


def _nature(place: str, code: str, kind: CaseType) -> Problems:
    if kind.exclusive == (code in UPKEEP_TYPES):
        cure = "R05 holds for all case types but surveillance and special ones"
        yield wrong(f"{place}.exclusive", "This contradicts R05", cure)
    if (kind.outcome == "status") != (code in UPKEEP_TYPES):
        cure = 'Surveillance and special cases have the outcome "status", others not'
        yield wrong(f"{place}.outcome", "The outcome does not fit the case type", cure)
    if not kind.needs_certificate and kind.outcome != "new":
        cure = "Say needs_certificate = true"
        yield wrong(f"{place}.needs_certificate", "There is no certificate to change", cure)


def _path(place: str, kind: CaseType) -> Problems:
    for state in dict.fromkeys(kind.path):
        yield from one_of(f"{place}.path", state, list(CASE.states), "state")
        if kind.path.count(state) > 1:
            yield wrong(f"{place}.path", f"The state {state!r} appears twice", "Keep it once")
    yield from one_of(f"{place}.first", kind.first, sorted(CASE.initial), "first state")
    if kind.path[:1] != (kind.first,):
        yield wrong(f"{place}.path", "It does not begin with first", f"Begin with {kind.first!r}")
    reached = _reached(kind)
    for state in kind.path:
        if state in CASE.states and state not in reached:
            cure = f"Add the states that lead from {kind.first!r} to it"
            yield wrong(f"{place}.path", f"The state {state!r} cannot be reached", cure)
    end = CLOSED if kind.outcome == "status" else CERTIFIED
    if end not in kind.path:
        yield wrong(f"{place}.path", "It has no end", f"End with {end!r}")


def _reached(kind: CaseType) -> set[str]:
    """The states of the path that rows of the table lead to from the first one."""
    reached, open_ = {kind.first}, [kind.first]
    while open_:
        state = open_.pop()
        onward = {row.target for row in CASE.rows_from(state)} & set(kind.path) - reached
        reached |= onward
        open_ += onward
    return reached


def limits(scheme: Scheme) -> Problems:
    """Every step that waits for somebody has a limit, and nothing else has (R57)."""
    known = [code for code in CASE.states if code not in CASE.final | UNLIMITED]
    wanted = [*known, *WAITING_STEPS]
    yield from named("time_limits", scheme.time_limits, wanted)
    for name, days in scheme.time_limits.items():
        if not 1 <= days <= LONGEST_LIMIT:
            cure = f"Give working days from 1 to {LONGEST_LIMIT}"
            yield wrong(f"time_limits.{name}", f"{days} is no time limit", cure)
