"""The small machine behind every table of transitions."""

from collections.abc import Iterable
from dataclasses import dataclass

from certplatform.domain.actors import Role
from certplatform.domain.errors import NotNow
from certplatform.domain.wording import N_


@dataclass(frozen=True, slots=True)
class State:
    """A state; `title` is its message id. Nothing leaves a final state."""

    code: str
    title: str
    final: bool = False
    initial: bool = False


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the law.

    `process` names the module below `certplatform.process` whose function `action` is the deed;
    `limit` the time limit of the scheme that runs in the source state (R57, working days);
    `fresh` asks for a sign-in only minutes old; `reason` for a written reason. A row from a state
    to itself is a deed that moves nothing but still needs permission, guard and journal.
    """

    action: str
    source: str
    target: str
    roles: frozenset[Role]
    process: str
    title: str
    rules: tuple[str, ...] = ()
    fresh: bool = False
    reason: bool = False

    @property
    def moves(self) -> bool:
        """Whether the state changes."""
        return self.source != self.target


class Machine:
    """States and transitions of one kind of subject."""

    def __init__(self, subject: str, states: Iterable[State], rows: Iterable[Transition]) -> None:
        """Build the table; raises ValueError for a row that contradicts it."""
        self.subject = subject
        self.states = {state.code: state for state in states}
        self.transitions = tuple(rows)
        self._by_deed: dict[tuple[str, str], Transition] = {}
        for row in self.transitions:
            if row.source not in self.states or row.target not in self.states:
                raise ValueError(f"{subject}: {row.action} names an unknown state")
            if self.states[row.source].final and row.moves:
                raise ValueError(f"{subject}: {row.action} leaves the end {row.source}")
            if (row.action, row.source) in self._by_deed:
                raise ValueError(f"{subject}: {row.action} stands twice from {row.source}")
            if not row.roles:
                raise ValueError(f"{subject}: {row.action} is nobody's")
            self._by_deed[row.action, row.source] = row

    @property
    def initial(self) -> frozenset[str]:
        """Codes of the states a subject may be born in."""
        return frozenset(code for code, state in self.states.items() if state.initial)

    @property
    def final(self) -> frozenset[str]:
        """Codes of the end states."""
        return frozenset(code for code, state in self.states.items() if state.final)

    def known(self, action: str) -> bool:
        """Whether any row has this action."""
        return any(row.action == action for row in self.transitions)

    def row(self, action: str, state: str) -> Transition:
        """The row of a deed in a state. Raises NotNow when there is none."""
        try:
            return self._by_deed[action, state]
        except KeyError:
            raise NotNow(
                N_("This is not possible while the state is “%(state)s”."),
                {"state": self.states[state].title},
            ) from None

    def rows_from(self, state: str) -> tuple[Transition, ...]:
        """All rows that start in a state."""
        return tuple(row for row in self.transitions if row.source == state)

    def title(self, state: str) -> str:
        """The message id of a state's name."""
        return self.states[state].title


def rows(
    action: str,
    sources: str,
    target: str,
    roles: Iterable[Role],
    process: str,
    title: str,
    *,
    rules: str | tuple[str, ...] = (),
    fresh: bool = False,
    reason: bool = False,
) -> list[Transition]:
    """Rows of one deed from several states; target "=" leaves the state as it is."""
    keys = tuple(rules.split()) if isinstance(rules, str) else rules
    return [
        Transition(
            action=action,
            source=source,
            target=source if target == "=" else target,
            roles=frozenset(roles),
            process=process,
            title=title,
            rules=keys,
            fresh=fresh,
            reason=reason,
        )
        for source in sources.split()
    ]
