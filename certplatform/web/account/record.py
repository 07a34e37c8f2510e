"""My own record: employment, consulting and interests (R13-R15), and my appeals against entries."""

from flask import Blueprint, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.process.contest import contest_entry
from certplatform.process.person_record import TIE_KINDS, confirm_overlap, end_tie, record_tie
from certplatform.queries.people import ties_of
from certplatform.queries.record import contests_of
from certplatform.web.account.forms import ReasonForm
from certplatform.web.account.sign_in import my_session
from certplatform.web.answers import attempt, done, page
from certplatform.web.context import add_navigation
from certplatform.web.guards import audience
from certplatform.web.record_forms import ContestForm, EndForm, TieForm, tie_form
from certplatform.web.record_sheet import tie_rows
from certplatform.web.signin import current_actor

JUDGING = (Role.ASSESSOR_POOL, Role.COMMITTEE_POOL)
add_navigation("/account/record", N_("My record"), "fingerprint", *JUDGING)


def parts(active: str) -> list[dict[str, object]]:
    """The parts of my record, one page each."""
    titles = {
        "account.record": gettext("Employment and interests"),
        "account.competence": gettext("Qualifications and training"),
        "account.days": gettext("Calendar"),
    }
    return [
        {"url": url_for(endpoint), "label": label, "active": endpoint == active}
        for endpoint, label in titles.items()
    ]


def _page(tie: TieForm, reason: ReasonForm | None = None, end: EndForm | None = None) -> Response:
    me = my_session().person.id
    return page(
        "account/record.html",
        parts=parts("account.record"),
        tie=tie,
        reason=reason or ReasonForm(formdata=None),
        end=end or EndForm(formdata=None),
        ties=tie_rows(ties_of(me), contests_of(me)),
        me=me,
        kinds=TIE_KINDS,
    )


@audience(*JUDGING)
def record() -> Response:
    """My ties to organisations."""
    return _page(tie_form())


@audience(*JUDGING)
def add_tie() -> Response:
    """Declare a tie, early or late (R15)."""
    form = tie_form()
    said = {name: value for name, value in form.data.items() if name != "csrf_token"}
    if attempt(form, lambda: record_tie(my_session().person.id, by=current_actor(), **said)):
        return done(gettext("The tie is on record."), url_for("account.record"))
    return _page(form)


@audience(*JUDGING)
def finish_tie(tie: str) -> Response:
    """Say when a tie of mine ended."""
    form = EndForm()

    def deed() -> None:
        end_tie(tie, form.last_on.data, by=current_actor())  # type: ignore[arg-type]

    if attempt(form, deed):
        return done(gettext("The last day is on record."), url_for("account.record"))
    return _page(tie_form(), end=form)


@audience(*JUDGING)
def explain_overlap(tie: str) -> Response:
    """Say why two full-time employments of mine at once are right."""
    form = ReasonForm()
    if attempt(form, lambda: confirm_overlap(tie, form.reason.data or "", by=current_actor())):
        return done(gettext("Your explanation is on record."), url_for("account.record"))
    return _page(tie_form(), reason=form)


@audience(*JUDGING)
def contest(about: str, entry: str) -> Response:
    """Contest an entry on my record that somebody else made."""
    form = ContestForm()
    back = url_for("account.record" if about == "tie" else "account.competence")
    if attempt(form, lambda: contest_entry(about, entry, form.text.data or "", by=current_actor())):
        return done(gettext("Your appeal is on record; somebody else decides it."), back)
    return page("account/contest.html", form=form, back=back)


def add_to(account: Blueprint) -> None:
    """Add these pages."""
    post = ["POST"]
    account.add_url_rule("/record", view_func=record)
    account.add_url_rule("/record/ties", view_func=add_tie, methods=post)
    account.add_url_rule("/record/ties/<tie>/end", view_func=finish_tie, methods=post)
    account.add_url_rule("/record/ties/<tie>/overlap", view_func=explain_overlap, methods=post)
    account.add_url_rule(
        "/record/contest/<any(tie, training, qualification):about>/<entry>",
        view_func=contest,
        methods=["GET", "POST"],
    )
