"""What a form is made of: parts, and fields of the kinds that pages, reading and files know."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text", "long", "date", "count", "number", "uscc", "industry", "region", "mail",
    "choice", "body", "flag", "rows", "answers",
]  # fmt: skip
Choices = Literal[
    "", "viewpoints", "levels", "grades", "review_inputs", "review_outputs", "self_assessment",
    "yes_no",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. `needed` fields stop the submission while empty; `most` limits rows or figures.

    `ruled` fields are asked for by a rule of their own, which says more than that they are empty.
    Rows of which there is one for `each` choice of their first field are neither added nor removed.
    A date that is `past` lies behind whoever submits. The content of a field of kind "answers" is
    {code of a question: code of the answer}; `questions_of` says what it asks.
    """

    code: str
    label: str
    kind: Kind = "text"
    needed: bool = False
    ruled: bool = False
    hint: str = ""
    most: int = 200
    choices: Choices = ""
    rows: tuple["FormField", ...] = ()
    add_label: str = ""
    each: bool = False
    least: int = 1
    past: bool = False


@dataclass(frozen=True, slots=True)
class FormPart:
    """One part of the form: a page that saves by itself."""

    code: str
    title: str
    hint: str
    fields: tuple[FormField, ...]
