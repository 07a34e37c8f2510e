"""Two hands at one row of the checklist: what either changed is kept, what both changed is asked.

A row has three fields: result, note and evidence. Each side is compared with the version that both
began with. Evidence is a set: what either side added is in, what either took out is out. Of a
result or a note that both changed differently, neither is kept before somebody has chosen.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

RESULT, NOTE = "result", "note"
NOT_APPLICABLE = "not_applicable"
FIELDS = (RESULT, NOTE)


@dataclass(frozen=True, slots=True)
class RowContent:
    """What one version of a row says."""

    result: str = ""
    note: str = ""
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """What both sides come to; fields in `conflicts` stand as the other side left them."""

    content: RowContent
    conflicts: tuple[str, ...]


NOTHING = RowContent()


def may_judge(person: int, hands: Collection[int], team: Collection[int], *, leads: bool) -> bool:
    """Whether somebody of the team may change a row that these hands have judged.

    A row stays with those who judged it, as long as any of them is on the team, and with the lead.
    """
    return leads or person in hands or not set(hands) & set(team)


def merged(base: RowContent | None, theirs: RowContent, mine: RowContent) -> Merged:
    """Merge two versions that grew from one; without the base every difference is asked about."""
    conflicts = tuple(one for one in FIELDS if _both_changed(base, theirs, mine, one))
    found = _joined(base, theirs, mine, conflicts)
    if _lacks_its_reason(found):
        # One side took away, or the question leaves open, the note on which the result rests.
        conflicts = tuple(one for one in FIELDS if getattr(theirs, one) != getattr(mine, one))
        found = _joined(base, theirs, mine, conflicts)
    return Merged(found, conflicts)


def _both_changed(
    base: RowContent | None, theirs: RowContent, mine: RowContent, field: str
) -> bool:
    there, here = getattr(theirs, field), getattr(mine, field)
    return there != here and (base is None or getattr(base, field) not in {there, here})


def _joined(
    base: RowContent | None, theirs: RowContent, mine: RowContent, conflicts: Sequence[str]
) -> RowContent:
    changed = {
        one: getattr(mine, one)
        for one in FIELDS
        if one not in conflicts and base is not None and getattr(mine, one) != getattr(base, one)
    }
    began = base.evidence if base else ()
    return replace(theirs, evidence=_evidence(began, theirs.evidence, mine.evidence), **changed)


def _lacks_its_reason(content: RowContent) -> bool:
    return content.result == NOT_APPLICABLE and not content.note.strip()


def _evidence(base: Sequence[int], theirs: Sequence[int], mine: Sequence[int]) -> tuple[int, ...]:
    gone = {one for one in base if one not in theirs or one not in mine}
    return tuple(one for one in dict.fromkeys((*theirs, *mine)) if one not in gone)
