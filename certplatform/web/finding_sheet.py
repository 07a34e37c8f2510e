"""Findings as people read them."""

from typing import Any

from certplatform.db import session
from certplatform.domain.wording import N_
from certplatform.domain.workflow.finding import RETURNED
from certplatform.models.case import Case
from certplatform.models.finding import Finding
from certplatform.models.person import Person
from certplatform.queries.audits import documents_by_id, reference_of
from certplatform.queries.cases import scheme_of
from certplatform.queries.findings import label_of, sites_checked
from certplatform.queries.plans import claims_of, sites_of
from certplatform.web.formats import gettext, state, text

GRADES = {
    "major": N_("Major nonconformity"),
    "minor": N_("Minor nonconformity"),
    "observation": N_("Observation"),
    "strength": N_("Strength"),
}
TONES = {"major": "bad", "minor": "wait", "observation": "info", "strength": "good"}
METHODS = {"document": N_("on documents"), "on_site": N_("on site")}


def criterion(case: Case, key: str) -> str:
    """The clause or criterion of a checklist key, with its words."""
    scheme = scheme_of(case)
    kind, _, rest = key.partition(":")
    if kind == "clause":
        return f"{rest} {text(scheme.clause(rest).title)}"
    position, _, code = rest.partition(":")
    names = {str(one.position): one.name for one in claims_of(case)}
    return f"{names.get(position, '')} · {code} {text(scheme.criterion(code).text)}"


def finding_cards(case: Case, findings: list[Finding]) -> list[dict[str, Any]]:
    """Findings with everything that stands beside them."""
    if not findings:
        return []
    sites = {one.id: one.name for one in sites_of(case)}
    documents = documents_by_id(case)
    return [_card(case, one, sites, documents) for one in findings]


def _card(
    case: Case, one: Finding, sites: dict[int, str], documents: dict[int, Any]
) -> dict[str, Any]:
    marks = sites_checked(one)
    return {
        "row": one,
        "address": one.public_id,
        "label": label_of(one),
        "grade": gettext(GRADES[one.grade]),
        "tone": TONES[one.grade],
        "state": state(one.state, "finding"),
        "state_code": one.state,
        "reference": reference_of(one.key),
        "criterion": criterion(case, one.key),
        "site": sites.get(one.site_id, ""),
        "raised_by": _name(one.raised_by),
        "verified_by": _name(one.verified_by),
        "method": gettext(METHODS[one.method]) if one.method else "",
        "evidence": [documents[key] for key in one.evidence if key in documents],
        "answer_evidence": [documents[key] for key in one.answer_evidence if key in documents],
        "sites": [
            {
                "id": key,
                "name": name,
                "checked": key in marks and marks[key].checked,
                "note": marks[key].note if key in marks else "",
            }
            for key, name in sites.items()
        ],
        "returned": one.state == RETURNED,
        "carried": one.carried_from is not None,
    }


def _name(person_id: int | None) -> str:
    found = session.get(Person, person_id) if person_id else None
    return found.name if found else ""
