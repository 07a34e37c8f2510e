"""Builds the page's form of one part from the part's fields, and lays problems beside them."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    Form,
    FormField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import DateInput, EmailInput

from certplatform.domain.application_form import FormField as Asked
from certplatform.domain.application_form import FormPart, choices_of
from certplatform.domain.application_reading import Problem, plain_text
from certplatform.domain.scheme import Scheme
from certplatform.queries.applications import bodies
from certplatform.web.code_field import CodeField
from certplatform.web.formats import gettext, text


class Mark:
    """Marks a field that must be filled in; what is missing is said by the rules, not here."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Nothing is checked here: a draft takes whatever was typed."""


CODES = {"industry": "industries", "region": "regions"}
NUMBERS = frozenset({"count", "score", "number"})
WIDE = 4


def part_form(part: FormPart, known: Scheme, content: Mapping[str, Any]) -> FlaskForm:
    """The form of a part: bound to what was sent, else to what is saved."""
    fields = {one.code: _field(one, known) for one in part.fields}
    form: FlaskForm = type("PartForm", (FlaskForm,), fields)(data=_begun(part, known, content))
    return form


def content_of(form: FlaskForm, part: FormPart) -> dict[str, Any]:
    """What the form holds, by field code."""
    return {one.code: form[one.code].data for one in part.fields}


def _begun(part: FormPart, known: Scheme, content: Mapping[str, Any]) -> dict[str, Any]:
    """Saved content; lists that have to be whole begin with all their rows."""
    begun = dict(content)
    for one in part.fields:
        if one.kind == "rows" and not begun.get(one.code):
            views = [row for row in one.rows if row.choices == "views"]
            begun[one.code] = (
                [{views[0].code: code} for code, _ in choices_of(views[0], known)]
                if views
                else [{}]
                if one.needed or one.code == part.code
                else []
            )
    return begun


def _field(one: Asked, known: Scheme) -> Any:
    label = gettext(one.label)
    more: dict[str, Any] = {
        "description": gettext(one.hint) if one.hint else "",
        "validators": [Mark()] if one.needed or one.ruled else [],
    }
    if one.kind == "rows":
        inner = {row.code: _field(row, known) for row in one.rows}
        row_form = type("RowForm", (Form,), inner)
        return FieldList(
            FormField(row_form),
            label,
            **more,
            max_entries=one.most,
            min_entries=1 if one.needed else 0,
        )
    if one.kind == "flag":
        return BooleanField(label, **more)
    if one.kind in CODES:
        return CodeField(label, **more, source=CODES[one.kind])
    if one.kind in {"choice", "body"}:
        return SelectField(
            label,
            **more,
            choices=[("", gettext("Please choose")), *_choices(one, known)],
            validate_choice=False,
        )
    if one.kind == "long":
        return TextAreaField(label, **more, render_kw={"rows": WIDE})
    return StringField(label, **more, **_look(one))


def _look(one: Asked) -> dict[str, Any]:
    if one.kind == "date":
        return {"widget": DateInput()}
    if one.kind == "mail":
        return {"widget": EmailInput()}
    if one.kind in NUMBERS:
        return {"render_kw": {"inputmode": "decimal", "autocomplete": "off"}}
    if one.kind == "uscc":
        return {"render_kw": {"autocomplete": "off", "spellcheck": "false"}}
    return {}


def _choices(one: Asked, known: Scheme) -> list[tuple[str, str]]:
    if one.kind == "body":
        return [(body.public_id, body.name) for body in bodies()]
    return [(code, text(title)) for code, title in choices_of(one, known)]


def lay_problems(form: FlaskForm, problems: Sequence[Problem]) -> dict[str, list[str]]:
    """Put each problem beside its field; returns them by the name that the page knows."""
    by_name: dict[str, list[str]] = {}
    for one in problems:
        way = one.field.split("-")
        field = _find(form, way)
        if field is None:
            continue
        sentence = gettext(one.message, **one.params)
        field.errors = [*field.errors, sentence]
        if len(way) > 1:  # a list tells of its rows, so that the summary looks into them
            form[way[0]].errors = [*form[way[0]].errors, {way[-1]: [sentence]}]
        by_name.setdefault(field.name, []).append(sentence)
    return by_name


def _find(form: Any, way: list[str]) -> Field | None:
    """The field at the end of a way such as sites, 0, headcount; empty rows do not count."""
    found: Any = form
    for step in way:
        if isinstance(found, FieldList):
            rows = [entry for entry in found.entries if _filled(entry.data)]
            if int(step) >= len(rows):
                return None
            found = rows[int(step)]
        else:
            inner = found.form if isinstance(found, FormField) else found
            if step not in inner:
                return None
            found = inner[step]
    return found if isinstance(found, Field) else None


def _filled(data: Any) -> bool:
    if isinstance(data, Mapping):
        return any(_filled(value) for value in data.values())
    if isinstance(data, list):
        return any(_filled(value) for value in data)
    return data is True or bool(data is not False and plain_text(data))
