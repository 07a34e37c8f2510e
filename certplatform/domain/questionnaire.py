"""What a scheme asks an enterprise about itself: the self-assessment, and the management review.

Loaded from the scheme's files; no code knows a view, stage, question or item by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from certplatform.domain.wording import Text


@dataclass(frozen=True, slots=True)
class Choice:
    """A graded answer to a question, and the points it gives."""

    code: str
    text: Text
    points: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the self-assessment; `weight` is its share among those of its view."""

    code: str
    view: str
    weight: int
    text: Text
    choices: tuple[Choice, ...]

    @property
    def most(self) -> int:
        """The points of its best answer."""
        return max(one.points for one in self.choices)


@dataclass(frozen=True, slots=True)
class View:
    """A view of the self-assessment; `weight` is its share of the total."""

    code: str
    title: Text
    weight: int


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of development, and the lowest scores (0 to 100) from which it applies."""

    code: str
    title: Text
    from_total: Decimal
    from_views: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The self-assessment: views, the lowest stage first, and the questions of each view."""

    views: tuple[View, ...]
    stages: tuple[Stage, ...]
    questions: tuple[Question, ...]

    def questions_in(self, view: str) -> tuple[Question, ...]:
        """The questions of one view."""
        return tuple(one for one in self.questions if one.view == view)


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """What a management review has to look at, or has to decide on."""

    code: str
    title: Text


@dataclass(frozen=True, slots=True)
class ManagementReview:
    """The inputs and outputs that a management review has at least."""

    inputs: tuple[ReviewItem, ...]
    outputs: tuple[ReviewItem, ...]
