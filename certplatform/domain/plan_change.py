"""What changed from one revision of an audit plan to the next, and since when a half-day is known.

`changes` and `changed` belong together: applying the changes to the old rows gives the new ones.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date

from certplatform.domain.plan_draft import RowDraft

ADDED, REMOVED, MOVED, HANDED_OVER, CHANGED = "added", "removed", "moved", "handed_over", "changed"
Place = tuple[int, date, int, int]

_SLOT = ("on", "half", "person_id")
_CONTENT = tuple(one.name for one in fields(RowDraft) if one.name not in _SLOT)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: `before` is empty for what was added, `after` for what was removed.

    `moved` keeps the member and the work and takes another half-day; `handed_over` keeps half-day
    and work and takes another member; `changed` keeps half-day and member; `parts` names the
    fields that differ then.
    """

    kind: str
    before: RowDraft | None
    after: RowDraft | None
    parts: tuple[str, ...] = ()


def changes(old: Iterable[RowDraft], new: Iterable[RowDraft]) -> list[Change]:
    """The differences of two revisions, in the order of half-days."""
    before, after = sorted(old, key=_order), sorted(new, key=_order)
    _paired(before, after, lambda row: row)
    found = [Change(MOVED, a, b) for a, b in _paired(before, after, _work_of_member)]
    found += [Change(HANDED_OVER, a, b) for a, b in _paired(before, after, _work_of_half_day)]
    found += [
        Change(CHANGED, a, b, differing(a, b)) for a, b in _paired(before, after, _slot_of_member)
    ]
    found += [Change(REMOVED, one, None) for one in before]
    found += [Change(ADDED, None, one) for one in after]
    return sorted(found, key=lambda one: _order(_known(one)))


def changed(old: Iterable[RowDraft], differences: Iterable[Change]) -> list[RowDraft]:
    """The new revision: the old rows with the differences applied. Raises ValueError if amiss."""
    rows, incoming = list(old), []
    for one in differences:
        if one.before is not None:
            rows.remove(one.before)
        if one.after is not None:
            incoming.append(one.after)
    return sorted([*rows, *incoming], key=_order)


def differing(before: RowDraft, after: RowDraft) -> tuple[str, ...]:
    """The fields in which two rows differ."""
    names = (one.name for one in fields(RowDraft))
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def place_of(row: RowDraft) -> Place:
    """What the enterprise has to know in time (R21): who comes, which half-day, to which site."""
    return row.person_id, row.on, row.half, row.site_id


def told_on(revisions: Sequence[tuple[date, Iterable[Place]]]) -> dict[Place, date]:
    """R21: since when each place of the last revision is known without a break, earliest first."""
    known: dict[Place, date] = {}
    for sent_on, places in revisions:
        known = {one: known.get(one, sent_on) for one in places}
    return known


def _paired(
    before: list[RowDraft], after: list[RowDraft], sameness: Callable[[RowDraft], Hashable]
) -> list[tuple[RowDraft, RowDraft]]:
    """Pairs that are the same in this sense, taken out of both lists; each row stands in one."""
    waiting: dict[Hashable, list[RowDraft]] = {}
    for row in after:
        waiting.setdefault(sameness(row), []).append(row)
    pairs = []
    for row in list(before):
        if partners := waiting.get(sameness(row)):
            partner = partners.pop(0)
            pairs.append((row, partner))
            before.remove(row)
            after.remove(partner)
    return pairs


def _content(row: RowDraft) -> tuple[Hashable, ...]:
    return tuple(getattr(row, name) for name in _CONTENT)


def _work_of_member(row: RowDraft) -> Hashable:
    return row.person_id, _content(row)


def _work_of_half_day(row: RowDraft) -> Hashable:
    return row.on, row.half, _content(row)


def _slot_of_member(row: RowDraft) -> Hashable:
    return row.person_id, row.on, row.half


def _order(row: RowDraft) -> tuple[date, int, int, str]:
    return row.on, row.half, row.person_id, repr(row)


def _known(change: Change) -> RowDraft:
    row = change.after or change.before
    if row is None:
        raise ValueError("a change has a row before or after it")
    return row
