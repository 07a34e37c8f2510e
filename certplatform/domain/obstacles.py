"""What stands in the way of a deed: a rule, the fact, and what would satisfy it."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Weight = Literal["blocks", "warns", "clear"]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One answer of a rule.

    `fact` and `cure` are English message ids with %(name)s fields, filled from `params` after
    translation. `blocks` stops the deed, `warns` is shown and recorded, `clear` must be cleared in
    writing by somebody else first (R16). `field` names the form field or place it belongs to.
    """

    rule: str
    fact: str
    cure: str = ""
    params: Mapping[str, str | int] = dataclasses.field(default_factory=dict)
    weight: Weight = "blocks"
    field: str = ""

    def as_record(self) -> dict[str, object]:
        """The obstacle as it is kept in the journal."""
        return {
            "rule": self.rule,
            "fact": self.fact,
            "cure": self.cure,
            "params": dict(self.params),
            "weight": self.weight,
            "field": self.field,
        }


def blocking(obstacles: list[Obstacle]) -> list[Obstacle]:
    """Those that stop the deed."""
    return [one for one in obstacles if one.weight != "warns"]


def warnings(obstacles: list[Obstacle]) -> list[Obstacle]:
    """Those that are only shown and recorded."""
    return [one for one in obstacles if one.weight == "warns"]
