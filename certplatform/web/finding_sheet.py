"""Findings as people read them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.finding_cause import BRANCHES, FIVE_WHY
from certplatform.domain.finding_cause import METHODS as CAUSE_METHODS
from certplatform.domain.finding_draft import AGREE, COMMENT, DISPUTE, ENTERPRISE, whose_turn
from certplatform.domain.wording import N_
from certplatform.domain.workflow.finding import (
    ANSWERED,
    DRAFTED,
    RETURNED,
    SHOWN,
    TO_ANSWER,
    UNSETTLED,
)
from certplatform.models.case import Case
from certplatform.models.document import Document
from certplatform.models.finding import EffectivenessCheck, Finding, FindingComment, FindingSite
from certplatform.models.person import Person
from certplatform.queries.audits import documents_by_id, reference_of
from certplatform.queries.cases import scheme_of
from certplatform.queries.finding_drafts import comments_of, draft_of
from certplatform.queries.findings import label_of, marks_of
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
SAID = {AGREE: N_("Nothing to add"), COMMENT: N_("Comment"), DISPUTE: N_("Dispute")}
SAID_TONES = {AGREE: "good", COMMENT: "info", DISPUTE: "wait"}


def criteria_words(case: Case) -> Callable[[str], str]:
    """How the clauses and criteria of a case are written out, read once for all."""
    scheme = scheme_of(case)
    names = {str(one.position): one.name for one in claims_of(case)}

    def words(key: str) -> str:
        kind, _, rest = key.partition(":")
        if kind == "clause":
            return f"{rest} {text(scheme.clause(rest).title)}"
        position, _, code = rest.partition(":")
        return f"{names.get(position, '')} · {code} {text(scheme.criterion(code).text)}"

    return words


def criterion(case: Case, key: str) -> str:
    """The clause or criterion of a checklist key, with its words."""
    return criteria_words(case)(key)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside findings, read for all of them together."""

    sites: dict[int, str]
    documents: dict[int, Document]
    marks: dict[int, dict[int, FindingSite]]
    comments: dict[int, list[FindingComment]]
    people: dict[int, str]
    raised_again: dict[int, str]
    words: Callable[[str], str]


def _beside(case: Case, findings: Sequence[Finding]) -> Beside:
    comments = comments_of(findings)
    said = [one for each in comments.values() for one in each]
    wanted = {one.raised_by for one in findings} | {one.verified_by for one in findings}
    wanted |= {one.made_by for one in said} | {one.answered_by for one in said}
    people = select(Person.id, Person.name).where(Person.id.in_(sorted(wanted - {None})))
    return Beside(
        {one.id: one.name for one in sites_of(case)},
        documents_by_id(case),
        marks_of(findings),
        comments,
        {key: name for key, name in session.execute(people).all()},  # noqa: C416 - rows, no pairs
        _raised_again(findings),
        criteria_words(case),
    )


def _raised_again(findings: Sequence[Finding]) -> dict[int, str]:
    """Findings that stand for an earlier one whose corrective action does not work."""
    rows = session.execute(
        select(EffectivenessCheck.raised_id, Finding)
        .join(Finding, Finding.id == EffectivenessCheck.finding_id)
        .where(EffectivenessCheck.raised_id.in_([one.id for one in findings]))
    ).all()
    return {raised or 0: label_of(earlier) for raised, earlier in rows}


def finding_cards(case: Case, findings: list[Finding]) -> list[dict[str, Any]]:
    """Findings with everything that stands beside them; the same statements for 2 and for 200."""
    if not findings:
        return []
    beside = _beside(case, findings)
    return [_card(one, beside) for one in findings]


def _card(one: Finding, beside: Beside) -> dict[str, Any]:
    return {
        "row": one,
        "address": one.public_id,
        "label": label_of(one),
        "grade": gettext(GRADES[one.grade]),
        "tone": TONES[one.grade],
        "state": state(one.state, "finding"),
        "state_code": one.state,
        "reference": reference_of(one.key),
        "criterion": beside.words(one.key),
        "more_criteria": [beside.words(key) for key in one.more_keys],
        "site": beside.sites.get(one.site_id, ""),
        "raised_by": beside.people.get(one.raised_by, ""),
        "verified_by": beside.people.get(one.verified_by or 0, ""),
        "method": gettext(METHODS[one.method]) if one.method else "",
        "evidence": _documents(one.evidence, beside),
        "answer_evidence": _documents(one.answer_evidence, beside),
        "sites": _sites(one, beside),
        "returned": one.state == RETURNED,
        "carried": one.carried_from is not None,
        "raised_again": beside.raised_again.get(one.id, ""),
        "cause": _cause(one),
        **_talk(one, beside),
    }


def _documents(wanted: Sequence[int], beside: Beside) -> list[Document]:
    return [beside.documents[key] for key in wanted if key in beside.documents]


def _sites(one: Finding, beside: Beside) -> list[dict[str, Any]]:
    marks = beside.marks.get(one.id, {})
    return [
        {
            "id": key,
            "name": name,
            "checked": key in marks and marks[key].checked,
            "note": marks[key].note if key in marks else "",
        }
        for key, name in beside.sites.items()
    ]


def _cause(one: Finding) -> dict[str, Any] | None:
    """The cause as it was looked for: numbered whys, or what was found along the branches."""
    if not one.cause_method:
        return None
    entries = [(each["place"], each["text"]) for each in one.cause]
    if one.cause_method == FIVE_WHY:
        lines = [(gettext("Why %(number)s", number=place), said) for place, said in entries]
    else:
        lines = [(text(BRANCHES[place]), said) for place, said in entries]
    return {"method": gettext(CAUSE_METHODS[one.cause_method]), "lines": lines}


def _talk(one: Finding, beside: Beside) -> dict[str, Any]:
    """What was said of the draft, and whose turn it is with the finding."""
    comments = beside.comments.get(one.id, [])
    draft = draft_of(one, comments)
    open_to_enterprise = one.state == SHOWN and draft.is_open(clock.now())
    return {
        "comments": [_said(each, beside) for each in comments],
        "may_comment": open_to_enterprise,
        "until": one.comment_until_at if one.state == SHOWN else None,
        "turn": _turn(one, draft_turn=whose_turn(draft, clock.now())),
        "withheld": bool(comments) and one.state != SHOWN and one.shown_at is None,
    }


def _said(one: FindingComment, beside: Beside) -> dict[str, Any]:
    return {
        "address": one.public_id,
        "kind": gettext(SAID[one.kind]),
        "tone": SAID_TONES[one.kind],
        "text": one.text,
        "by": beside.people.get(one.made_by, ""),
        "at": one.made_at,
        "documents": _documents(one.evidence, beside),
        "answer": one.answer,
        "answered_by": beside.people.get(one.answered_by or 0, ""),
        "answered_at": one.answered_at,
        "waits": one.kind == DISPUTE and one.answered_at is None,
    }


def _turn(one: Finding, *, draft_turn: str) -> str:
    """Who has to do the next thing; nobody once the finding is settled."""
    if one.state in UNSETTLED:
        theirs = one.state != DRAFTED and draft_turn == ENTERPRISE
    elif one.state in TO_ANSWER:
        theirs = True
    elif one.state == ANSWERED:
        theirs = False
    else:
        return ""
    return gettext("the enterprise") if theirs else gettext("the audit team")
