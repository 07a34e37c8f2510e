"""The audit plan as people read it: rows, coverage matrix, what it comes to."""

from typing import Any

from certplatform.domain.audit_time import shown
from certplatform.domain.plan_change import ADDED, HANDED_OVER, MOVED, REMOVED
from certplatform.domain.scheme import Scheme
from certplatform.models.application import Claim
from certplatform.models.audit import AuditPlan
from certplatform.models.case import Case
from certplatform.queries.cases import scheme_of
from certplatform.queries.plan_changes import KINDS, changes_in
from certplatform.queries.plans import (
    agreed_days,
    booked_of,
    claims_of,
    coverage_of,
    needed_time,
    plan_keys,
    sites_of,
)
from certplatform.web.formats import gettext, listed, text


def half(number: int) -> str:
    """The name of a half-day."""
    return gettext("morning") if number == 1 else gettext("afternoon")


def stage(number: int) -> str:
    """The name of a stage."""
    return gettext("Stage 1") if number == 1 else gettext("Stage 2")


def mode(code: str) -> str:
    """The name of a mode of audit."""
    return {
        "on_site": gettext("on site"),
        "remote": gettext("remote"),
        "mixed": gettext("on site and remote"),
    }[code]


def covers_choices(case: Case) -> list[tuple[str, str]]:
    """What a row may cover: clauses, then each capability in each dimension."""
    scheme = scheme_of(case)
    claims = {str(one.position): one for one in claims_of(case)}
    found = []
    for key in plan_keys(case):
        kind, _, rest = key.partition(":")
        position, _, dimension = rest.partition(":")
        if kind == "clause":
            found.append((key, f"{rest} {text(scheme.clause(rest).title)}"))
        else:
            found.append((key, _judged(claims[position], dimension, scheme)))
    return found


def plan_rows(case: Case, plan: AuditPlan) -> list[dict[str, Any]]:
    """The rows of a plan as they are read."""
    names = dict(covers_choices(case))
    sites = {one.id: one.name for one in sites_of(case)}
    return [
        {
            "stage": stage(row.stage),
            "on": row.on,
            "half": half(row.half),
            "site": gettext("%(site)s (remote)", site=sites[row.site_id])
            if row.remote
            else sites[row.site_id],
            "member": row.person.name,
            "covers": _briefly(row.covers, names),
            "all_covers": [names.get(one, one) for one in row.covers],
            "department": row.department,
            "with_whom": row.with_whom,
            "auditing": row.auditing,
        }
        for row in plan.rows
    ]


CHANGE_TONES = {ADDED: "good", REMOVED: "bad", MOVED: "info", HANDED_OVER: "wait"}


def change_lines(case: Case, plan: AuditPlan) -> list[dict[str, str]]:
    """What a revision changes against the one before it: a mark and a sentence each."""
    return [
        {
            "mark": gettext(KINDS[one.kind]),
            "tone": CHANGE_TONES.get(one.kind, "info"),
            "sentence": gettext(
                one.sentence, **{name: text(value) for name, value in one.params.items()}
            ),
        }
        for one in changes_in(case, plan)
    ]


def plan_table(rows: list[dict[str, Any]]) -> list[list[str]]:
    """The rows as cells: stage, date, half-day, member, site, department and people, covered."""
    return [
        [
            row["stage"],
            row["on"].isoformat(),
            row["half"],
            row["member"],
            row["site"],
            listed(filter(None, (row["department"], row["with_whom"]))) or "—",
            row["covers"] if row["auditing"] else gettext("travel or writing"),
        ]
        for row in rows
    ]


def _briefly(covers: list[str], names: dict[str, str]) -> str:
    if not covers:
        return "—"
    first = names.get(covers[0], covers[0])
    if len(covers) == 1:
        return first
    return gettext("%(first)s and %(count)s more", first=first, count=len(covers) - 1)


def coverage_matrix(case: Case, plan: AuditPlan) -> dict[str, Any]:
    """Who audits what: one column per member, one row per clause, capability and site (R22)."""
    matrix, scheme = coverage_of(case, plan), scheme_of(case)
    people = {row.person_id: row.person.name for row in plan.rows}
    claims = {str(one.position): one for one in claims_of(case)}
    lines = [
        (f"{code} {text(scheme.clause(code).title)}", who) for code, who in matrix.clauses.items()
    ]
    lines += [
        (_judged(claims[position], dimension, scheme), who)
        for (position, dimension), who in matrix.judged.items()
    ]
    lines += [(gettext("Site: %(site)s", site=site), who) for site, who in matrix.sites.items()]
    return {
        "columns": [*people.values(), gettext("Covered")],
        "rows": [{"label": label, "cells": _cells(people, who)} for label, who in lines],
        "missing": sum(1 for _, who in lines if not who),
    }


def _judged(claim: Claim, dimension: str, scheme: Scheme) -> str:
    return f"{claim.name} · {text(scheme.dimension(dimension).title)}"


def _cells(people: dict[int, str], who: tuple[int, ...]) -> list[dict[str, str]]:
    cells = [{"text": "●" if one in who else "", "tone": ""} for one in people]
    covered = {"text": gettext("yes"), "tone": "good"}
    missing = {"text": gettext("missing"), "tone": "bad"}
    return [*cells, covered if who else missing]


def day_count(case: Case, plan: AuditPlan) -> dict[str, Any]:
    """R25: booked against needed, with the working."""
    needed, booked, agreed = needed_time(case), booked_of(case, plan), agreed_days(case)
    return {
        "booked": shown(booked.days),
        "needed": shown(needed.days),
        "enough": booked.days >= needed.days and booked.auditing_days >= needed.auditing_days,
        "auditing": shown(booked.auditing_days),
        "auditing_needed": shown(needed.auditing_days),
        "agreed": shown(agreed) if agreed is not None else "",
        "longer": agreed is not None and booked.days > agreed,
        "lines": [[gettext(one.text, **one.params), shown(one.days)] for one in needed.lines],
    }
