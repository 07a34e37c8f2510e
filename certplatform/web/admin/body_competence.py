"""Qualifications of a body's people (R12): entered, changed, approved, ended; appeals of people."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from certplatform import schemes
from certplatform.domain.actors import ROLE_TITLES
from certplatform.domain.errors import NotVisible
from certplatform.domain.qualification_change import LANGUAGES
from certplatform.domain.wording import N_
from certplatform.models.people_register import Contest
from certplatform.models.person import Person, Qualification
from certplatform.process.contest import decide_contest, entry_of
from certplatform.process.intake import Inspected
from certplatform.process.person_record import TIE_KINDS
from certplatform.process.qualification import (
    QUALIFIED_AS,
    Said,
    approve_qualification,
    change_qualification,
    end_qualification,
    record_qualification,
    return_qualification,
)
from certplatform.process.training import add_evidence
from certplatform.queries.cases import ABSENT
from certplatform.queries.page import Page
from certplatform.queries.people import qualification_at
from certplatform.queries.record import approvals_page, contest_in, contests_page, names_of
from certplatform.web.admin.body_people import (
    MANAGER,
    OFFICE,
    back_to,
    body_of_mine,
    member_of,
)
from certplatform.web.admin.forms import (
    ChangeForm,
    DecideForm,
    EndReasonForm,
    QualificationForm,
    ReasonForm,
    role_choices,
)
from certplatform.web.answers import attempt, done, page
from certplatform.web.context import add_navigation
from certplatform.web.formats import text
from certplatform.web.guards import audience
from certplatform.web.record_sheet import scope_words
from certplatform.web.signin import current_actor
from certplatform.web.uploads import ACCEPT, file_of

NAMES = ("level", "role", "number", "viewpoints", "languages", "valid_from_on", "valid_until_on")
add_navigation("/body/approvals", N_("To approve"), "signature", *OFFICE)


def _said(form: QualificationForm) -> dict[str, Any]:
    return {**{one: form[one].data for one in NAMES}, "industries": form.industries.listed}


def _offer(form: QualificationForm, scheme: str) -> None:
    codes = sorted(schemes.schemes())
    chosen = schemes.scheme(scheme if scheme in codes else codes[0])
    form.scheme.choices = [(code, text(schemes.scheme(code).title)) for code in codes]
    form.role.choices = role_choices(QUALIFIED_AS)
    form.level.choices = [(one.code, text(one.title)) for one in chosen.levels]
    form.viewpoints.choices = [(one.code, text(one.title)) for one in chosen.viewpoints]
    form.languages.choices = [(code, gettext(title)) for code, title in LANGUAGES.items()]


def _evidence(row: Qualification, file: Inspected | None) -> None:
    if file is not None:
        add_evidence(row.id, file, by=current_actor())


@audience(*OFFICE)
def new_qualification(person: str) -> Response:
    """Enter what somebody may assess; somebody else approves it."""
    body, form = body_of_mine(*OFFICE), QualificationForm()
    found = member_of(body, person)
    _offer(form, request.values.get("scheme", ""))

    def deed() -> None:
        file, scheme = file_of(form.evidence.data), form.scheme.data
        made = record_qualification(
            found.id, body.id, by=current_actor(), scheme=scheme, **_said(form)
        )
        _evidence(made, file)

    if attempt(form, deed):
        return done(gettext("Entered; it counts once somebody else approves it."), back_to(found))
    return page(
        "admin/new_qualification.html",
        form=form,
        person=found,
        back=back_to(found),
        accept=ACCEPT,
    )


def _entry(person: str, key: str) -> tuple[Person, Qualification]:
    """An entry of somebody of the body, made in this body."""
    body = body_of_mine(*OFFICE)
    found, row = member_of(body, person), qualification_at(key)
    if (row.person_id, row.organisation_id) != (found.id, body.id):
        raise NotVisible(ABSENT)
    return found, row


@audience(*OFFICE)
def change(person: str, qualification: str) -> Response:
    """Change an entry that counts, by a new one."""
    found, row = _entry(person, qualification)
    form = ChangeForm(
        **{one: getattr(row, one) for one in NAMES},
        industries=" ".join(row.industries),
        scheme=row.scheme,
    )
    _offer(form, row.scheme)

    def deed() -> None:
        file = file_of(form.evidence.data)
        said = Said(**_said(form))
        reason = form.reason.data or ""
        made = change_qualification(qualification, said, by=current_actor(), reason=reason)
        _evidence(made, file)

    if attempt(form, deed):
        told = gettext("The change is entered; what widens competence waits for approval.")
        return done(told, back_to(found))
    return page(
        "admin/change_qualification.html",
        form=form,
        person=found,
        back=back_to(found),
        accept=ACCEPT,
    )


@audience(*OFFICE)
def end(person: str, qualification: str) -> Response:
    """End an entry with a day."""
    (found, _), form = _entry(person, qualification), EndReasonForm()

    def deed() -> None:
        end_qualification(
            qualification,
            by=current_actor(),
            reason=form.reason.data or "",
            last_on=form.last_on.data,
        )

    if attempt(form, deed):
        return done(gettext("The last day is on record."), back_to(found))
    return page("admin/end_qualification.html", form=form, person=found, back=back_to(found))


@audience(MANAGER)
def approve(person: str, qualification: str) -> Response:
    """Approve a qualification that somebody else entered."""
    found = member_of(body_of_mine(MANAGER), person)
    approve_qualification(qualification, by=current_actor())
    return done(gettext("The qualification is approved."), back_to(found))


@audience(MANAGER)
def send_back(person: str, qualification: str) -> Response:
    """Return an entry with a reason."""
    (found, _), form = _entry(person, qualification), ReasonForm()

    def deed() -> None:
        return_qualification(qualification, by=current_actor(), reason=form.reason.data or "")

    if attempt(form, deed):
        return done(gettext("The entry is returned."), url_for("admin.approvals"))
    return page("admin/return_qualification.html", form=form, person=found, back=back_to(found))


@audience(*OFFICE)
def approvals() -> Response:
    """The entries that wait for approval, and the open appeals against entries."""
    body, me = body_of_mine(*OFFICE), current_actor()
    waiting = approvals_page(body.id, request.args.get("cursor", ""))
    appeals = contests_page(body.id, request.args.get("appeals", ""))
    people = names_of(
        {one.person_id for one in waiting.rows} | {one.person_id for one in appeals.rows}
    )
    manages = me.holds(MANAGER, body.id)
    return page(
        "admin/approvals.html",
        waiting=[
            {
                "row": one,
                "person": people[one.person_id],
                "words": scope_words(one),
                "mine": manages and me.person_id not in {one.person_id, one.entered_by},
            }
            for one in waiting.rows
        ],
        appeals=[{"row": one, "person": people[one.person_id]} for one in appeals.rows],
        pager=_pager(waiting, "cursor"),
        appeals_pager=_pager(appeals, "appeals"),
    )


def _pager(found: Page[Any], name: str) -> dict[str, str]:
    here = url_for("admin.approvals")
    more = urlencode({name: found.next_cursor})
    return {
        "count_text": found.count_text,
        "next_url": f"{here}?{more}" if found.next_cursor else "",
        "first_url": here if request.args.get(name) else "",
    }


@audience(*OFFICE)
def contest(contest: str) -> Response:
    """Decide on an appeal against an entry."""
    body, form = body_of_mine(*OFFICE), DecideForm()
    found = contest_in(body.id, contest)

    def deed() -> None:
        decide_contest(
            contest,
            uphold=form.answer.data == "uphold",
            by=current_actor(),
            reason=form.reason.data or "",
        )

    if attempt(form, deed):
        return done(gettext("The appeal is decided."), url_for("admin.approvals"))
    return page(
        "admin/contest.html",
        form=form,
        contest=found,
        person=names_of([found.person_id])[found.person_id],
        about=_about(found),
    )


def _about(contest: Contest) -> str:
    """The entry that is contested, in a line."""
    entry = entry_of(contest)
    if isinstance(entry, Qualification):
        words = scope_words(entry)
        return f"{gettext(ROLE_TITLES[entry.role])} {words['level']}"  # type: ignore[index]
    if contest.tie_id is not None:
        return f"{gettext(TIE_KINDS[entry.kind])}: {entry.organisation_name}"  # type: ignore[union-attr]
    return entry.title  # type: ignore[union-attr]


def add_to(admin: Blueprint) -> None:
    """Add these pages."""
    both, post, base = ["GET", "POST"], ["POST"], "/body/people/<person>"
    admin.add_url_rule("/body/approvals", view_func=approvals)
    admin.add_url_rule("/body/approvals/<contest>", view_func=contest, methods=both)
    admin.add_url_rule(f"{base}/qualify", view_func=new_qualification, methods=both)
    entry = f"{base}/qualifications/<qualification>"
    admin.add_url_rule(f"{entry}/change", view_func=change, methods=both)
    admin.add_url_rule(f"{entry}/end", "end_qualification", view_func=end, methods=both)
    admin.add_url_rule(f"{entry}/return", view_func=send_back, methods=both)
    admin.add_url_rule(f"{base}/<qualification>/approve", view_func=approve, methods=post)
