"""What must hold of every case, read from the rows alone.

Written from process.md and rules.md and not from the tables of transitions, so that a row planted
in a table, or a check taken out of a rule, shows up here.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence

from dateutil.relativedelta import relativedelta
from sqlalchemy import Row, select, text

from certplatform.db import session
from certplatform.domain.separation import part_of
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate, CertificateRevision
from certplatform.queries.cases import rules_of, scheme_of

# fmt: off
NEXT = {
    "draft": "submitted withdrawn",
    "submitted": "returned accepted declined withdrawn",
    "returned": "submitted withdrawn",
    "accepted": "planning withdrawn terminated",
    "planning": "stage1 withdrawn terminated",
    "stage1": "stage2 planning withdrawn terminated",
    "stage2": "correction concluding withdrawn terminated",
    "correction": "concluding stage2 withdrawn terminated",
    "concluding": "review withdrawn terminated",
    "review": "decision confirmation concluding stage2 withdrawn terminated",
    "confirmation": "decision stage2 withdrawn terminated",
    "decision": "publicity rejected review closed withdrawn terminated",
    "publicity": "objection issuing terminated",
    "objection": "publicity review rejected terminated",
    "issuing": "certified terminated",
}
ROAD = [
    "submitted", "accepted", "planning", "stage1", "stage2", "concluding", "review", "decision",
    "publicity", "issuing", "certified",
]
# Deeds that a certified case must have seen since it last came to a state, in this order.
DONE_IN = {
    "accepted": ["accept_agreement", "release_plan", "start_stage1", "pass_stage1"],
    "concluding": ["conclude", "check_conclusion", "submit_conclusion"],
    "decision": ["record_recheck", "open_ballot", "vote", "vote", "vote", "grant"],
    "issuing": ["issue", "certify"],
}
# fmt: on
FREE = {"committee_pool", "assessor_pool", "system", "public"}
SUBJECTS = {
    "case": "assessment_case", "assignment": "assignment", "finding": "finding",
    "certificate": "certificate", "objection": "objection", "appeal": "appeal",
}  # fmt: skip
PANEL = 3


def broken() -> list[str]:
    """Everything in the database that must not be."""
    found = [*_states_told(), *_apart(), *_decided_apart(), *_numbers(), *_drafts()]
    for case in session.scalars(select(Case).order_by(Case.id)):
        entries = _entries(case.id)
        found += _moves(case, entries)
        if case.state == "certified":
            found += [*_road(case, entries), *_findings(case), *_certificate(case)]
    session.rollback()
    return found


def _entries(case_id: int) -> Sequence[Row[tuple[str, str, str, str]]]:
    return session.execute(
        text(
            "SELECT action, from_state, to_state, role FROM journal_entry "
            "WHERE subject = 'case' AND subject_id = :id ORDER BY id"
        ),
        {"id": case_id},
    ).all()


def _moves(case: Case, entries: Sequence[Row[tuple[str, str, str, str]]]) -> Iterator[str]:
    state = "" if entries else case.state
    for action, before, after, _ in entries:
        if before and before != state:
            yield f"case {case.id}: {action} starts in {before}, but it stood in {state}"
        if before and before != after and after not in NEXT.get(before, "").split():
            yield f"case {case.id}: {action} moved it from {before} to {after}"
        state = after
    if state != case.state:
        yield f"case {case.id}: stands in {case.state}, its journal ends in {state}"


def _road(case: Case, entries: Sequence[Row[tuple[str, str, str, str]]]) -> Iterator[str]:
    last = {after: place for place, (_, before, after, _) in enumerate(entries) if before != after}
    places = [last.get(state, -1) for state in ROAD]
    if -1 in places or places != sorted(places):
        yield f"case {case.id}: certified without {ROAD[places.index(min(places))]} in its place"
        return
    for state, wanted in DONE_IN.items():
        deeds = iter([one.action for one in entries[last[state] + 1 :]])
        missing = [one for one in wanted if one not in deeds]
        if missing:
            yield f"case {case.id}: certified without {missing} in {state}"
    after_audit = [one.action for one in entries[last["stage2"] :]]
    if not {"close_stage2", "close_stage2_with_findings"} & set(after_audit):
        yield f"case {case.id}: certified, but stage 2 was never closed"
    known = scheme_of(case)
    certificate = session.scalars(
        select(Certificate).join(CertificateRevision).where(CertificateRevision.case_id == case.id)
    ).first()
    if certificate is None or "pass_confirmation" in after_audit:
        return
    if known.grade(certificate.grade).rank >= known.grade(known.confirmation_from).rank:
        yield f"case {case.id}: certified without the confirmation audit of R37"


def _states_told() -> Iterator[str]:
    for subject, table in SUBJECTS.items():
        rows = session.execute(
            text(
                f"SELECT t.id, t.state, (SELECT j.to_state FROM journal_entry j "
                f"WHERE j.subject = '{subject}' AND j.subject_id = t.id "
                f"ORDER BY j.id DESC LIMIT 1) FROM {table} t"
            )
        )
        for row_id, state, told in rows:
            if state != told:
                yield f"{subject} {row_id} stands in {state}, its last entry says {told}"


def _parts() -> dict[int, dict[int, set[str]]]:
    """Who had which part in which case: by place, by deed, by vote and by appeal."""
    parts: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    places = text(
        "SELECT case_id, person_id, role FROM assignment WHERE declared_at IS NOT NULL "
        "OR state IN ('proposed', 'declared', 'confirmed', 'suspended')"
    )
    deeds = text(
        "SELECT CAST(substr(chain, 6) AS INTEGER), person_id, role FROM journal_entry "
        "WHERE chain LIKE 'case:%' AND subject = 'case' AND person_id IS NOT NULL AND role IN "
        "('lead','assessor','technical_checker','compliance_reviewer','confirmation_auditor',"
        "'rechecker','panel_member','appeal_handler')"
    )
    appeals = text(
        "SELECT case_id, handler_id, 'appeal_handler' FROM appeal "
        "WHERE case_id IS NOT NULL AND handler_id IS NOT NULL"
    )
    for query in (places, deeds, appeals):
        for case_id, person, role in session.execute(query):
            parts[case_id][person].add(part_of(role))
    return parts


def _apart() -> Iterator[str]:
    for case_id, people in _parts().items():
        for person, parts in people.items():
            if len(parts) > 1:
                yield f"case {case_id}: person {person} acts as {sorted(parts)} (R18)"
    own = text(
        "SELECT a.case_id, a.person_id FROM assignment a "
        "JOIN assessment_case c ON c.id = a.case_id "
        "JOIN membership m ON m.person_id = a.person_id AND m.organisation_id = c.enterprise_id "
        "WHERE a.declared_at IS NOT NULL AND m.since_at <= a.declared_at"
    )
    for case_id, person in session.execute(own):
        yield f"case {case_id}: person {person} acts on their own enterprise (R13)"


def _decided_apart() -> Iterator[str]:
    """Who prepared a decision does not take it; who votes was called to vote."""
    votes = session.execute(
        text(
            "SELECT b.case_id, v.person_id, b.members, b.opened_by FROM vote v "
            "JOIN ballot b ON b.id = v.ballot_id"
        )
    ).all()
    for case_id, person, members, opened_by in votes:
        if person not in (json.loads(members) if isinstance(members, str) else members):
            yield f"case {case_id}: person {person} voted without being called"
        if person == opened_by:
            yield f"case {case_id}: person {person} opened the ballot and voted"
    prepared = session.execute(
        text(
            "SELECT DISTINCT CAST(substr(chain, 6) AS INTEGER), person_id, role "
            "FROM journal_entry WHERE chain LIKE 'case:%' AND person_id IS NOT NULL"
        )
    ).all()
    voters = {(case_id, person) for case_id, person, _, _ in votes}
    for case_id, person, role in prepared:
        if role not in FREE | {"panel_member"} and (case_id, person) in voters:
            yield f"case {case_id}: person {person} acted as {role} and voted (R18)"


def _findings(case: Case) -> Iterator[str]:
    rows = session.execute(
        text("SELECT number, grade, state FROM finding WHERE case_id = :id"), {"id": case.id}
    )
    clean = {
        "major": {"verified", "dropped"},
        "minor": {"verified", "planned", "dropped"},
        "observation": {"noted", "dropped"},
        "strength": {"noted", "dropped"},
    }
    for number, grade, state in rows:
        if state not in clean[grade]:
            yield f"case {case.id}: certified with finding {number}, {grade}, {state}"


def _drafts() -> Iterator[str]:
    """R28: no nonconformity is issued unseen, none while a dispute waits for its answer."""
    unseen = text(
        "SELECT i.subject_id FROM journal_entry i WHERE i.subject = 'finding' "
        "AND i.action = 'issue_finding' AND NOT EXISTS (SELECT 1 FROM journal_entry s "
        "WHERE s.subject = 'finding' AND s.subject_id = i.subject_id "
        "AND s.action = 'show_draft' AND s.id < i.id)"
    )
    for (finding,) in session.execute(unseen):
        yield f"finding {finding} was issued before the enterprise saw it (R28)"
    ignored = text(
        "SELECT f.id FROM finding f JOIN finding_comment c ON c.finding_id = f.id "
        "WHERE c.kind = 'dispute' AND c.answer = '' "
        "AND f.state NOT IN ('drafted', 'shown', 'dropped')"
    )
    for (finding,) in session.execute(ignored):
        yield f"finding {finding} was issued over an unanswered dispute (R28)"


def _certificate(case: Case) -> Iterator[str]:
    revisions = session.scalars(
        select(CertificateRevision).where(CertificateRevision.case_id == case.id)
    ).all()
    if len(revisions) != 1 or revisions[0].state == "pending":
        yield f"case {case.id}: certified with {len(revisions)} revisions"
        return
    said = json.loads(revisions[0].content)
    dates = session.execute(
        text(
            "SELECT d.decided_on, n.starts_on, n.ended_on FROM public_notice n "
            "JOIN decision d ON d.id = n.decision_id WHERE n.case_id = :id "
            "ORDER BY n.round DESC LIMIT 1"
        ),
        {"id": case.id},
    ).one()
    decided, starts, ended = (str(one) for one in dates)
    if not (decided <= starts <= ended < said["issued"]):
        yield f"case {case.id}: R41 is broken: {decided}, {starts}, {ended}, {said['issued']}"
    issued = session.get_one(Certificate, revisions[0].certificate_id)
    years = rules_of(case).number("R41.valid_years")
    wanted = issued.issued_on + relativedelta(years=years, days=-1)
    if case.case_type == "initial" and issued.expires_on != wanted:
        yield f"case {case.id}: the certificate ends on {issued.expires_on}, not on {wanted}"


def _numbers() -> Iterator[str]:
    rows = session.execute(
        text(
            "SELECT s.scheme, s.body_code, s.year, s.last, (SELECT count(*) FROM certificate c "
            "JOIN organisation o ON o.id = c.body_id WHERE c.scheme = s.scheme "
            "AND o.short_code = s.body_code) FROM number_serial s"
        )
    ).all()
    drawn: dict[tuple[str, str], list[int]] = defaultdict(list)
    for scheme, body, _, last, made in rows:
        drawn[scheme, body] += [last, made]
    for key, figures in drawn.items():
        if sum(figures[0::2]) != figures[1]:
            yield f"numbers of {key}: {sum(figures[0::2])} drawn, {figures[1]} certificates"
    doubled = session.execute(
        text(
            "SELECT case_id, count(*) FROM certificate_revision GROUP BY case_id "
            "HAVING count(*) > 1"
        )
    )
    for case_id, count in doubled:
        yield f"case {case_id} has {count} certificates (R44)"
    twice = session.execute(
        text(
            "SELECT enterprise_id, scheme FROM assessment_case WHERE case_type IN "
            "('initial','renewal','upgrade','change','transfer') AND state NOT IN "
            "('certified','declined','rejected','withdrawn','terminated','closed') "
            "GROUP BY enterprise_id, scheme HAVING count(*) > 1"
        )
    )
    for enterprise, scheme in twice:
        yield f"enterprise {enterprise} has two open cases under {scheme} (R05)"
