"""The dossier: the whole story of a closed case as RFC 8785 canonical JSON (R55).

The same rows give the same bytes, so that filing a case twice can be told from a correction.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import rfc8785
from sqlalchemy import or_, select

from certplatform import clock
from certplatform.archive.rows import person, row
from certplatform.db import session
from certplatform.domain.deadlines import limit
from certplatform.domain.errors import NotVisible
from certplatform.models.appeal import Appeal
from certplatform.models.application import (
    Acceptance,
    ApplicationVersion,
    CaseConsultant,
    CaseOwner,
    Claim,
    RunStep,
    Site,
)
from certplatform.models.assignment import Assignment
from certplatform.models.audit import (
    AuditPlan,
    PlanRow,
    Rating,
    RatingVersion,
    SecondRating,
    SiteSignIn,
    StageResult,
)
from certplatform.models.base import Base
from certplatform.models.case import Case, LimitNotice
from certplatform.models.certificate import Certificate, CertificateRevision, StatusChange
from certplatform.models.conclusion import CommitteeRecord, Conclusion, GradeCapsule
from certplatform.models.conflict import ConflictCheck
from certplatform.models.decision import Ballot, Decision, Vote
from certplatform.models.document import Document
from certplatform.models.finding import (
    EffectivenessCheck,
    Finding,
    FindingComment,
    FindingSite,
    FindingUpload,
    InheritedLook,
    MinorsAnswer,
)
from certplatform.models.information import InformationRequest
from certplatform.models.journal import JournalEntry
from certplatform.models.offline import OfflineLeftover
from certplatform.models.outbox import SentMessage
from certplatform.models.publicity import Objection, PublicNotice
from certplatform.queries.calendar import work_calendar
from certplatform.queries.cases import ABSENT
from certplatform.schemes import ruleset_on, scheme, scheme_digest

SCHEMA = 1
# The tables that name their case, under the part of the dossier that holds them.
PARTS: dict[str, type[Base]] = {
    "application_versions": ApplicationVersion,
    "run_step": RunStep,
    "sites": Site,
    "capabilities": Claim,
    "consultants": CaseConsultant,
    "owners": CaseOwner,
    "acceptance": Acceptance,
    "limit_notices": LimitNotice,
    "assignments": Assignment,
    "conflict_checks": ConflictCheck,
    "plans": AuditPlan,
    "sign_ins": SiteSignIn,
    "ratings": Rating,
    "rating_versions": RatingVersion,
    "second_ratings": SecondRating,
    "offline_leftovers": OfflineLeftover,
    "stage_results": StageResult,
    "findings": Finding,
    "finding_uploads": FindingUpload,
    "effectiveness_checks": EffectivenessCheck,
    "minors_answers": MinorsAnswer,
    "inherited_looks": InheritedLook,
    "information_requests": InformationRequest,
    "conclusions": Conclusion,
    "grade_capsules": GradeCapsule,
    "committee_records": CommitteeRecord,
    "ballots": Ballot,
    "decisions": Decision,
    "notices": PublicNotice,
    "objections": Objection,
    "appeals": Appeal,
    "messages": SentMessage,
}


def dossier_of(case_id: int) -> bytes:
    """The dossier of a case as it stands now. Raises NotVisible when there is no such case."""
    case = session.get(Case, case_id)
    if case is None:
        raise NotVisible(ABSENT)
    kind = scheme(case.scheme, case.scheme_version)
    certificates = _certificates(case)
    appeals = _of_case(Appeal, case)
    content: dict[str, Any] = {
        "schema": SCHEMA,
        "scheme": {
            "code": kind.code,
            "version": kind.version,
            "sha256": scheme_digest(kind),
            "rules_on": case.rules_on.isoformat(),
        },
        "case": row(case),
        "enterprise": row(case.enterprise),
        "body": row(case.body) if case.body else None,
        **{name: [row(one) for one in _of_case(table, case)] for name, table in PARTS.items()},
        "documents": [_document(one) for one in _of_case(Document, case)],
        "certificates": [_certificate(one) for one in certificates],
        "journal": _journal(case, [one.id for one in certificates], [one.id for one in appeals]),
        "limits": _limits(case),
    }
    _add_inner_rows(content)
    return rfc8785.dumps(content)


def _of_case(table: type[Base], case: Case) -> Sequence[Any]:
    column: Any = table.case_id  # type: ignore[attr-defined]
    return session.scalars(select(table).where(column == case.id).order_by(table.id)).all()


def _inner(table: type[Base], column: Any, outer: int) -> list[dict[str, Any]]:
    found = session.scalars(select(table).where(column == outer).order_by(table.id))
    return [row(one) for one in found]


def _add_inner_rows(content: dict[str, Any]) -> None:
    for one in content["plans"]:
        one["rows"] = _inner(PlanRow, PlanRow.plan_id, one["id"])
    for one in content["findings"]:
        one["sites"] = _inner(FindingSite, FindingSite.finding_id, one["id"])
        one["comments"] = _inner(FindingComment, FindingComment.finding_id, one["id"])
    for one in content["ballots"]:
        one["votes"] = _inner(Vote, Vote.ballot_id, one["id"])
        one["members"] = [person(member) for member in one["members"]]


def _document(one: Document) -> dict[str, Any]:
    return {
        **row(one, without=("file_id", "public_id")),
        "sha256": one.file.sha256,
        "size": one.file.size,
        "media_type": one.file.media_type,
        "capture": row(one.capture, without=("id", "document_id")) if one.capture else None,
    }


def _certificates(case: Case) -> Sequence[Certificate]:
    """The certificate the case is about, and the one it made."""
    made = select(CertificateRevision.certificate_id).where(CertificateRevision.case_id == case.id)
    return session.scalars(
        select(Certificate)
        .where(or_(Certificate.id == case.certificate_id, Certificate.id.in_(made)))
        .order_by(Certificate.id)
    ).all()


def _certificate(one: Certificate) -> dict[str, Any]:
    return {
        **row(one),
        "revisions": _inner(CertificateRevision, CertificateRevision.certificate_id, one.id),
        "status_changes": _inner(StatusChange, StatusChange.certificate_id, one.id),
    }


def _journal(case: Case, certificates: list[int], appeals: list[int]) -> list[dict[str, Any]]:
    """The stored canonical bytes as text, so that anybody can recompute the digests."""
    chains = [
        f"case:{case.id}",
        *(f"certificate:{one}" for one in certificates),
        *(f"appeal:{one}" for one in appeals),
    ]
    entries = session.scalars(
        select(JournalEntry).where(JournalEntry.chain.in_(chains)).order_by(JournalEntry.id)
    )
    return [
        {
            "chain": one.chain,
            "seq": one.seq,
            "content": one.content.decode("utf-8"),
            "previous": one.previous,
            "digest": one.digest,
        }
        for one in entries
    ]


def _limits(case: Case) -> list[dict[str, Any]]:
    """R57: when each step began and ended, and whether its time limit was kept."""
    moves = session.execute(
        select(JournalEntry.to_state, JournalEntry.at)
        .where(
            JournalEntry.subject == "case",
            JournalEntry.subject_id == case.id,
            JournalEntry.to_state != JournalEntry.from_state,
            JournalEntry.to_state != "",
        )
        .order_by(JournalEntry.seq)
    ).all()
    days = scheme(case.scheme, case.scheme_version).time_limits
    calendar, rules = work_calendar(), ruleset_on(case.scheme, case.rules_on)
    found = []
    for entered, left in pairwise(moves):
        since, until = clock.local_date(entered.at), clock.local_date(left.at)
        allowed = days.get(entered.to_state)
        due = limit(since, allowed, until, calendar, rules).due_on if allowed else None
        found.append(
            {
                "state": entered.to_state,
                "entered_on": since.isoformat(),
                "left_on": until.isoformat(),
                "working_days_allowed": allowed,
                "due_on": due.isoformat() if due else None,
                "kept": until <= due if due else None,
            }
        )
    return found
