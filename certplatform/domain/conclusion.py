"""R33-R35: whether the lead may conclude, and when the case moves on to the committee."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from certplatform.domain.bilingual import in_both
from certplatform.domain.grading import GradeAnswer, RatedCapability, unrated_criteria
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.scheme import Scheme
from certplatform.domain.wording import N_

WAITING, CONFIRMED, COMMENTED, SILENT = "waiting", "confirmed", "commented", "silent"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the lead concludes: a grade or none, with reasons."""

    grade: str | None
    reasons: str


def proposal_obstacles(computed: GradeAnswer, proposal: Proposal, scheme: Scheme) -> list[Obstacle]:
    """R34: the lead may go lower than the computed grade, never higher, and says why."""
    found = []
    if not proposal.reasons.strip():
        found.append(
            Obstacle(
                "R34",
                N_("The conclusion has no reasons."),
                N_("Write why the team comes to this result."),
                field="reasons",
            )
        )
    if proposal.grade is None:
        return found
    proposed = scheme.grade(proposal.grade)
    if computed.grade is None:
        return [
            *found,
            Obstacle(
                "R34",
                N_("No grade was reached, so none can be proposed."),
                N_("Conclude without a grade, or go back to what is missing."),
                field="grade",
            ),
        ]
    if proposed.rank > computed.grade.rank:
        found.append(
            Obstacle(
                "R34",
                N_("%(proposed)s lies above %(computed)s, the grade that was reached."),
                N_("Propose %(computed)s or lower."),
                {
                    **in_both("proposed", proposed.title),
                    **in_both("computed", computed.grade.title),
                },
                field="grade",
            )
        )
    return found


def rating_obstacles(capabilities: Sequence[RatedCapability], scheme: Scheme) -> list[Obstacle]:
    """R33: capabilities with criteria that nobody has rated yet."""
    found = []
    for one in capabilities:
        left = unrated_criteria(one, scheme)
        if left:
            found.append(
                Obstacle(
                    "R33",
                    N_("%(count)s criteria of “%(capability)s” are not rated: %(codes)s."),
                    N_("Rate them, or set them aside with a reason."),
                    {
                        "count": len(left),
                        "capability": one.name,
                        "codes": ", ".join(criterion.code for criterion in left),
                    },
                )
            )
    return found


def clause_obstacles(judged: Iterable[str], scheme: Scheme) -> list[Obstacle]:
    """R22: clauses of the checklist without a result."""
    done = set(judged)
    return [
        Obstacle(
            "R22",
            N_("Clause %(clause)s “%(title)s” has no result."),
            N_("Judge it, or set it aside with a reason."),
            {"clause": clause.code, **in_both("title", clause.title)},
            field=f"clause:{clause.code}",
        )
        for clause in scheme.judged_clauses
        if clause.code not in done
    ]


def confirm_until(sent_on: date, rules: Ruleset) -> date:
    """R35: the last day on which the enterprise may confirm or comment."""
    return sent_on + timedelta(days=rules.number("R35.enterprise_confirms_days"))


def enterprise_answer(sent_on: date, answer: str, today: date, rules: Ruleset) -> str:
    """R35: what is recorded: confirmed, commented, silent after the time, or still waiting."""
    if answer in (CONFIRMED, COMMENTED):
        return answer
    return SILENT if today > confirm_until(sent_on, rules) else WAITING


def moving_on_obstacles(
    sent_on: date | None, answer: str, today: date, rules: Ruleset
) -> list[Obstacle]:
    """R35: whether the case may go to the committee."""
    if sent_on is None:
        return [
            Obstacle(
                "R35",
                N_("The conclusion has not been sent to the enterprise."),
                N_("Send it first."),
            )
        ]
    if enterprise_answer(sent_on, answer, today, rules) != WAITING:
        return []
    return [
        Obstacle(
            "R35",
            N_("The enterprise has not answered the conclusion yet; it has until %(until)s."),
            N_("Wait for its answer, or go on after that day."),
            {"until": confirm_until(sent_on, rules).isoformat()},
        )
    ]
