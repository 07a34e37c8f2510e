"""Could this person audit that enterprise? Asked by the body, told to nobody."""

from flask import Blueprint
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from certplatform import clock
from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.process.conflict_look import ASKING, Looked, look_up_conflicts
from certplatform.queries.people import holders
from certplatform.web.answers import attempt, page
from certplatform.web.context import add_navigation
from certplatform.web.formats import shown
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor
from certplatform.web.tie_graph import drawings
from certplatform.web.typed import DateField

FILL_IN = _l("Please fill this in.")
LONGEST = 200


class LookForm(FlaskForm):
    """Who, where, by which day."""

    person = SelectField(_l("Person of the body"), [InputRequired(FILL_IN)])
    enterprise = StringField(
        _l("Enterprise"),
        [InputRequired(FILL_IN), Length(max=LONGEST)],
        description=_l("Its unified social credit code, or its whole name"),
    )
    on = DateField(_l("First audit day"), [InputRequired(FILL_IN)])


def _body_id() -> int:
    """The body in which the actor schedules or manages."""
    return next(one.organisation_id for one in current_actor().holdings if one.role in ASKING)


@audience(*ASKING)
def conflicts() -> Response:
    """The question, and after it is asked the answer with its evidence."""
    body_id, form = _body_id(), LookForm()
    people = {one.public_id: one for one in holders(body_id, Role.ASSESSOR_POOL)}
    form.person.choices = [(key, one.name) for key, one in people.items()]
    if form.on.data is None and not form.is_submitted():
        form.on.data = clock.today()
    found: list[Looked] = []

    def look() -> None:
        on = form.on.data or clock.today()
        who = people[form.person.data].id
        words = form.enterprise.data or ""
        found.append(
            look_up_conflicts(body_id, person_id=who, enterprise=words, on=on, by=current_actor())
        )

    attempt(form, look)
    return page("body/conflicts.html", form=form, looked=_shown(found[0]) if found else None)


def _shown(looked: Looked) -> dict[str, object]:
    judged = looked.judged
    return {
        "person": looked.person.name,
        "enterprise": looked.enterprise.name,
        "case": looked.case,
        "day": judged.day,
        "window_from": judged.window_from,
        "verdict": judged.verdict,
        "said": shown(looked.said),
        "others": shown(looked.others),
        "drawings": drawings(judged, looked.person.name, looked.enterprise.name),
    }


def add_to(body: Blueprint) -> None:
    """Add this page."""
    body.add_url_rule("/body/conflicts", view_func=conflicts, methods=["GET", "POST"])


add_navigation("/body/conflicts", N_("Conflicts of interest"), "affiliate", *ASKING)
