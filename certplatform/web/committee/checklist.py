"""A checklist as a form: each item with the facts beside it, an answer and a note (R36)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import get_locale
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField

from certplatform.domain.bilingual import params_for
from certplatform.domain.compliance_review import NO, YES, Beside, CheckAnswer, FactLine
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.scheme import CheckItem
from certplatform.web.formats import gettext, text

LONGEST = 4000


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A fact in the reader's language."""

    text: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item as the page draws it; the fields are those of its form."""

    text: str
    rule: str
    lines: Sequence[ShownLine]
    answer: Any
    note: Any


def checklist_form(items: Sequence[CheckItem], **more: Any) -> type[FlaskForm]:
    """A form class with an answer and a note for each item, and further fields."""
    fields: dict[str, Any] = {}
    for place, item in enumerate(items):
        fields[f"answer_{place}"] = RadioField(
            text(item.text),
            choices=[(YES, gettext("Yes")), (NO, gettext("No"))],
            validate_choice=False,
        )
        fields[f"note_{place}"] = TextAreaField(
            gettext("Note"), render_kw={"rows": 1, "maxlength": LONGEST}
        )
    return type("ChecklistForm", (FlaskForm,), {**fields, **more})


def answers_in(form: FlaskForm, items: Sequence[CheckItem]) -> dict[str, CheckAnswer]:
    """What was answered, by item."""
    return {
        item.code: CheckAnswer(
            form[f"answer_{place}"].data or "", (form[f"note_{place}"].data or "").strip()
        )
        for place, item in enumerate(items)
    }


def shown_items(
    form: FlaskForm, items: Sequence[CheckItem], facts: Mapping[str, Beside]
) -> list[ShownItem]:
    """The items for the template."""
    return [
        ShownItem(
            text(item.text),
            item.rule,
            shown_lines(facts[item.fact]) if item.fact in facts else (),
            form[f"answer_{place}"],
            form[f"note_{place}"],
        )
        for place, item in enumerate(items)
    ]


def shown_lines(beside: Beside) -> list[ShownLine]:
    """The lines of one view in the reader's language."""
    return [ShownLine(told(one), one.wrong) for one in beside.lines]


def told(line: FactLine) -> str:
    """One line; parameters that are messages are translated too."""
    params = params_for(line.params, str(get_locale()))
    spoken = {
        name: gettext(value) if isinstance(value, str) and value else value
        for name, value in params.items()
    }
    return gettext(line.text, **spoken)


def beyond_items(obstacles: Sequence[Obstacle]) -> list[Obstacle]:
    """Obstacles that no answer on this page can lift."""
    return [one for one in obstacles if not one.field.startswith("item:")]
