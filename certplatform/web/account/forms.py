"""The forms of the account pages."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    IntegerField,
    PasswordField,
    SelectField,
    StringField,
)
from wtforms.validators import EqualTo, NumberRange, Optional

from certplatform.domain.application_form import INDUSTRY_HINT, REGION_HINT
from certplatform.web.code_field import CodeField
from certplatform.web.typed import Line, Text, at_most, needed


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


class PhoneForm(FlaskForm):
    """One's own telephone number."""

    phone = Line(_l("Phone"), [at_most(40)])


class IdentityForm(FlaskForm):
    """One's own identity number."""

    identity = Line(
        _l("Identity number"),
        [needed(), at_most(40)],
        description=_l("We keep a keyed hash and the last four characters, never the number."),
    )


class InviteForm(FlaskForm):
    """Whom to invite as what."""

    email = StringField(_l("Mail address"), [needed(), at_most(200)])
    role = SelectField(_l("Role"), [needed()])


class ReasonForm(FlaskForm):
    """A reason."""

    reason = Text(_l("Reason"), [needed(), at_most(2000)])
