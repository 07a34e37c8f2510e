"""R21-R24: notice, coverage, stage order and mode of an audit plan."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from certplatform.domain.bilingual import in_both
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.scheme import Scheme
from certplatform.domain.wording import N_

ON_SITE, REMOTE, MIXED = "on_site", "remote", "mixed"


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """One row of the plan: half-day, site, and what is audited there by whom.

    `judged` are pairs of capability (its name or id as in the scope) and dimension code.
    """

    on: date
    half: str
    site: str
    people: tuple[int, ...]
    clauses: tuple[str, ...] = ()
    judged: tuple[tuple[str, str], ...] = ()
    remote: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """What a plan has to cover (R22). Capabilities map their key to their name."""

    clauses: tuple[str, ...]
    capabilities: Mapping[str, str]
    dimensions: tuple[str, ...]
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The matrix: who audits which clause, capability and dimension, and site; empty is missing."""

    clauses: Mapping[str, tuple[int, ...]]
    judged: Mapping[tuple[str, str], tuple[int, ...]]
    sites: Mapping[str, tuple[int, ...]]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        everything = (*self.clauses.values(), *self.judged.values(), *self.sites.values())
        return all(everything)


@dataclass(frozen=True, slots=True)
class Mode:
    """How the audit is done (R24)."""

    mode: str
    remote_agreed: bool = False
    risk_record: str = ""


@dataclass(frozen=True, slots=True)
class StageOne:
    """The end of stage 1: when it closed, and with which result."""

    closed_on: date | None
    ready: bool
    validity_review: str = ""


def notice_obstacles(sent_on: date, first_audit_on: date, rules: Ruleset) -> list[Obstacle]:
    """R21: the plan reaches the enterprise early enough."""
    days = rules.number("R21.plan_notice_days")
    earliest = sent_on + timedelta(days=days)
    if first_audit_on >= earliest:
        return []
    return [
        Obstacle(
            "R21",
            N_("A plan sent on %(sent)s leaves %(left)s days before the audit; %(days)s are due."),
            N_("Let the audit begin on %(earliest)s or later."),
            {
                "sent": sent_on.isoformat(),
                "left": max((first_audit_on - sent_on).days, 0),
                "days": days,
                "earliest": earliest.isoformat(),
            },
        )
    ]


def may_object_until(sent_on: date, rules: Ruleset) -> date:
    """R21: the last day on which the enterprise may object to a member."""
    return sent_on + timedelta(days=rules.number("R21.objection_days"))


def objection_obstacles(sent_on: date, today: date, reason: str, rules: Ruleset) -> list[Obstacle]:
    """R21: an objection to a member comes in time and with reasons."""
    found = []
    until = may_object_until(sent_on, rules)
    if today > until:
        found.append(
            Obstacle(
                "R21",
                N_("The time for objecting to a member ended on %(until)s."),
                N_("Write to the assessment body; it may still change the team."),
                {"until": until.isoformat()},
            )
        )
    if not reason.strip():
        found.append(
            Obstacle(
                "R21",
                N_("The objection has no reason."),
                N_("Write why this person should not audit you."),
                field="reason",
            )
        )
    return found


def coverage(agenda: Iterable[AgendaRow], scope: Scope) -> Coverage:
    """R22: the matrix of what is in scope against who audits it."""
    clauses: dict[str, set[int]] = {one: set() for one in scope.clauses}
    judged: dict[tuple[str, str], set[int]] = {
        (one, dimension): set() for one in scope.capabilities for dimension in scope.dimensions
    }
    sites: dict[str, set[int]] = {one: set() for one in scope.sites}
    for row in agenda:
        for clause in row.clauses:
            clauses.get(clause, set()).update(row.people)
        for pair in row.judged:
            judged.get(pair, set()).update(row.people)
        sites.get(row.site, set()).update(row.people)
    return Coverage(
        {one: tuple(sorted(who)) for one, who in clauses.items()},
        {one: tuple(sorted(who)) for one, who in judged.items()},
        {one: tuple(sorted(who)) for one, who in sites.items()},
    )


