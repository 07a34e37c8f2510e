"""Draws the law from its tables: docs/workflow.md; `python -m tests.house.workflow_diagram`."""

import sys
from pathlib import Path

from certplatform.domain.actors import ROLE_TITLES
from certplatform.domain.workflow.machine import Machine
from certplatform.domain.workflow.tables import MACHINES

DOCS = Path(__file__).resolve().parents[2] / "docs"
FILE = DOCS / "workflow.md"
CYCLE = DOCS / "the-certification-cycle.md"
BEGIN = "<!-- cycle: drawn from the table by `make access` -->"
END = "<!-- /cycle -->"
# Possible from so many states that their arrows would hide the road.
ANYWHERE = frozenset({"withdraw_application", "terminate"})


def diagram(machine: Machine, besides: frozenset[str] = frozenset()) -> str:
    """The moves of one table as a Mermaid state diagram, besides some actions."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    [*] --> {code}" for code in sorted(machine.initial)]
    moves: dict[tuple[str, str], list[str]] = {}
    for row in machine.transitions:
        if row.moves and row.action not in besides:
            moves.setdefault((row.source, row.target), []).append(row.action)
    lines += [
        f"    {source} --> {target}: {', '.join(actions)}"
        for (source, target), actions in moves.items()
    ]
    lines += [f"    {code} --> [*]" for code in sorted(machine.final)]
    return "\n".join([*lines, "```"])


def table(machine: Machine) -> str:
    """All rows of one table."""
    lines = ["| deed | from | to | who | rules |", "| --- | --- | --- | --- | --- |"]
    lines += [
        f"| {row.action} | {row.source} | {row.target if row.moves else '='} "
        f"| {', '.join(sorted(ROLE_TITLES[role] for role in row.roles))} | {' '.join(row.rules)} |"
        for row in machine.transitions
    ]
    return "\n".join(lines)


def page() -> str:
    """The whole page."""
    parts = [
        (
            "# The law\n\nMade from `certplatform/domain/workflow/` by `make access`.\n"
            "A row that stays (=) moves nothing but still needs permission, guard and journal."
        )
    ]
    for subject, machine in MACHINES.items():
        parts.append(f"## {subject}\n\n{diagram(machine)}\n\n{table(machine)}")
    return "\n\n".join(parts) + "\n"


def cycle() -> str:
    """The one-page document with the diagram of the case drawn into its marked place."""
    text = CYCLE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{diagram(MACHINES['case'], ANYWHERE)}\n{END}{after}"


def main() -> int:
    """Write both pages, or say whether they are current."""
    if "--write" in sys.argv:
        FILE.write_text(page(), encoding="utf-8")
        CYCLE.write_text(cycle(), encoding="utf-8")
        return 0
    return 0 if FILE.read_text(encoding="utf-8") == page() else 1


if __name__ == "__main__":
    sys.exit(main())
