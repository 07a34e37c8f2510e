"""An application as values: what its parts come to, and where they do not fit together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from certplatform.domain.application import ClaimedCapability
from certplatform.domain.application_form import (
    PARTS,
    YES,
    FormField,
    choices_of,
    form_part,
)
from certplatform.domain.application_reading import Problem, Read, read_part
from certplatform.domain.bilingual import in_both
from certplatform.domain.identity import Identity
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.scheme import Scheme
from certplatform.domain.self_assessment import Result, assess
from certplatform.domain.wording import N_


@dataclass(frozen=True, slots=True)
class SiteEntry:
    """A site in scope."""

    name: str
    address: str
    headcount: int
    activity: str
    headquarters: bool


@dataclass(frozen=True, slots=True)
class Goal:
    """A measurable goal of a capability."""

    indicator: str
    start: Decimal | None
    target: Decimal | None
    present: Decimal | None
    unit: str
    on: date | None


@dataclass(frozen=True, slots=True)
class CapabilityEntry:
    """A capability claimed, with its boundary and goals."""

    name: str
    viewpoint: str
    level: str
    boundary: str
    goals: tuple[Goal, ...]

    @property
    def claimed(self) -> ClaimedCapability:
        """What the rules want to know of it."""
        return ClaimedCapability(self.name, self.viewpoint, self.level)


@dataclass(frozen=True, slots=True)
class ConsultantEntry:
    """A consulting organisation and its persons."""

    name: str
    code: str
    persons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ViewResult:
    """The result of the self-assessment in one view."""

    view: str
    score: Decimal


@dataclass(frozen=True, slots=True)
class Application:
    """The whole application. Whatever is missing or cannot be read is empty or None.

    `parts` holds the values of every part by field code, `problems` what is wrong part by part.
    """

    identity: Identity
    sites: tuple[SiteEntry, ...]
    scope: str
    scope_en: str
    effective_on: date | None
    run_started_on: date | None
    internal_audit_on: date | None
    management_review_on: date | None
    self_assessment: Result
    consultants: tuple[ConsultantEntry, ...]
    capabilities: tuple[CapabilityEntry, ...]
    grade: str
    body: str
    no_dishonesty: bool
    parts: Mapping[str, Mapping[str, Any]]
    problems: Mapping[str, tuple[Problem, ...]]

    @property
    def headcount(self) -> int:
        """How many people work in scope, over all sites."""
        return sum(one.headcount for one in self.sites)

    @property
    def views(self) -> tuple[ViewResult, ...]:
        """The score of each view of the self-assessment."""
        return tuple(ViewResult(one.view.code, one.score) for one in self.self_assessment.views)

    @property
    def viewpoints(self) -> tuple[str, ...]:
        """The viewpoints claimed, each once."""
        return tuple(dict.fromkeys(one.viewpoint for one in self.capabilities if one.viewpoint))


def application_from(contents: Mapping[str, Mapping[str, Any]], scheme: Scheme) -> Application:
    """Read all parts. A part that was never saved is read as empty."""
    read = {part.code: read_part(part, contents.get(part.code, {}), scheme) for part in PARTS}
    parts = {code: one.values for code, one in read.items()}
    who, system, audits = parts["enterprise"], parts["system"], parts["audits"]
    request, declarations = parts["request"], parts["declarations"]
    return Application(
        identity=Identity(who["uscc"] or "", who["industry"] or "", who["region"] or ""),
        sites=tuple(_site(row) for row in who["sites"]),
        scope=system["scope"] or "",
        scope_en=system["scope_en"] or "",
        effective_on=system["effective_on"],
        run_started_on=system["run_started_on"],
        internal_audit_on=audits["internal_audit_on"],
        management_review_on=audits["management_review_on"],
        self_assessment=assess(scheme.self_assessment, parts["self_assessment"]["answers"]),
        consultants=tuple(_consultant(row) for row in _used(parts["consultancy"])),
        capabilities=tuple(_capability(row) for row in parts["capabilities"]["capabilities"]),
        grade=request["grade"] or "",
        body=request["body"] or "",
        no_dishonesty=declarations["no_dishonesty"],
        parts=parts,
        problems=_problems(read, scheme),
    )


def part_problems(code: str, read: Read, scheme: Scheme) -> tuple[Problem, ...]:
    """Everything wrong with one part: field by field, and where its fields do not fit together."""
    return (*read.problems, *_TOGETHER.get(code, _nothing)(read.values, scheme))


def form_obstacles(application: Application) -> list[Obstacle]:
    """R10 over the form itself: every part is complete and can be read."""
    found = []
    for part in PARTS:
        problems = application.problems[part.code]
        if not problems:
            continue
        found.append(
            Obstacle(
                "R10",
                N_("The part “%(part)s” is not complete; fields that need attention: %(count)s."),
                N_("Open the part; what is missing stands beside each field."),
                {"part": part.title, "count": len(problems)},
                field=f"part:{part.code}",
            )
        )
    return found


def past_obstacles(application: Application, on: date) -> list[Obstacle]:
    """R10 for dates of what has been done: none lies after the day of the submission."""
    return [
        Obstacle(
            "R10",
            N_("“%(field)s”: %(day)s lies after today."),
            N_("Enter the day on which it was done."),
            {"field": one.label, "day": day.isoformat()},
            field=one.code,
        )
        for part in PARTS
        for one in part.fields
        if one.past and (day := application.parts[part.code][one.code]) is not None and day > on
    ]


def _problems(read: Mapping[str, Read], scheme: Scheme) -> dict[str, tuple[Problem, ...]]:
    return {code: part_problems(code, one, scheme) for code, one in read.items()}


def _site(row: Mapping[str, Any]) -> SiteEntry:
    return SiteEntry(
        row["name"] or "",
        row["address"] or "",
        row["headcount"] or 0,
        row["activity"] or "",
        row["headquarters"],
    )


def _used(consultancy: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    rows: Sequence[Mapping[str, Any]] = consultancy["consultants"]
    return rows if consultancy["used"] == YES else ()


def _consultant(row: Mapping[str, Any]) -> ConsultantEntry:
    names = (name.strip() for name in (row["persons"] or "").splitlines())
    return ConsultantEntry(
        row["name"] or "", row["code"] or "", tuple(dict.fromkeys(n for n in names if n))
    )


def _capability(row: Mapping[str, Any]) -> CapabilityEntry:
    goals = tuple(
        Goal(
            goal["indicator"] or "",
            goal["start"],
            goal["target"],
            goal["present"],
            goal["unit"] or "",
            goal["on"],
        )
        for goal in row["goals"]
    )
    return CapabilityEntry(
        row["name"] or "", row["viewpoint"] or "", row["level"] or "", row["boundary"] or "", goals
    )


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


def _nothing(values: Mapping[str, Any], scheme: Scheme) -> list[Problem]:
    del values, scheme
    return []


_TOGETHER = {
    "enterprise": _sites_together,
    "system": _dates_together,
    "audits": _audits_together,
    "consultancy": _consultants_together,
    "capabilities": _capabilities_together,
}
