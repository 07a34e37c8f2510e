"""R28-R32: the shape of a finding, many minors, correction in time, plans, all sites."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from certplatform.domain.obstacles import Obstacle
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.wording import N_
from certplatform.domain.workdays import WorkCalendar
from certplatform.domain.workflow.finding import (
    DRAFTED,
    NOT_STANDING,
    PLANNED,
    TO_ANSWER,
    VERIFIED,
)

MAJOR, MINOR, OBSERVATION, STRENGTH = "major", "minor", "observation", "strength"
FINDING_GRADES = (MAJOR, MINOR, OBSERVATION, STRENGTH)
NONCONFORMITIES = frozenset({MAJOR, MINOR})


@dataclass(frozen=True, slots=True)
class FindingFacts:
    """A finding as it stands. `reference` is a clause or capability criterion by its code.

    `more` are further ones; the first stays the main one.
    """

    number: str
    grade: str
    reference: str
    site: str = ""
    fact: str = ""
    evidence_count: int = 0
    state: str = DRAFTED
    sites_checked: frozenset[str] = frozenset()
    more: tuple[str, ...] = ()

    @property
    def references(self) -> frozenset[str]:
        """Everything it stands against, each once."""
        return frozenset((self.reference, *self.more))


# What a finding may lack: the fact and the cure.
LACKING = {
    "grade": (
        N_("The finding has no grade."),
        N_("Choose major, minor, observation or strength."),
    ),
    "reference": (
        N_("The finding names no clause or capability criterion."),
        N_("Choose what it refers to."),
    ),
    "site": (N_("The finding names no site."), N_("Choose the site.")),
    "fact": (
        N_("The finding states no fact."),
        N_("Write what was seen, so that somebody who was not there understands it."),
    ),
    "evidence": (
        N_("The finding has no evidence and cannot be issued."),
        N_("Add a photo, a file, or a link to a document."),
    ),
}


def issue_obstacles(
    finding: FindingFacts, known_references: Collection[str], rules: Ruleset
) -> list[Obstacle]:
    """R28: what a finding lacks before it can be issued."""
    if not rules.on_off("R28.finding_shape"):
        return []
    missing = {
        "grade": finding.grade not in FINDING_GRADES,
        "reference": not finding.references <= set(known_references),
        "site": not finding.site.strip(),
        "fact": not finding.fact.strip(),
        "evidence": finding.evidence_count < 1,
    }
    return [_r28(field, *LACKING[field]) for field, lacks in missing.items() if lacks]


def minors_to_consider(
    findings: Iterable[FindingFacts], answered: Collection[str], rules: Ruleset
) -> list[Obstacle]:
    """R29: clauses with so many minors that the lead must consider a major and record the answer.

    A minor against several clauses counts for each of them once. `answered` are the references for
    which that answer is on record.
    """
    limit = rules.number("R29.minors_to_major")
    counts = Counter(
        reference
        for one in findings
        if one.grade == MINOR and one.state not in NOT_STANDING
        for reference in one.references
    )
    return [
        Obstacle(
            "R29",
            N_("%(count)s minor nonconformities stand against %(reference)s."),
            N_("Consider a major nonconformity, and record your answer with reasons."),
            {"count": count, "reference": reference},
            field=f"minors:{reference}",
        )
        for reference, count in sorted(counts.items())
        if count >= limit and reference not in answered
    ]


def major_due_on(last_stage_two_on: date, rules: Ruleset) -> date:
    """R30: the last day on which the correction of a major can be verified."""
    return last_stage_two_on + relativedelta(months=rules.number("R30.major_months"))


def sends_back(
    findings: Iterable[FindingFacts], last_stage_two_on: date, today: date, rules: Ruleset
) -> list[Obstacle]:
    """R30: majors whose correction was not verified in time; the case goes back to stage 2."""
    due_on = major_due_on(last_stage_two_on, rules)
    if today <= due_on:
        return []
    return [
        Obstacle(
            "R30",
            N_("The correction of the major nonconformity %(number)s was not verified by %(due)s."),
            N_("The case goes back to stage 2."),
            {"number": one.number, "due": due_on.isoformat()},
        )
        for one in findings
        if is_open_major(one)
    ]


def is_open_major(finding: FindingFacts) -> bool:
    """Whether this finding bars every grade (R34)."""
    return finding.grade == MAJOR and finding.state not in {*NOT_STANDING, VERIFIED}


def open_majors(findings: Iterable[FindingFacts]) -> int:
    """How many majors are open."""
    return sum(is_open_major(one) for one in findings)


def correction_obstacles(findings: Iterable[FindingFacts], rules: Ruleset) -> list[Obstacle]:
    """R30, R31: what must happen before the conclusion: majors verified, minors planned."""
    found = []
    for one in findings:
        if is_open_major(one):
            found.append(
                Obstacle(
                    "R30",
                    N_("The correction of the major nonconformity %(number)s is not verified."),
                    N_("Verify it on documents or on site."),
                    {"number": one.number},
                )
            )
        elif _needs_plan(one) and rules.on_off("R31.minor_plan"):
            found.append(
                Obstacle(
                    "R31",
                    N_("The minor nonconformity %(number)s has no accepted plan."),
                    N_("Accept the enterprise's plan, or return it with what is missing."),
                    {"number": one.number},
                )
            )
    return found


def carried_over_obstacles(earlier: Iterable[FindingFacts]) -> list[Obstacle]:
    """R31: minors of the audit before that this audit must close."""
    return [
        Obstacle(
            "R31",
            N_("The minor nonconformity %(number)s of the audit before is not closed."),
            N_("Verify it in this audit, or raise it as a major."),
            {"number": one.number},
        )
        for one in earlier
        if one.grade == MINOR and one.state not in {*NOT_STANDING, VERIFIED}
    ]


def escalates(
    finding: FindingFacts, due_on: date | None, today: date, calendar: WorkCalendar, rules: Ruleset
) -> bool:
    """R31: whether the enterprise owes the answer to a minor for longer than is borne with."""
    if finding.grade != MINOR or finding.state not in TO_ANSWER or due_on is None:
        return False
    borne = rules.number("R31.minor_overdue_workdays")
    return today > calendar.add_working_days(due_on, borne).on


def becomes_major(rules: Ruleset) -> bool:
    """R31: whether an overdue minor becomes a major; otherwise it is only pointed out."""
    return rules.text("R31.minor_overdue") == MAJOR


def unchecked_obstacles(numbers: Iterable[str], rules: Ruleset) -> list[Obstacle]:
    """R31: findings of the audit before of which nobody has said whether what was done works."""
    if not rules.on_off("R31.effectiveness"):
        return []
    return [
        Obstacle(
            "R31",
            N_("Whether what was done about %(number)s of the audit before works is not recorded."),
            N_("Look at it, and record whether it is effective."),
            {"number": number},
        )
        for number in numbers
    ]


def all_sites_obstacles(
    finding: FindingFacts, sites: Sequence[str], rules: Ruleset
) -> list[Obstacle]:
    """R32: sites not yet marked as checked for the same fault; one site has nothing to mark."""
    if not rules.on_off("R32.all_sites") or len(sites) < 2:  # noqa: PLR2004 - a multi-site enterprise
        return []
    return [
        Obstacle(
            "R32",
            N_("“%(site)s” is not yet checked for the fault of %(number)s."),
            N_("Check it there too and mark the site."),
            {"site": site, "number": finding.number},
        )
        for site in sites
        if site not in finding.sites_checked
    ]


def _needs_plan(one: FindingFacts) -> bool:
    return one.grade == MINOR and one.state not in {*NOT_STANDING, PLANNED, VERIFIED}


def _r28(field: str, fact: str, cure: str) -> Obstacle:
    return Obstacle("R28", fact, cure, field=field)
