"""Working without a network: what a device takes along, what it sends back, whom it may hold."""

import re
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as Answer

from certplatform import clock, paths
from certplatform.domain.actors import Role
from certplatform.domain.errors import Invalid, NotAllowed, NotVisible, Refusal
from certplatform.domain.finding import FINDING_GRADES
from certplatform.domain.wording import N_
from certplatform.extensions import limiter
from certplatform.models.case import Case
from certplatform.process.offline import APART, CONFLICT, SentChange, must_hold, take_change
from certplatform.queries.audits import RESULTS
from certplatform.queries.cases import ABSENT
from certplatform.queries.checklist_views import CAPABILITY, covers_of, groups_of
from certplatform.queries.offline import AUDITED, places_to_audit
from certplatform.queries.plans import released_plan, sites_of
from certplatform.queries.ratings import last_said
from certplatform.queries.row_papers import papers_of
from certplatform.web.audit_sight import audit_of, is_auditing
from certplatform.web.conclusion_sheet import RESULTS as RESULT_NAMES
from certplatform.web.finding_sheet import GRADES
from certplatform.web.formats import gettext, refused, text
from certplatform.web.guards import EVERYBODY, audience, without_session
from certplatform.web.plan_sheet import half
from certplatform.web.signin import current_actor, current_session
from certplatform.web.typed import whole
from certplatform.web.uploads import captured_files_of

OFTEN = "600 per minute"  # changes of one person, whose whole day comes back at once
NUMBER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# what is kept with the shell
MODULES = ("main", "desk", "captured", "changes", "store", "vault", "sync", "screen")
STATUS = {CONFLICT: 409, APART: 202}
LENGTHS = {"key": 80, "claimed": 40, "note": 4000, "fact": 8000, "evidence_text": 4000}


def _person() -> str:
    return str(current_actor().person_id)


@audience(EVERYBODY)
@without_session
def shell() -> str:
    """The page that a device keeps; nothing on it is about anybody."""
    words = {code: gettext(name) for code, name in RESULT_NAMES.items() if code in RESULTS}
    grades = {code: gettext(GRADES[code]) for code in FINDING_GRADES}
    return render_template("assessor/offline.html", results=words, grades=grades, modules=MODULES)


@audience(EVERYBODY)
@without_session
def worker() -> Response:
    """The worker, at an address from which it may look after the whole site."""
    script = (paths.STATIC / "js" / "offline" / "worker.js").read_text(encoding="utf-8")
    answer = make_response(script)
    answer.headers["Content-Type"] = "text/javascript; charset=utf-8"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@audience(Role.ASSESSOR_POOL)
def contact() -> Answer:
    """Who is signed in, and which cases their device may still hold."""
    signed, actor = current_session(), current_actor()
    if signed is None or actor.person_id is None:
        raise NotVisible(ABSENT)
    return jsonify(
        person=signed.person.public_id,
        name=actor.name,
        csrf=generate_csrf(),
        places=places_to_audit(actor.person_id),
        now=clock.now().isoformat(),
    )


@audience(Role.ASSESSOR_POOL)
def package(case: str) -> Answer:
    """All that a member takes along: rows as they stand, plan, sites, documents to choose from."""
    found = audit_of(case)
    if not is_auditing(found) or found.state not in AUDITED:
        raise NotAllowed(N_("This is not for you to do."))
    groups = groups_of(found, CAPABILITY)
    papers = papers_of(found, [one.row.key for group in groups for one in group.rows])
    mine = covers_of(found, current_actor().person_id)
    return jsonify(
        case=found.public_id,
        number=found.number,
        enterprise=found.enterprise.name,
        person=_public_person(),
        made_at=clock.now().isoformat(),
        send_to=url_for("assessor.offline_change", case=found.public_id),
        page=url_for("assessor.workbench", case=found.public_id),
        sites=[{"id": one.id, "name": one.name, "address": one.address} for one in sites_of(found)],
        plan=_plan(found),
        groups=[
            {
                "title": " · ".join(one for one in (group.name, text(group.title)) if one),
                "rows": [_row(papers, one.row, one.cover in mine) for one in group.rows],
            }
            for group in groups
        ],
        documents=[
            {
                "name": one.title or one.filename,
                "size": one.file.size,
                "type": one.file.media_type,
                "url": url_for("web.file", document=one.public_id),
            }
            for one in papers.linkable
        ],
    )


