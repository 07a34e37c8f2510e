"""The forms of the administrator's and the body manager's pages."""

from collections.abc import Iterable

from flask import abort
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    DecimalField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from certplatform.domain.actors import ROLE_TITLES, OrganisationKind, Role
from certplatform.domain.wording import N_
from certplatform.web.code_field import CodeField
from certplatform.web.typed import DateField, Line, Text, at_most, needed

KINDS: dict[str, str] = {
    OrganisationKind.ENTERPRISE: N_("Enterprise"),
    OrganisationKind.BODY: N_("Assessment body"),
    OrganisationKind.CONSULTANCY: N_("Consultancy"),
    OrganisationKind.COMMITTEE: N_("Committee"),
    OrganisationKind.REGULATOR: N_("Regulator"),
    OrganisationKind.PLATFORM: N_("Platform"),
}


def kind_choices(first: str = "") -> list[tuple[str, str]]:
    """The kinds of organisations by name."""
    named = [(str(code), gettext(title)) for code, title in KINDS.items()]
    return [("", first), *named] if first else named


def role_choices(roles: Iterable[Role]) -> list[tuple[str, str]]:
    """Roles by name, in the order of process.md."""
    wanted = set(roles)
    return [(str(one), gettext(ROLE_TITLES[one])) for one in Role if one in wanted]


def role_of(code: str) -> Role:
    """The role that an address names; an unknown one is an unknown page."""
    if code not in ROLE_TITLES:
        abort(404)
    return Role(code)


class Boxes(SelectMultipleField):
    """Several of some, as boxes to tick; none means all."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class SearchForm(FlaskForm):
    """What to look for among organisations."""

    class Meta:
        """A search changes nothing, so its address carries no token."""

        csrf = False

    q = StringField(_l("Name or code"))
    kind = SelectField(_l("Kind"), validate_choice=False)


class PeopleSearchForm(FlaskForm):
    """Whom to look for."""

    class Meta:
        """A search changes nothing, so its address carries no token."""

        csrf = False

    q = StringField(_l("Name or mail address"))


class OrganisationForm(FlaskForm):
    """A new organisation."""

    kind = SelectField(_l("Kind"), [needed()])
    name = Line(_l("Name"), [needed(), at_most(200)])
    name_en = Line(_l("Name in English"), [at_most(300)])
    code = Line(_l("Unified social credit code"), [at_most(40)])
    short_code = Line(
        _l("Short code"),
        [at_most(10)],
        description=_l("Of a body, in its certificate numbers"),
    )
    region = CodeField(
        _l("Region"),
        [at_most(40)],
        source="regions",
        description=_l("Of a regulator: what it sees; empty = everywhere"),
    )
    address = Line(_l("Address"), [at_most(300)])
    contact_name = Line(_l("Contact"), [at_most(100)])
    contact_phone = Line(_l("Phone of the contact"), [at_most(40)])
    contact_email = Line(_l("Mail address of the contact"), [at_most(200)])


class RangeForm(FlaskForm):
    """What a body may assess (R07)."""

    scheme = SelectField(_l("Scheme"), [needed()])
    grades = Boxes(_l("Grades"), description=_l("None ticked = all"))
    viewpoints = Boxes(_l("Viewpoints"), description=_l("None ticked = all"))
    industries = CodeField(
        _l("Industries"),
        [at_most(500)],
        source="industries",
        many=True,
        description=_l("Codes after GB/T 4754 with blanks between, such as C34 C36; empty = all"),
    )
    valid_from_on = DateField(_l("Valid from"), [needed()])
    valid_until_on = DateField(_l("Valid until"), [Optional()])
    note = Text(_l("Note"), [at_most(2000)])


class OwnershipForm(FlaskForm):
    """Who owns how much of an organisation, from when on."""

    parent_code = Line(_l("Unified social credit code of the owner"), [needed(), at_most(40)])
    share = DecimalField(_l("Share in per cent"), [needed(), NumberRange(0, 100)], places=6)
    from_on = DateField(_l("From"), [needed()])
    until_on = DateField(_l("Until"), [Optional()], description=_l("Empty while it goes on"))


class EndOwnershipForm(FlaskForm):
    """The last day of an ownership."""

    until_on = DateField(_l("Last day"), [needed()])


class InviteForm(FlaskForm):
    """Whom to invite as what."""

    email = StringField(_l("Mail address"), [needed(), at_most(200)])
    role = SelectField(_l("Role"), [needed()])


class RoleForm(FlaskForm):
    """A further role for a person."""

    role = SelectField(_l("Role"), [needed()])


class ReasonForm(FlaskForm):
    """A reason."""

    reason = Text(_l("Reason"), [needed(), at_most(2000)])


class IdentityForm(FlaskForm):
    """Somebody's identity number, as an administrator records it."""

    identity = Line(
        _l("Identity number"),
        [needed(), at_most(40)],
        description=_l("We keep a keyed hash and the last four characters, never the number."),
    )


class KeepForm(FlaskForm):
    """Which of two records is kept, and why they are one person's."""

    kept = SelectField(_l("Record to keep"), [needed()])
    reason = Text(_l("Reason"), [needed(), at_most(2000)])


class QualificationForm(FlaskForm):
    """As what, up to which level and where somebody may assess (R12)."""

    scheme = SelectField(_l("Scheme"), [needed()])
    role = SelectField(_l("As"), [needed()])
    level = SelectField(_l("Up to level"), [needed()])
    viewpoints = Boxes(_l("Viewpoints"), description=_l("None ticked = all"))
    industries = CodeField(
        _l("Industries"),
        [at_most(500)],
        source="industries",
        many=True,
        description=_l("Codes after GB/T 4754 with blanks between, such as C34 C36; empty = all"),
    )
    number = Line(_l("Number of the certificate of competence"), [at_most(40)])
    valid_from_on = DateField(_l("Valid from"), [needed()])
    valid_until_on = DateField(_l("Valid until"), [needed()])
    languages = Boxes(_l("Languages"), description=_l("Beside Chinese"))
    evidence = FileField(_l("Evidence"))


class ChangeForm(QualificationForm):
    """A qualification as it is to be, and why."""

    reason = Text(_l("Reason"), [needed(), at_most(2000)])


class EndReasonForm(FlaskForm):
    """The last day of a qualification, and why."""

    last_on = DateField(_l("Last day"), [needed()])
    reason = Text(_l("Reason"), [needed(), at_most(2000)])


class DecideForm(FlaskForm):
    """The answer to an appeal against an entry."""

    answer = RadioField(
        _l("Answer"),
        [needed()],
        choices=[("uphold", _l("Uphold the appeal")), ("dismiss", _l("Dismiss the appeal"))],
    )
    reason = Text(_l("Reason"), [needed(), at_most(2000)])


class RegisterSearchForm(FlaskForm):
    """Whom to look for among the people of a body."""

    class Meta:
        """A search changes nothing, so its address carries no token."""

        csrf = False

    q = StringField(_l("Name or mail address"))
    role = SelectField(_l("Role"), validate_choice=False)
    level = SelectField(_l("Qualified up to at least"), validate_choice=False)
    industry = CodeField(_l("Industry"), source="industries")
