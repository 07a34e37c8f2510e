"""A case with as many rows, files and findings as a size asks for, written without their deeds."""

from collections.abc import Sequence

from certplatform import clock
from certplatform.db import session
from certplatform.models.application import Claim
from certplatform.models.audit import Rating, RatingVersion
from certplatform.models.case import Case
from certplatform.models.document import Document, StoredFile
from certplatform.models.finding import Finding
from certplatform.queries.audits import checklist_keys
from certplatform.queries.plans import claims_of, sites_of


def with_rows(case: Case, count: int) -> list[str]:
    """Let the case claim as many more capabilities as so many rows take; their keys."""
    one = claims_of(case)[0]
    while len(keys := checklist_keys(case)) < count:
        session.add(
            Claim(
                case_id=case.id,
                position=len(claims_of(case)) + 1,
                name=f"能力 {len(keys)}",
                viewpoint=one.viewpoint,
                level="CL5",
                goals=[],
            )
        )
        session.flush()
    session.commit()
    return keys[:count]


def fill(case: Case, who: int, keys: Sequence[str], *, files: int, findings: int) -> None:
    """Judge these rows, with so many files of evidence and drafts of findings among them."""
    papers, each = _papers(case, who, files), max(1, files // len(keys))
    now, site = clock.now(), sites_of(case)[0].id
    for place, key in enumerate(keys):
        own = papers[place * each : (place + 1) * each]
        said = {"result": "met", "note": "查看记录", "evidence": own, "version": 1}
        session.add(Rating(case_id=case.id, key=key, rated_by=who, rated_at=now, **said))
        session.add(RatingVersion(case_id=case.id, key=key, by=who, at=now, **said))
    session.add_all(
        Finding(
            case_id=case.id,
            number=1000 + number,
            stage=2,
            key=keys[number % len(keys)],
            site_id=site,
            grade="observation",
            fact="记录",
            evidence=[],
            answer_evidence=[],
            raised_by=who,
            raised_at=now,
            state="drafted",
            state_since_at=now,
        )
        for number in range(findings)
    )
    session.commit()


def _papers(case: Case, who: int, files: int) -> list[int]:
    now = clock.now()
    stored = [
        StoredFile(sha256=f"{one:064x}", size=1, media_type="image/jpeg", stored_at=now)
        for one in range(files)
    ]
    session.add_all(stored)
    session.flush()
    papers = [
        Document(
            case_id=case.id,
            file_id=one.id,
            purpose="evidence",
            kind="evidence",
            title="照片",
            filename=f"{one.id}.jpg",
            uploaded_by=who,
            uploaded_at=now,
        )
        for one in stored
    ]
    session.add_all(papers)
    session.flush()
    return [one.id for one in papers]
