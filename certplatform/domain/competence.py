"""R12: a team's shape and competence; a body's own competence for an application (R08)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from certplatform.domain.actors import Role
from certplatform.domain.bilingual import in_both
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.scheme import Scheme
from certplatform.domain.wording import N_

# A trainee learns; what only a trainee brings is not covered.
COVERING_ROLES = frozenset({Role.LEAD, Role.ASSESSOR, Role.TECHNICAL_EXPERT})
# Who may lead may also assess.
_ALSO = {Role.ASSESSOR: frozenset({Role.LEAD}), Role.TRAINEE: frozenset({Role.ASSESSOR, Role.LEAD})}


@dataclass(frozen=True, slots=True)
class Qualification:
    """What a person was found competent for: as what, up to which level, where and until when.

    `industries` are GB/T 4754 codes; a shorter code covers all that begin with it.
    """

    role: str
    level: str
    industries: tuple[str, ...]
    viewpoints: tuple[str, ...]
    valid_from: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A person proposed for a team, with all approved qualifications."""

    person: int
    name: str
    role: str
    active: bool
    qualifications: tuple[Qualification, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """What a team has to be competent for."""

    industry: str
    level: str
    viewpoints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompetenceAnswer:
    """Whether a body has people for an application: who could lead, who could assess, what lacks.

    `covers` is the answer to the competence question of acceptance.
    """

    leads: tuple[str, ...]
    assessors: tuple[str, ...]
    obstacles: tuple[Obstacle, ...]

    @property
    def covers(self) -> bool:
        """Whether nothing is missing."""
        return not self.obstacles


def team_obstacles(
    team: Sequence[TeamMember], task: Task, audit_days: Sequence[date], scheme: Scheme
) -> list[Obstacle]:
    """R12: one lead; everybody active and qualified on every audit day; industry and viewpoints."""
    found = _lead_obstacles(team)
    for member in team:
        found += _member_obstacles(member, task, audit_days, scheme)
    return [*found, *_coverage_obstacles(team, task, audit_days, scheme)]


def qualified_on(
    member: TeamMember, task: Task, day: date, scheme: Scheme
) -> tuple[Qualification, ...]:
    """The qualifications by which somebody may do this task in this role on that day."""
    roles = {member.role, *_ALSO.get(Role(member.role), ())}
    needed = scheme.level(task.level).rank
    return tuple(
        one
        for one in member.qualifications
        if one.role in roles
        and scheme.level(one.level).rank >= needed
        and one.valid_from <= day <= one.valid_until
    )


def body_competence(
    people: Iterable[TeamMember], task: Task, day: date, scheme: Scheme
) -> CompetenceAnswer:
    """The competence question of acceptance: whether the body has people for this task."""
    able = [one for one in people if one.active and qualified_on(one, task, day, scheme)]
    leads = tuple(one.name for one in able if one.role == Role.LEAD)
    found = _coverage_obstacles(able, task, [day], scheme)
    if not leads:
        found.insert(
            0,
            Obstacle(
                "R08",
                N_("The body has no active lead assessor who is qualified for %(level)s."),
                N_("Decline the application, or qualify a lead assessor first."),
                in_both("level", scheme.level(task.level).title),
            ),
        )
    assessors = tuple(one.name for one in able if one.role in (Role.LEAD, Role.ASSESSOR))
    return CompetenceAnswer(leads, assessors, tuple(found))


def industry_is_covered(industry: str, covered: Iterable[str]) -> bool:
    """Whether one of the codes is this industry or a wider one."""
    return any(code and industry.startswith(code) for code in covered)


def _lead_obstacles(team: Sequence[TeamMember]) -> list[Obstacle]:
    leads = [one.name for one in team if one.role == Role.LEAD]
    if not leads:
        return [
            Obstacle(
                "R12",
                N_("The team has no lead assessor."),
                N_("Make exactly one member the lead assessor."),
            )
        ]
    if len(leads) > 1:
        return [
            Obstacle(
                "R12",
                N_("The team has %(count)s lead assessors: %(names)s."),
                N_("Make exactly one member the lead assessor."),
                {"count": len(leads), "names": ", ".join(leads)},
            )
        ]
    return []


def _member_obstacles(
    member: TeamMember, task: Task, audit_days: Sequence[date], scheme: Scheme
) -> list[Obstacle]:
    if not member.active:
        return [
            Obstacle(
                "R12",
                N_("%(person)s is not active at present."),
                N_("Choose somebody else."),
                {"person": member.name},
            )
        ]
    gap = next((d for d in sorted(audit_days) if not qualified_on(member, task, d, scheme)), None)
    if gap is None:
        return []
    return [
        Obstacle(
            "R12",
            N_("%(person)s is not qualified for %(level)s in this role on %(day)s."),
            N_("Choose somebody else, move the audit, or have the qualification approved."),
            {
                "person": member.name,
                "day": gap.isoformat(),
                **in_both("level", scheme.level(task.level).title),
            },
        )
    ]


def _coverage_obstacles(
    team: Sequence[TeamMember], task: Task, audit_days: Sequence[date], scheme: Scheme
) -> list[Obstacle]:
    held = [
        one
        for member in team
        if member.active and member.role in COVERING_ROLES
        for one in member.qualifications
        if all(one in qualified_on(member, task, day, scheme) for day in audit_days)
    ]
    found = []
    if not any(industry_is_covered(task.industry, one.industries) for one in held):
        found.append(
            Obstacle(
                "R12",
                N_("Nobody is competent for the industry %(industry)s."),
                N_("Add an assessor or technical expert who is."),
                {"industry": task.industry},
            )
        )
    covered = {code for one in held for code in one.viewpoints}
    found += [
        Obstacle(
            "R12",
            N_("Nobody is competent for the viewpoint “%(viewpoint)s”."),
            N_("Add an assessor or technical expert who is."),
            in_both("viewpoint", scheme.viewpoint(code).title),
        )
        for code in dict.fromkeys(task.viewpoints)
        if code not in covered
    ]
    return found