def coverage_obstacles(
    agenda: Sequence[AgendaRow], scope: Scope, scheme: Scheme, rules: Ruleset
) -> list[Obstacle]:
    """R22: everything in scope that nobody audits yet, each by its name."""
    if not rules.on_off("R22.plan_coverage"):
        return []
    matrix = coverage(agenda, scope)
    cure = N_("Add it to a row of the plan.")
    found = [
        Obstacle(
            "R22",
            N_("Nobody audits clause %(clause)s “%(title)s”."),
            cure,
            {"clause": code, **in_both("title", scheme.clause(code).title)},
        )
        for code, who in matrix.clauses.items()
        if not who
    ]
    found += [
        Obstacle(
            "R22",
            N_("Nobody audits the %(dimension)s of the capability “%(capability)s”."),
            cure,
            {
                "capability": scope.capabilities[capability],
                **in_both("dimension", scheme.dimension(dimension).title),
            },
        )
        for (capability, dimension), who in matrix.judged.items()
        if not who
    ]
    found += [
        Obstacle("R22", N_("Nobody visits the sampled site “%(site)s”."), cure, {"site": site})
        for site, who in matrix.sites.items()
        if not who
    ]
    return found


def stage_two_obstacles(stage_one: StageOne, starts_on: date, rules: Ruleset) -> list[Obstacle]:
    """R23: stage 2 comes after a closed and ready stage 1, and not too long after it."""
    if not rules.on_off("R23.stage_order"):
        return []
    if stage_one.closed_on is None or not stage_one.ready:
        return [
            Obstacle(
                "R23",
                N_("Stage 1 is not closed with the result “ready”."),
                N_("Close stage 1 first; if it is not ready, go back to planning."),
            )
        ]
    closed = stage_one.closed_on
    params: dict[str, str | int] = {"closed": closed.isoformat(), "starts": starts_on.isoformat()}
    if starts_on < closed:
        return [
            Obstacle(
                "R23",
                N_("Stage 2 would start on %(starts)s, before stage 1 closed on %(closed)s."),
                N_("Let stage 2 start later."),
                params,
            )
        ]
    months = rules.number("R23.stage_gap_months")
    if starts_on <= closed + relativedelta(months=months) or stage_one.validity_review.strip():
        return []
    return [
        Obstacle(
            "R23",
            N_("Stage 2 would start over %(months)s months after stage 1 closed on %(closed)s."),
            N_("Write a review of why the results of stage 1 still hold."),
            {**params, "months": months},
            field="validity_review",
        )
    ]


def remote_share(agenda: Collection[AgendaRow]) -> tuple[int, int]:
    """Person half-days that are remote, and all of them."""
    slots: dict[tuple[int, date, str], bool] = {}
    for row in agenda:
        for person in row.people:
            slot = (person, row.on, row.half)
            slots[slot] = slots.get(slot, False) or row.remote
    return sum(slots.values()), len(slots)


def mode_obstacles(mode: Mode, agenda: Collection[AgendaRow], rules: Ruleset) -> list[Obstacle]:
    """R24: a remote share needs agreement and a risk record, and stays within its limit."""
    remote, total = remote_share(agenda)
    found = []
    if remote and mode.mode == ON_SITE:
        found.append(
            Obstacle(
                "R24",
                N_("The plan has remote half-days, but its mode is on-site."),
                N_("Choose the mode “mixed”, or audit these half-days on site."),
                field="mode",
            )
        )
    limit = rules.number("R24.remote_max_percent")
    if remote * 100 > limit * total:
        found.append(
            Obstacle(
                "R24",
                N_("%(remote)s of %(total)s person half-days are remote; %(limit)s %% may be."),
                N_("Audit more of it on site."),
                {"remote": remote, "total": total, "limit": limit},
            )
        )
    if remote and rules.on_off("R24.agreement_needed"):
        found += _agreement_obstacles(mode)
    return found


def _agreement_obstacles(mode: Mode) -> list[Obstacle]:
    found = []
    if not mode.remote_agreed:
        found.append(
            Obstacle(
                "R24",
                N_("The enterprise has not agreed to remote auditing."),
                N_("Get its agreement, or audit on site."),
                field="remote_agreed",
            )
        )
    if not mode.risk_record.strip():
        found.append(
            Obstacle(
                "R24",
                N_("The risks of remote auditing are not recorded."),
                N_("Write which risks there are and how they are met."),
                field="risk_record",
            )
        )
    return found
