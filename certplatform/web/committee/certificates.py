"""Issuing the certificate of a case, and where it stands afterwards."""

from typing import Any

from flask import Blueprint, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from certplatform import clock
from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case_states import ISSUING
from certplatform.models.case import Case
from certplatform.process.certificate import issue
from certplatform.queries.cases import roles_on, scheme_of
from certplatform.queries.certificates import certificate_by_id
from certplatform.queries.issuing import (
    granted,
    held_by,
    holder_facts,
    obstacles_to_issue,
    revision_of_case,
    sites_of,
)
from certplatform.web.answers import done, page
from certplatform.web.case_head import add_tab, case_head, offer
from certplatform.web.committee.sight import asks_for_password, attempt_fresh, case_in_hand
from certplatform.web.formats import gettext, shown, text
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor

OFFICE = (Role.SECRETARIAT, Role.SUPERVISOR)
HERE = "committee.certificate_issue"

add_tab(HERE, N_("Certificate"), set(OFFICE), "issuing certified")
offer("issue", HERE)


@audience(*OFFICE)
def certificate_issue(case: str) -> Response:
    """What will stand on the certificate, and the button that issues it."""
    return _page(case_in_hand(case, frozenset(OFFICE)), FlaskForm())


@audience(Role.SECRETARIAT)
def certificate_issue_now(case: str) -> Response:
    """Issue it."""
    found, form = case_in_hand(case, frozenset(OFFICE)), FlaskForm()
    if attempt_fresh(form, lambda: issue(found.id, by=current_actor())):
        message = gettext("The certificate is issued; its file is being made.")
        return done(message, url_for(HERE, case=case))
    return _page(case_in_hand(case, frozenset(OFFICE)), form)


def _page(case: Case, form: FlaskForm) -> Response:
    actor, revision = current_actor(), revision_of_case(case.id)
    waits = case.state == ISSUING and revision is None
    return page(
        "committee/certificate_issue.html",
        form=form,
        case=case,
        case_head=case_head(case, actor, active=HERE),
        facts=_facts(case),
        obstacles=shown(obstacles_to_issue(case, clock.today())) if waits else [],
        may_issue=waits and Role.SECRETARIAT in roles_on(actor, case),
        revision=revision,
        certificate=certificate_by_id(revision.certificate_id) if revision else None,
        builds_on=held_by(case),
        asks_for_password=asks_for_password(),
    )


def _facts(case: Case) -> dict[str, Any]:
    """What will stand on the paper."""
    found, scheme = granted(case), scheme_of(case)
    if found is None:
        return {}
    return {
        "holder": holder_facts(case.enterprise),
        "sites": sites_of(case),
        "grade": text(scheme.grade(found.grade).title),
        "grade_code": found.grade,
        "scope": found.scope,
        "scope_en": found.scope_en,
        "decided_on": found.decided_on,
        "notice": (found.published_on, found.notice_ended_on),
        "capabilities": [
            {
                "name": one.name,
                "viewpoint": text(scheme.viewpoint(one.viewpoint).title),
                "level": text(scheme.level(one.level).title),
            }
            for one in found.capabilities
        ],
        "standard": f"{scheme.standard} {text(scheme.standard_title)}",
    }


def add_to(committee: Blueprint) -> None:
    """Add these pages."""
    committee.add_url_rule("/cases/<case>/certificate", view_func=certificate_issue)
    committee.add_url_rule(
        "/cases/<case>/certificate",
        "certificate_issue_now",
        certificate_issue_now,
        methods=["POST"],
    )
