"""The forms of the account pages."""

from functools import partial

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    IntegerField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import EqualTo, InputRequired, Length, NumberRange, Optional

from certplatform.domain.application_form import INDUSTRY_HINT, REGION_HINT
from certplatform.web.code_field import CodeField
from certplatform.web.typed import DateField

FILL_IN = _l("Please fill this in.")


def plain(value: str | None) -> str:
    """What was typed without blanks around it; a field that was not sent is empty."""
    return (value or "").strip()


Line = partial(StringField, filters=[plain])
Text = partial(TextAreaField, filters=[plain])


def needed() -> InputRequired:
    """Something must be there."""
    return InputRequired(FILL_IN)


def at_most(count: int) -> Length:
    """Not longer than its column."""
    return Length(max=count, message=_l("At most %(max)d characters."))


class SignInForm(FlaskForm):
    """Address and password."""

    email = StringField(_l("Mail address"), [needed(), at_most(200)])
    password = PasswordField(_l("Password"), [needed(), at_most(200)])


class CodeForm(FlaskForm):
    """A code of the app, or of the paper."""

    code = StringField(_l("Verification code"), [needed(), at_most(20)])


class ConfirmForm(FlaskForm):
    """Password and, where an app is set up, a code."""

    password = PasswordField(_l("Password"), [needed(), at_most(200)])
    code = StringField(_l("Code of your app"), [at_most(20)])


class RegisterForm(FlaskForm):
    """What an enterprise says about itself."""

    name = Line(_l("Name of the enterprise"), [needed(), at_most(200)])
    name_en = Line(_l("Name in English"), [at_most(300)])
    code = Line(
        _l("Unified social credit code"),
        [needed(), at_most(40)],
        description=_l("18 characters, as on the business licence"),
    )
    legal_representative = Line(_l("Legal representative"), [needed(), at_most(100)])
    region = CodeField(
        _l("Region"), [needed(), at_most(40)], source="regions", description=_l(REGION_HINT)
    )
    address = Line(_l("Address"), [needed(), at_most(300)])
    industry = CodeField(
        _l("Industry"), [needed(), at_most(40)], source="industries", description=_l(INDUSTRY_HINT)
    )
    headcount = IntegerField(
        _l("Headcount"), [Optional(), NumberRange(0, 10_000_000, _l("A number from 0."))]
    )
    contact_name = Line(_l("Your name"), [needed(), at_most(100)])
    contact_phone = Line(_l("Your phone"), [needed(), at_most(40)])
    email = StringField(
        _l("Your mail address"),
        [needed(), at_most(200)],
        description=_l("You sign in with it; we send a link there first."),
    )


class AddressForm(FlaskForm):
    """A mail address."""

    email = StringField(_l("Mail address"), [needed(), at_most(200)])


class NewPasswordForm(FlaskForm):
    """A new password, twice."""

    password = PasswordField(
        _l("New password"),
        [needed(), at_most(200)],
        description=_l("At least 12 characters; several words are easy to remember."),
    )
    again = PasswordField(
        _l("New password again"),
        [needed(), EqualTo("password", _l("The two passwords differ."))],
    )


class JoinForm(NewPasswordForm):
    """A newcomer's name and password."""

    name = Line(_l("Your name"), [needed(), at_most(100)])


class PlainForm(FlaskForm):
    """A button and nothing else."""


class ChangePasswordForm(NewPasswordForm):
    """The old password and the new one."""

    old = PasswordField(_l("Present password"), [needed(), at_most(200)])


class LanguageForm(FlaskForm):
    """The language of pages and mails."""

    locale = SelectField(_l("Language"), choices=[("zh_CN", "中文"), ("en", "English")])


class InviteForm(FlaskForm):
    """Whom to invite as what."""

    email = StringField(_l("Mail address"), [needed(), at_most(200)])
    role = SelectField(_l("Role"), [needed()])


class TieForm(FlaskForm):
    """A tie to an organisation."""

    kind = SelectField(_l("Kind of tie"), [needed()])
    organisation_name = Line(_l("Organisation"), [needed(), at_most(200)])
    organisation_code = Line(_l("Unified social credit code, if known"), [at_most(18)])
    from_on = DateField(_l("From"), [needed()])
    until_on = DateField(_l("Until"), [Optional()], description=_l("Empty while it goes on"))
    note = Text(_l("Note"), [at_most(2000)])


class LeaveForm(FlaskForm):
    """Days on which somebody is not available."""

    from_on = DateField(_l("From"), [needed()])
    until_on = DateField(_l("Until"), [needed()])
    halves = SelectField(
        _l("Which part of the day"),
        choices=[("12", _l("All day")), ("1", _l("Morning")), ("2", _l("Afternoon"))],
    )