def _public_person() -> str:
    signed = current_session()
    return signed.person.public_id if signed else ""


def _plan(case: Case) -> list[dict[str, Any]]:
    plan, sites = released_plan(case), {one.id: one.name for one in sites_of(case)}
    return [
        {
            "on": one.on.isoformat(),
            "half": half(one.half),
            "site": sites.get(one.site_id, ""),
            "department": one.department,
            "person": one.person.name,
            "mine": one.person_id == current_actor().person_id,
        }
        for one in (plan.rows if plan else ())
    ]


def _row(papers: Any, row: Any, mine: bool) -> dict[str, Any]:
    rating = papers.ratings.get(row.key)
    return {
        "key": row.key,
        "code": row.code,
        "title": text(row.title),
        "prompt": text(row.prompt),
        "level": row.level,
        "mine": mine,
        "version": rating.version if rating else 0,
        "result": rating.result if rating else "",
        "note": rating.note if rating else "",
        "files": len(rating.evidence) if rating else 0,
        "by": papers.names.get(rating.rated_by, "") if rating else "",
        "findings": len(papers.findings.get(row.key, ())),
    }


@audience(Role.ASSESSOR_POOL)
@limiter.limit(OFTEN, key_func=_person)
def change(case: str) -> Answer:
    """Take one change; 409 with both sides, 202 where it is kept apart for the lead."""
    must_hold(case, current_actor())
    try:
        sent = _sent()
        told = take_change(case, sent, by=current_actor())
    except NotVisible:
        raise
    except Refusal as refusal:
        answer = jsonify(outcome="refused", words=refused(refusal))
        answer.status_code = refusal.status
        return answer
    answer = jsonify(**told, **_both_sides(case, sent, told), now=clock.now().isoformat())
    answer.status_code = STATUS.get(told["outcome"], 200)
    return answer


def _sent() -> SentChange:
    given = request.form
    if not NUMBER.fullmatch(given.get("change", "")):
        raise Invalid(N_("This kind of change is not known."))
    for name, most in LENGTHS.items():
        if len(given.get(name, "")) > most:
            raise Invalid(N_("The note is too long."), fields={name: N_("The note is too long.")})
    return SentChange(
        given["change"],
        given.get("kind", ""),
        given.get("key", ""),
        base=whole(given.get("base")),
        claimed=given.get("claimed", ""),
        touched=frozenset(given.get("touched", "").split()),
        result=given.get("result", "")[:20],
        note=given.get("note", ""),
        files=captured_files_of(request.files.getlist("files"), given.get("captures")),
        site_id=whole(given.get("site_id")),
        grade=given.get("grade", "")[:20],
        fact=given.get("fact", ""),
        evidence_text=given.get("evidence_text", ""),
    )


def _both_sides(case: str, sent: SentChange, told: dict[str, Any]) -> dict[str, Any]:
    """Of the fields that both changed: what the other wrote, who and when."""
    if told["outcome"] != CONFLICT:
        return {}
    said = last_said(audit_of(case), sent.key, sent.base)
    return {
        "theirs": {
            one: {
                "text": told["row"][one],
                "who": said[one].name if one in said else "",
                "at": clock.local_time(said[one].at).strftime("%H:%M") if one in said else "",
            }
            for one in told["conflicts"]
        }
    }


def add_to(assessor: Blueprint) -> None:
    """Add these pages."""
    at = "/cases/<case>/audit"
    assessor.add_url_rule("/audits/offline", "offline_shell", shell)
    assessor.add_url_rule("/audits/offline/contact", "offline_contact", contact)
    assessor.add_url_rule("/offline-worker.js", "offline_worker", worker)
    assessor.add_url_rule(f"{at}/package", "offline_package", package)
    assessor.add_url_rule(f"{at}/changes", "offline_change", change, methods=["POST"])
