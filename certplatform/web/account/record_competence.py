"""My own record: what I am qualified for (R12), training and examinations, my terms of work."""

from flask import Blueprint, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from certplatform.domain.actors import OrganisationKind
from certplatform.models.organisation import Organisation
from certplatform.models.people_register import Training
from certplatform.process.qualification import end_qualification
from certplatform.process.training import KINDS, RESULTS, Course, record_training, set_work_terms
from certplatform.queries.people import organisation_at, organisation_by_id, own_qualifications
from certplatform.queries.record import contests_of, papers_of, terms_of, trainings_of
from certplatform.web.account.forms import ReasonForm
from certplatform.web.account.record import JUDGING, parts
from certplatform.web.account.sign_in import my_session
from certplatform.web.answers import attempt, done, page
from certplatform.web.guards import audience
from certplatform.web.record_forms import TermsForm, TrainingForm, training_form
from certplatform.web.record_sheet import (
    qualification_rows,
    terms_form,
    terms_said,
    training_rows,
)
from certplatform.web.signin import current_actor
from certplatform.web.uploads import ACCEPT, file_of


def _page(
    course: TrainingForm,
    terms: tuple[str, TermsForm] | None = None,
    reason: ReasonForm | None = None,
) -> Response:
    me = my_session().person.id
    contests, papers = contests_of(me), papers_of(me)
    return page(
        "account/record_competence.html",
        parts=parts("account.competence"),
        course=course,
        reason=reason or ReasonForm(formdata=None),
        qualifications=qualification_rows(own_qualifications(me), contests, papers),
        trainings=training_rows(trainings_of(me), contests, papers),
        terms=_terms(me, terms),
        kinds=KINDS,
        results=RESULTS,
        accept=ACCEPT,
        me=me,
    )


def _terms(me: int, refused: tuple[str, TermsForm] | None) -> list[tuple[Organisation, TermsForm]]:
    """A form for each body that I belong to; the one that was refused as it was sent."""
    kept = terms_of([me])
    found = []
    for one in current_actor().organisations(OrganisationKind.BODY):
        organisation = organisation_by_id(one)
        if organisation is None:
            continue
        form = terms_form(kept.get((me, one)))
        if refused is not None and refused[0] == organisation.public_id:
            form = refused[1]
        found.append((organisation, form))
    return found


@audience(*JUDGING)
def competence() -> Response:
    """My qualifications, training and terms of work."""
    return _page(training_form())


@audience(*JUDGING)
def add_training() -> Response:
    """Record a course or an examination of mine."""
    form = training_form()

    def deed() -> Training:
        names = ("kind", "title", "organiser", "from_on", "until_on", "result", "hours")
        said = Course(**{name: form[name].data for name in names})
        evidence = file_of(form.evidence.data)
        return record_training(my_session().person.id, said, by=current_actor(), evidence=evidence)

    if attempt(form, deed):
        return done(gettext("The training is on record."), url_for("account.competence"))
    return _page(form)


@audience(*JUDGING)
def save_terms(organisation: str) -> Response:
    """Say how much and where I work for a body."""
    form, body = TermsForm(), organisation_at(organisation)

    def deed() -> None:
        set_work_terms(my_session().person.id, body.id, by=current_actor(), **terms_said(form))

    if attempt(form, deed):
        return done(gettext("Your terms of work are on record."), url_for("account.competence"))
    return _page(training_form(), (organisation, form))


@audience(*JUDGING)
def give_up(qualification: str) -> Response:
    """End a qualification of mine from today on."""
    form = ReasonForm()

    def deed() -> None:
        end_qualification(qualification, by=current_actor(), reason=form.reason.data or "")

    if attempt(form, deed):
        return done(gettext("The qualification ends today."), url_for("account.competence"))
    return _page(training_form(), reason=form)


def add_to(account: Blueprint) -> None:
    """Add these pages."""
    post, base = ["POST"], "/record/qualifications"
    account.add_url_rule(base, view_func=competence)
    account.add_url_rule(f"{base}/training", view_func=add_training, methods=post)
    account.add_url_rule(f"{base}/terms/<organisation>", view_func=save_terms, methods=post)
    account.add_url_rule(f"{base}/<qualification>/end", view_func=give_up, methods=post)
