"""What the committee has before it: the conclusion, the facts, its own records, the ballots."""

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from certplatform.db import session
from certplatform.domain.compliance_review import FactLine
from certplatform.domain.wording import N_
from certplatform.models.case import Case
from certplatform.models.conclusion import CommitteeRecord
from certplatform.models.decision import Ballot
from certplatform.models.person import Person
from certplatform.queries.ballots import as_seen, ballots_of
from certplatform.queries.cases import scheme_of
from certplatform.queries.notices import latest_notice
from certplatform.queries.review_facts import facts_beside
from certplatform.queries.reviews import (
    checklist_of,
    judged_capabilities,
    latest_conclusion,
    need_of,
    records_of,
)
from certplatform.web.answers import page
from certplatform.web.case_head import add_tab, case_head
from certplatform.web.committee.checklist import shown_lines, told
from certplatform.web.committee.sight import AUDIENCE, EVERYONE, case_in_hand
from certplatform.web.committee.words import CHOICES, FACT_TITLES, OUTCOMES, RECORDS, grade_title
from certplatform.web.formats import gettext, text
from certplatform.web.guards import audience
from certplatform.web.signin import current_actor

FROM_REVIEW = (
    "review confirmation decision publicity objection issuing certified rejected closed "
    "concluding stage2"
)


@audience(*AUDIENCE)
def dossier(case: str) -> Response:
    """The dossier of a case."""
    found = case_in_hand(case)
    return page(
        "committee/dossier.html",
        case=found,
        case_head=case_head(found, current_actor(), active="committee.dossier"),
        **summary_of(found),
        facts=[
            {"title": gettext(FACT_TITLES[key]), "wrong": one.wrong, "lines": shown_lines(one)}
            for key, one in facts_beside(found).items()
        ],
        records=[_record(found, one) for one in records_of(found)],
        ballots=[ballot_lines(found, one) for one in ballots_of(found)],
        notice=latest_notice(found),
    )


def summary_of(case: Case) -> dict[str, Any]:
    """The conclusion in a few lines, for every page that decides on it."""
    last, scheme, need = latest_conclusion(case), scheme_of(case), need_of(case)
    return {
        "conclusion": last,
        "grades": [
            (gettext(label), grade_title(case, code))
            for label, code in (
                (N_("Applied for"), case.grade_applied),
                (N_("Computed"), last.computed_grade if last else ""),
                (N_("Proposed grade"), last.proposed_grade if last else ""),
            )
        ],
        "need": told(FactLine(need.why, need.params)),
        "capabilities": [
            (
                one["name"],
                text(scheme.viewpoint(one["viewpoint"]).title),
                text(scheme.level(one["level"]).title),
            )
            for one in judged_capabilities(case)
        ],
    }


def _record(case: Case, record: CommitteeRecord) -> dict[str, Any]:
    items = {one.code: text(one.text) for one in checklist_of(case, record.kind)}
    person = session.get_one(Person, record.recorded_by)
    return {
        "title": gettext(RECORDS[record.kind]),
        "outcome": gettext(OUTCOMES[record.outcome]),
        "tone": "good" if record.outcome == "passed" else "wait",
        "round": record.round,
        "by": person.name,
        "at": record.recorded_at,
        "summary": record.summary,
        "noes": [
            (items.get(one["item"], one["item"]), one["note"])
            for one in record.answers
            if one["answer"] == "no"
        ],
        "count": len(record.answers),
    }


def ballot_lines(case: Case, ballot: Ballot) -> dict[str, Any]:
    """A ballot as the viewer may see it."""
    seen = as_seen(ballot, current_actor().person_id)
    return {
        "seen": seen,
        "outcome": gettext(CHOICES[ballot.outcome]) if ballot.outcome else "",
        "grade": grade_title(case, ballot.grade),
        "members": [
            {
                "name": one.person.name,
                "state": _state_of(one.voted, one.recused),
                "choice": gettext(CHOICES[one.vote.choice]) if one.vote else "",
                "grade": grade_title(case, one.vote.grade) if one.vote else "",
                "reason": one.vote.reason if one.vote else "",
            }
            for one in seen.members
        ],
    }


def _state_of(voted: bool, recused: bool) -> str:
    if recused:
        return gettext("recused")
    return gettext("has voted") if voted else gettext("has not voted yet")


def add_to(committee: Blueprint) -> None:
    """Add this page."""
    committee.add_url_rule("/cases/<case>/dossier", view_func=dossier)


add_tab("committee.dossier", N_("Committee"), set(EVERYONE), FROM_REVIEW)
