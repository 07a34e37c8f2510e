"""The forms of planning: a place on the team, a reason, the plan."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DecimalField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from certplatform.web.typed import DateField

MOST_ROWS = 400
FILL_IN = _l("Please fill this in.")


class ProposeForm(FlaskForm):
    """Who, as what; and why the same lead again (R19)."""

    person = HiddenField()
    role = HiddenField()
    rotation_reason = TextAreaField(
        _l("Why the same lead assessor is needed again"), [Length(max=2000)]
    )


class ReasonForm(FlaskForm):
    """A written reason."""

    reason = TextAreaField(_l("Reason"), [Length(max=4000)])


class RowForm(Form):
    """One half-day of one member."""

    stage = SelectField(_l("Stage"), choices=[(1, _l("Stage 1")), (2, _l("Stage 2"))], coerce=int)
    on = DateField(_l("Date"), [InputRequired(FILL_IN)])
    half = SelectField(
        _l("Half-day"), choices=[(1, _l("morning")), (2, _l("afternoon"))], coerce=int
    )
    site = SelectField(_l("Site"), coerce=int)
    person = SelectField(_l("Team member"), coerce=int)
    remote = BooleanField(_l("Remote"))
    travel = BooleanField(_l("Travel or writing, no auditing"))
    department = StringField(_l("Department"), [Length(max=200)])
    with_whom = StringField(_l("With whom at the enterprise"), [Length(max=200)])
    covers = SelectMultipleField(
        _l("Covers"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )


class PositionForm(Form):
    """Where a site lies, for the sign-in (R27)."""

    site = HiddenField()
    latitude = DecimalField(_l("Latitude"), [Optional(), NumberRange(-90, 90)], places=6)
    longitude = DecimalField(_l("Longitude"), [Optional(), NumberRange(-180, 180)], places=6)


class PlanForm(FlaskForm):
    """The whole plan."""

    version = HiddenField()
    mode = SelectField(
        _l("Mode of audit"),
        choices=[
            ("on_site", _l("on site")),
            ("mixed", _l("on site and remote")),
            ("remote", _l("remote")),
        ],
    )
    remote_agreement = TextAreaField(
        _l("Agreement of the enterprise to remote auditing"), [Length(max=2000)]
    )
    remote_risk = TextAreaField(
        _l("Risks of remote auditing and how they are met"), [Length(max=2000)]
    )
    objective = TextAreaField(_l("Objective of the audit"), [Length(max=2000)])
    rows = FieldList(FormField(RowForm), max_entries=MOST_ROWS)
    positions = FieldList(FormField(PositionForm))


class DraftForm(FlaskForm):
    """From when on a first draft of the plan is to be laid out."""

    first_on = DateField(_l("First audit day"), [InputRequired(FILL_IN)])
