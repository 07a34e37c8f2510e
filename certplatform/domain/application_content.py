"""An application as values: what its parts come to, and where they do not fit together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from certplatform.domain.application import ClaimedCapability
from certplatform.domain.application_checks import problems_together
from certplatform.domain.application_form import (
    PARTS,
    YES,
)
from certplatform.domain.application_reading import Problem, Read, lines_of, read_part
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
    latitude: Decimal | None = None
    longitude: Decimal | None = None


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
    """A capability claimed, with its boundary and goals; no site names mean all sites."""

    name: str
    viewpoint: str
    level: str
    departments: tuple[str, ...]
    processes: tuple[str, ...]
    site_names: tuple[str, ...]
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
class OwnerEntry:
    """A parent company; `share` in per cent, None where it is not known."""

    name: str
    code: str
    share: Decimal | None
    from_on: date | None


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
    owners: tuple[OwnerEntry, ...]
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
        owners=tuple(_owner(row) for row in _owned(parts["group"])),
        capabilities=tuple(_capability(row) for row in parts["capabilities"]["capabilities"]),
        grade=request["grade"] or "",
        body=request["body"] or "",
        no_dishonesty=declarations["no_dishonesty"],
        parts=parts,
        problems=_problems(read, scheme),
    )


def part_problems(code: str, read: Read, scheme: Scheme) -> tuple[Problem, ...]:
    """Everything wrong with one part: field by field, and where its fields do not fit together."""
    return (*read.problems, *problems_together(code, read.values, scheme))


def form_obstacles(application: Application) -> list[Obstacle]:
    """R10 over the form itself: every part is complete, can be read and fits the others."""
    found = _boundary_obstacles(application)
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
        row["latitude"],
        row["longitude"],
    )


def _used(consultancy: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    rows: Sequence[Mapping[str, Any]] = consultancy["consultants"]
    return rows if consultancy["used"] == YES else ()


def _consultant(row: Mapping[str, Any]) -> ConsultantEntry:
    return ConsultantEntry(row["name"] or "", row["code"] or "", lines_of(row["persons"]))


def _owned(group: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    rows: Sequence[Mapping[str, Any]] = group["owners"]
    return rows if group["in_group"] == YES else ()


def _owner(row: Mapping[str, Any]) -> OwnerEntry:
    return OwnerEntry(row["name"] or "", row["code"] or "", row["share"], row["from_on"])


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
        row["name"] or "",
        row["viewpoint"] or "",
        row["level"] or "",
        lines_of(row["departments"]),
        lines_of(row["processes"]),
        lines_of(row["site_names"]),
        row["boundary"] or "",
        goals,
    )


def _boundary_obstacles(application: Application) -> list[Obstacle]:
    """R10: a capability's sites are among the sites of the application."""
    known = {one.name for one in application.sites}
    return [
        Obstacle(
            "R10",
            N_("“%(site)s”, inside the boundary of “%(capability)s”, is no site in scope."),
            N_("Name it as it stands among the sites, or add it there."),
            {"site": site, "capability": one.name},
            field="capabilities",
        )
        for one in application.capabilities
        for site in one.site_names
        if site not in known
    ]
