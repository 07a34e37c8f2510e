"""The forms of what is on record about people, for the person and for those who keep the record."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, DecimalField, IntegerField, SelectField
from wtforms.validators import NumberRange, Optional

from certplatform.process.person_record import TIE_KINDS
from certplatform.process.training import KINDS, RESULTS
from certplatform.web.code_field import CodeField
from certplatform.web.typed import DateField, Line, Text, at_most, needed


class TieForm(FlaskForm):
    """A tie to an organisation."""

    kind = SelectField(_l("Kind of tie"), [needed()])
    organisation_name = Line(_l("Organisation"), [needed(), at_most(200)])
    organisation_code = Line(_l("Unified social credit code, if known"), [at_most(18)])
    from_on = DateField(_l("From"), [needed()])
    until_on = DateField(_l("Until"), [Optional()], description=_l("Empty while it goes on"))
    full_time = BooleanField(_l("A full-time employment"))
    share = DecimalField(
        _l("Share in per cent"), [Optional()], places=None, description=_l("Of a shareholding")
    )
    relative = Line(_l("Name of the relative"), [at_most(100)], description=_l("Of a family tie"))
    relation = Line(_l("How you are related"), [at_most(40)])
    overlap_reason = Text(
        _l("Why two full-time employments at once are right"),
        [at_most(2000)],
        description=_l("Only where the dates overlap"),
    )
    note = Text(_l("Note"), [at_most(2000)])


def tie_form() -> TieForm:
    """A form for a tie with its kinds."""
    form = TieForm()
    form.kind.choices = [(code, gettext(title)) for code, title in TIE_KINDS.items()]
    return form


class EndForm(FlaskForm):
    """The last day of something that goes on."""

    last_on = DateField(_l("Last day"), [needed()])


class LeaveForm(FlaskForm):
    """Days on which somebody is not available."""

    from_on = DateField(_l("From"), [needed()])
    until_on = DateField(_l("Until"), [needed()])
    halves = SelectField(
        _l("Which part of the day"),
        choices=[("12", _l("All day")), ("1", _l("Morning")), ("2", _l("Afternoon"))],
    )


class TrainingForm(FlaskForm):
    """A course or an examination."""

    kind = SelectField(_l("Kind"), [needed()])
    title = Line(_l("Title"), [needed(), at_most(200)])
    organiser = Line(_l("Organiser"), [needed(), at_most(200)])
    from_on = DateField(_l("From"), [needed()])
    until_on = DateField(_l("Until"), [needed()])
    hours = IntegerField(
        _l("Hours"), [Optional(), NumberRange(0, 2000, _l("A number from 0 to 2000."))]
    )
    result = SelectField(_l("Result"), [needed()])
    evidence = FileField(_l("Evidence"))


def training_form() -> TrainingForm:
    """A form for a course with its kinds and results."""
    form = TrainingForm()
    form.kind.choices = [(code, gettext(title)) for code, title in KINDS.items()]
    form.result.choices = [(code, gettext(title)) for code, title in RESULTS.items()]
    return form


class TermsForm(FlaskForm):
    """How much and where somebody works for a body; in days, kept as half-days."""

    min_days = DecimalField(
        _l("Audit days per year, at least"),
        [Optional()],
        places=1,
        description=_l("Whole or half days"),
    )
    max_days = DecimalField(
        _l("Audit days per year, at most"),
        [Optional()],
        places=1,
        description=_l("Empty = no bound"),
    )
    regions = CodeField(
        _l("Working area"),
        [at_most(500)],
        source="regions",
        many=True,
        description=_l("Regions with blanks between; a province covers all within; empty = all"),
    )
    base_region = CodeField(
        _l("Travels from"), [at_most(40)], source="regions", description=_l("Region of residence")
    )


class ContestForm(FlaskForm):
    """Why an entry is wrong."""

    text = Text(_l("What is wrong with this entry, and what would be right"), [needed()])
