"""Where the fields of one part of an application do not fit together."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from certplatform.domain.application_form import (
    YES,
    FormField,
    choices_of,
    form_part,
)
from certplatform.domain.application_reading import Problem
from certplatform.domain.bilingual import in_both
from certplatform.domain.scheme import Scheme
from certplatform.domain.wording import N_

WHOLE = 100  # per cent


def problems_together(code: str, values: Mapping[str, Any], scheme: Scheme) -> list[Problem]:
    """What is wrong between the fields of a part, beyond each field by itself."""
    check = _TOGETHER.get(code)
    return check(values, scheme) if check else []


def _sites_together(values: Mapping[str, Any], scheme: Scheme) -> list[Problem]:
    del scheme
    rows = values["sites"]
    found = _twice("sites", [row["name"] or "" for row in rows])
    heads = sum(1 for row in rows if row["headquarters"])
    if rows and heads != 1:
        found.append(
            Problem(
                "sites",
                N_("Mark exactly one site as the headquarters; %(count)s are marked."),
                {"count": heads},
                missing=heads == 0,
            )
        )
    return found


def _dates_together(values: Mapping[str, Any], scheme: Scheme) -> list[Problem]:
    del scheme
    effective, started = values["effective_on"], values["run_started_on"]
    if effective and started and started < effective:
        return [
            Problem(
                "run_started_on",
                N_("Trial running cannot begin before the manual is in force (%(day)s)."),
                {"day": effective.isoformat()},
            )
        ]
    return []


def _audits_together(values: Mapping[str, Any], scheme: Scheme) -> list[Problem]:
    found = []
    begun, ended = values["internal_audit_from_on"], values["internal_audit_on"]
    if begun and ended and ended < begun:
        found.append(
            Problem(
                "internal_audit_on",
                N_("The internal audit cannot end before it began (%(day)s)."),
                {"day": begun.isoformat()},
            )
        )
    known, closed = values["internal_audit_found"], values["internal_audit_closed"]
    if known is not None and closed is not None and closed > known:
        found.append(
            Problem(
                "internal_audit_closed",
                N_("%(closed)s are said to be closed, but only %(found)s were found."),
                {"closed": closed, "found": known},
            )
        )
    part = form_part("audits")
    for field in (one for one in part.fields if one.each):
        found += _items_done(field, values[field.code], scheme)
    return found


def _items_done(
    field: FormField, rows: Sequence[Mapping[str, Any]], scheme: Scheme
) -> Iterator[Problem]:
    """Every item is ticked and has its note; one that lacks it is named."""
    titles = dict(choices_of(field.rows[0], scheme))
    for place, row in enumerate(rows):
        title = in_both("item", titles[row["item"]])
        if not row["done"]:
            message = N_("“%(item)s” is not ticked yet.")
            yield Problem(f"{field.code}-{place}-done", message, title, missing=True)
        elif not row["note"]:
            message = N_("Say in a few words what there was on “%(item)s”.")
            yield Problem(f"{field.code}-{place}-note", message, title, missing=True)


def _consultants_together(values: Mapping[str, Any], scheme: Scheme) -> list[Problem]:
    del scheme
    found = []
    if values["used"] == YES and not values["consultants"]:
        found.append(Problem("consultants", N_("Name the consulting organisation."), missing=True))
    for place, row in enumerate(values["consultants"]):
        if row["from_on"] and row["until_on"] and row["until_on"] < row["from_on"]:
            found.append(
                Problem(
                    f"consultants-{place}-until_on",
                    N_("The end lies before the beginning (%(day)s)."),
                    {"day": row["from_on"].isoformat()},
                )
            )
    return found


def _capabilities_together(values: Mapping[str, Any], scheme: Scheme) -> list[Problem]:
    del scheme
    rows = values["capabilities"]
    found = _twice("capabilities", [row["name"] or "" for row in rows])
    for place, row in enumerate(rows):
        for nth, goal in enumerate(row["goals"]):
            if goal["start"] is not None and goal["start"] == goal["target"]:
                found.append(
                    Problem(
                        f"capabilities-{place}-goals-{nth}-target",
                        N_("The target is the value at the start; enter what is to be reached."),
                    )
                )
    return found


def _owners_together(values: Mapping[str, Any], scheme: Scheme) -> list[Problem]:
    del scheme
    found = _twice("owners", [row["name"] or "" for row in values["owners"]])
    if values["in_group"] == YES and not values["owners"]:
        found.append(Problem("owners", N_("Name the parent company."), missing=True))
    total = sum(row["share"] or 0 for row in values["owners"])
    if total > WHOLE:
        found.append(
            Problem(
                "owners",
                N_("The shares come to %(total)s per cent together; 100 is the whole."),
                {"total": str(total)},
            )
        )
    return found


def _twice(field: str, names: Sequence[str]) -> list[Problem]:
    plain = ["".join(name.split()).casefold() for name in names]
    return [
        Problem(
            f"{field}-{place}-name",
            N_("“%(name)s” is entered twice."),
            {"name": names[place]},
        )
        for place, name in enumerate(plain)
        if name and name in plain[:place]
    ]


_TOGETHER = {
    "enterprise": _sites_together,
    "system": _dates_together,
    "audits": _audits_together,
    "consultancy": _consultants_together,
    "group": _owners_together,
    "capabilities": _capabilities_together,
}
