"""Builds the page's form of one part from the part's fields, and lays problems beside them."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask_babel import get_locale
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import DateInput, EmailInput

from certplatform.domain.application_form import FormField as Asked
from certplatform.domain.application_form import FormPart, choices_of, questions_of, whole_rows
from certplatform.domain.application_reading import NUMBERS, Problem, plain_text
from certplatform.domain.bilingual import params_for
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
WIDE = 4


def part_form(
    part: FormPart, known: Scheme, content: Mapping[str, Any], *, sent: bool = True
) -> FlaskForm:
    """The form of a part: bound to what was sent, where anything was, else to what is saved."""
    more: dict[str, Any] = {} if sent else {"formdata": None}
    fields = {one.code: _field(one, known) for one in part.fields}
    begun = _begun(part, known, content)
    form: FlaskForm = type("PartForm", (FlaskForm,), fields)(data=begun, **more)
    return form


def content_of(form: FlaskForm, part: FormPart) -> dict[str, Any]:
    """What the form holds, by field code."""
    return {one.code: form[one.code].data for one in part.fields}


def _begun(part: FormPart, known: Scheme, content: Mapping[str, Any]) -> dict[str, Any]:
    """Saved content; lists that have to be whole begin with all their rows."""
    begun = dict(content)
    for one in part.fields:
        if one.each:
            begun[one.code] = whole_rows(one, begun.get(one.code) or [], known)
        elif one.kind == "rows" and not begun.get(one.code):
            begun[one.code] = [{}] if one.needed or one.code == part.code else []
    return begun


def _field(one: Asked, known: Scheme) -> Any:
    label = gettext(one.label)
    more: dict[str, Any] = {
        "description": gettext(one.hint) if one.hint else "",
        "validators": [Mark()] if one.needed or one.ruled else [],
    }
    if one.kind == "answers":
        return FormField(_answers_form(one, known), label, description=more["description"])
    if one.kind == "rows":
        return FieldList(
            FormField(_row_form(one, known)),
            label,
            **more,
            max_entries=one.most,
            min_entries=1 if one.needed else 0,
        )
    return _plain_field(one, known, label, more)


def _row_form(one: Asked, known: Scheme) -> type[Form]:
    inner = {row.code: _field(row, known) for row in one.rows}
    if one.each:
        inner[one.rows[0].code] = HiddenField()
    return type("RowForm", (Form,), inner)


def _plain_field(one: Asked, known: Scheme, label: str, more: dict[str, Any]) -> Any:
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
    if one.kind in {"long", "lines"}:
        return TextAreaField(label, **more, render_kw={"rows": WIDE})
    return StringField(label, **more, **_look(one))


def _answers_form(one: Asked, known: Scheme) -> type[Form]:
    """One field of radio buttons for each question, by the code of the question."""
    fields = {
        question.code: RadioField(
            text(question.text),
            choices=[(code, text(words)) for code, words in question.choices],
            validate_choice=False,
        )
        for question in questions_of(one, known)
    }
    return type("AnswersForm", (Form,), fields)


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
        sentence = gettext(one.message, **params_for(one.params, str(get_locale())))
        if isinstance(field, FormField):
            field.form.form_errors.append(sentence)
            continue
        field.errors = [*field.errors, sentence]
        if isinstance(form[way[0]], FieldList) and len(way) > 1:  # the summary looks into the rows
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
