"""What a revision of a plan changes, in words; since when each half-day is known (R21)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from certplatform import clock
from certplatform.domain.plan_change import (
    ADDED,
    CHANGED,
    HANDED_OVER,
    MOVED,
    REMOVED,
    Change,
    Place,
    changes,
    place_of,
    told_on,
)
from certplatform.domain.plan_draft import RowDraft
from certplatform.domain.scheme import Text
from certplatform.domain.separation import half_title
from certplatform.domain.wording import N_
from certplatform.models.audit import AuditPlan
from certplatform.models.case import Case
from certplatform.queries.plans import HALVES, plans_of, released_plan, sites_of

SENTENCES = {
    ADDED: N_("%(when)s: %(person)s, %(site)s"),
    REMOVED: N_("%(when)s: %(person)s, %(site)s"),
    MOVED: N_("%(person)s, %(site)s: on %(when)s instead of %(before)s"),
    HANDED_OVER: N_("%(when)s: %(person)s in place of %(former)s, %(site)s"),
    CHANGED: N_("%(when)s, %(person)s: changed are %(parts)s"),
}
KINDS = {
    ADDED: N_("added"),
    REMOVED: N_("removed"),
    MOVED: N_("moved"),
    HANDED_OVER: N_("other person"),
    CHANGED: N_("changed"),
}
PARTS = {
    "stage": Text("阶段", "the stage"),
    "site_id": Text("场所", "the site"),
    "covers": Text("审核内容", "what is audited"),
    "remote": Text("现场或远程", "on site or remote"),
    "auditing": Text("审核或旅途", "auditing or travel"),
    "with_whom": Text("受审核人员", "with whom"),
    "department": Text("部门", "the department"),
}


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A change as it is read: its kind, a sentence (message id) and what fills it."""

    kind: str
    sentence: str
    params: Mapping[str, Text]


def rows_of(plan: AuditPlan | None) -> list[RowDraft]:
    """The rows of a plan as plain values; none without a plan."""
    return [
        RowDraft(
            row.stage,
            row.on,
            row.half,
            row.site_id,
            row.person_id,
            tuple(row.covers),
            remote=row.remote,
            auditing=row.auditing,
            with_whom=row.with_whom,
            department=row.department,
        )
        for row in (plan.rows if plan else [])
    ]


def revision_before(case: Case, plan: AuditPlan) -> AuditPlan | None:
    """The revision that the enterprise had before this one."""
    earlier = (one for one in plans_of(case) if one.released_at and one.revision < plan.revision)
    return next(earlier, None)


def changes_in(case: Case, plan: AuditPlan) -> list[ToldChange]:
    """What a revision changes against the one that the enterprise had before, in words."""
    before = revision_before(case, plan)
    if before is None:
        return []
    people = {row.person_id: row.person.name for row in [*before.rows, *plan.rows]}
    sites = {one.id: one.name for one in sites_of(case)}
    return [_told(one, people, sites) for one in changes(rows_of(before), rows_of(plan))]


def _told(one: Change, people: Mapping[int, str], sites: Mapping[int, str]) -> ToldChange:
    row, old = one.after or one.before, one.before or one.after
    if row is None or old is None:
        raise ValueError("a change has a row before or after it")
    params = {
        "when": when(row),
        "before": when(old),
        "person": _same(people[row.person_id]),
        "former": _same(people[old.person_id]),
        "site": _same(sites[row.site_id]),
        "parts": Text(
            "、".join(PARTS[part].zh for part in one.parts),
            ", ".join(PARTS[part].en for part in one.parts),
        ),
    }
    return ToldChange(one.kind, SENTENCES[one.kind], params)


def when(row: RowDraft) -> Text:
    """Day and half-day of a row."""
    day, half = row.on.isoformat(), half_title(HALVES[row.half])
    return Text(f"{day} {half.zh}", f"{day} {half.en}")


def _same(name: str) -> Text:
    return Text(name, name)


def new_days(case: Case, plan: AuditPlan) -> list[date]:
    """R21: the days of a plan that the enterprise does not know from the revision in force."""
    known = {place_of(row) for row in rows_of(released_plan(case))}
    return sorted({row.on for row in rows_of(plan) if place_of(row) not in known})


def known_since(case: Case) -> dict[Place, date]:
    """R21: since when the enterprise knows each place of the plan in force, without a break."""
    return told_on(
        [
            (clock.local_date(one.released_at), [place_of(row) for row in rows_of(one)])
            for one in reversed(plans_of(case))
            if one.released_at is not None
        ]
    )


def first_day_known_since(case: Case) -> date | None:
    """R21: since when the enterprise knows all that is planned for the first audit day."""
    known = known_since(case)
    if not known:
        return None
    first = min(on for _, on, _, _ in known)
    return max(since for (_, on, _, _), since in known.items() if on == first)
