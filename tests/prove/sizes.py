"""How much a proof does: PROVE=quick within minutes, PROVE=full for the figures we publish."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """Figures of one size of the proofs."""

    walk_steps: int
    walk_certified: int
    walk_length: int
    race_rounds: int
    kills: int
    kill_cases: int
    transport_kills: int
    tamper_rounds: int
    clean_runs: int
    conflict_graphs: int
    row_saves: int


QUICK = Sizes(2_000, 20, 1_000, 1, 8, 10, 2, 2, 10, 1_500, 200)
FULL = Sizes(20_000, 200, 2_000, 10, 50, 60, 6, 250, 200, 10_000, 1_000)


def sizes() -> Sizes:
    """The size asked for by PROVE."""
    return FULL if os.environ.get("PROVE") == "full" else QUICK
