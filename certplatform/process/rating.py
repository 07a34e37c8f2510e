"""Results of the checklist row by row, by several people at once.

A row somebody on the team has judged stays theirs: they and the lead may change it. Whoever saves
says which version they have seen; what others changed since is merged field by field, and a field
that both changed is left as it stands until somebody has chosen. Every version stays on record.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.actors import Actor, Role
from certplatform.domain.errors import Differs, Invalid, NotAllowed, NotNow
from certplatform.domain.row_merge import (
    NOT_APPLICABLE,
    NOTHING,
    RowContent,
    may_judge,
    merged,
)
from certplatform.domain.wording import N_
from certplatform.models.audit import Rating, RatingVersion
from certplatform.models.case import Case
from certplatform.process.evidence import EVIDENCE, gathered
from certplatform.process.intake import Inspected
from certplatform.process.step import Deed, deed
from certplatform.queries.audits import RESULTS
from certplatform.queries.ratings import (
    content_of,
    hands_on,
    rating_of,
    row_of,
    team_on,
    version_of,
)

LONGEST_NOTE = 4000
ALL = frozenset({"result", "note", "evidence"})
BOTH_CHANGED = N_("Somebody else changed this row too. Choose whose text is to stay.")
OTHERS_ROW = N_("Another member has judged this row; only they and the lead may change it.")


@dataclass(frozen=True, slots=True)
class RowChange:
    """What somebody recorded on a row: the version they saw, and the fields they touched.

    `claimed` is the moment by the clock of their device; it is kept, never reckoned with.
    """

    key: str
    result: str = ""
    note: str = ""
    evidence: Sequence[int] = ()
    files: Sequence[Inspected] = ()
    version: int = 0
    touched: Collection[str] = ALL
    claimed: str = ""


@dataclass(frozen=True, slots=True)
class KeptRow:
    """The row as it now stands, and the fields of which the given text was not kept."""

    row: Rating
    conflicts: tuple[str, ...]


def record_rating(
    case_id: int | str,
    *,
    key: str,
    result: str,
    by: Actor,
    note: str = "",
    evidence: Sequence[int] = (),
    files: Sequence[Inspected] = (),
    version: int = 0,
) -> Rating:
    """Record the result of one row; `version` is that of the row as it was seen.

    Raises Differs where both sides changed a field; whatever else was given is kept all the same.
    """
    kept = keep_row(case_id, RowChange(key, result, note, evidence, files, version=version), by=by)
    if kept.conflicts:
        raise Differs(BOTH_CHANGED, kept.conflicts)
    return kept.row


def keep_row(case_id: int | str, change: RowChange, *, by: Actor) -> KeptRow:
    """Merge a change into its row, and keep the version that comes of it."""
    with deed(by=by) as act:
        case = act.on_case(case_id, "record_rating")
        if row_of(case, change.key) is None:
            raise Invalid(N_("This row is not in the checklist of this case."))
        # The lock on the case keeps two first results of one row apart.
        row = session.scalar(
            select(Rating)
            .where(Rating.case_id == case.id, Rating.key == change.key)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        _must_be_theirs(act, case, row)
        base = version_of(case, change.key, change.version) if row else NOTHING
        mine = _given(act, case, change, base or content_of(row))
        found = merged(base, content_of(row), mine)
        row = _kept(act, case, row, change, found.content)
    return KeptRow(row, found.conflicts)


def add_evidence(
    case_id: int | str, key: str, files: Sequence[Inspected], *, by: Actor, claimed: str = ""
) -> KeptRow:
    """Add photos or files to a row that is judged; the rest of it stays as it is."""
    with deed(by=by) as act:
        case = act.on_case(case_id, "record_rating")
        row = rating_of(case, key)
        if row is None:
            raise NotNow(N_("Record a result of this row first; its photos follow."))
        change = RowChange(
            key,
            evidence=row.evidence,
            files=files,
            version=row.version,
            touched={"evidence"},
            claimed=claimed,
        )
        return keep_row(case.id, change, by=by)


def _must_be_theirs(act: Deed, case: Case, row: Rating | None) -> None:
    if row is None:
        return
    hands = hands_on(case, [row.key]).get(row.key, set()) | {row.rated_by}
    leads = act.role == Role.LEAD
    if not may_judge(act.by.person_id or 0, hands, team_on(case), leads=leads):
        raise NotAllowed(OTHERS_ROW)


def _given(act: Deed, case: Case, change: RowChange, base: RowContent) -> RowContent:
    """The side of whoever saves; what they did not touch is as they saw it."""
    linked = change.evidence if "evidence" in change.touched else base.evidence
    evidence = gathered(
        case, linked, change.files, EVIDENCE, title=change.key, by=act.by, at=act.at
    )
    found = RowContent(change.result, change.note.strip(), tuple(evidence))
    if "result" not in change.touched:
        found = replace(found, result=base.result)
    if "note" not in change.touched:
        found = replace(found, note=base.note)
    _must_be_result(found)
    return found


def _must_be_result(content: RowContent) -> None:
    if content.result not in RESULTS:
        raise Invalid(N_("Choose a result."), fields={"result": N_("Choose a result.")})
    if content.result == NOT_APPLICABLE and not content.note:
        said = N_("Write why this does not apply.")
        raise Invalid(said, fields={"note": said})
    if len(content.note) > LONGEST_NOTE:
        said = N_("The note is too long.")
        raise Invalid(said, fields={"note": said})


def _kept(
    act: Deed, case: Case, row: Rating | None, change: RowChange, content: RowContent
) -> Rating:
    """Keep what was merged as the next version; where nothing changed there is none."""
    if row is not None and content == content_of(row):
        act.note(key=change.key, version=row.version, unchanged=True)
        return row
    if row is None:
        row = Rating(case_id=case.id, key=change.key, version=0)
        session.add(row)
    row.result, row.note, row.evidence = content.result, content.note, list(content.evidence)
    row.version += 1
    row.rated_by, row.rated_at = act.by.person_id or 0, act.at
    session.add(
        RatingVersion(
            case_id=case.id,
            key=change.key,
            version=row.version,
            result=row.result,
            note=row.note,
            evidence=row.evidence,
            by=row.rated_by,
            at=act.at,
            claimed=change.claimed,
        )
    )
    act.note(key=change.key, result=row.result, version=row.version)
    return row
