"""R05, R06: whether this enterprise may apply now, given its other cases and its past."""

from dateutil.relativedelta import relativedelta

from certplatform.domain.application import ApplicationFacts, ClaimedCapability, HeldCertificate
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.ruleset import Ruleset
from certplatform.domain.scheme import Grade, Scheme
from certplatform.domain.wording import N_

VALID = "valid"


def one_case_obstacles(facts: ApplicationFacts, scheme: Scheme, rules: Ruleset) -> list[Obstacle]:
    """R05: one open case at a time, and no initial case beside a certificate that covers it."""
    case_type = scheme.case_type(facts.case_type)
    if not rules.on_off("R05.one_open_case") or not case_type.exclusive:
        return []
    found = [
        Obstacle(
            "R05",
            N_("Case %(case)s of this enterprise is still open."),
            N_("Finish or withdraw that case first."),
            {"case": other.number},
        )
        for other in facts.open_cases
        if scheme.case_type(other.case_type).exclusive
    ]
    if not case_type.needs_certificate:
        found += [
            Obstacle(
                "R05",
                N_(
                    "Certificate %(number)s, valid until %(expires)s, "
                    "already covers this application."
                ),
                N_("Apply for renewal, upgrade or change instead, or claim further capabilities."),
                {"number": held.number, "expires": held.expires_on.isoformat()},
            )
            for held in facts.certificates
            if _covers(held, facts, scheme)
        ]
    return found


def _covers(held: HeldCertificate, facts: ApplicationFacts, scheme: Scheme) -> bool:
    if held.status != VALID or held.expires_on < facts.applied_on or not facts.capabilities:
        return False
    asked = grade_or_none(scheme, facts.requested_grade)
    has = grade_or_none(scheme, held.grade)
    if asked is None or has is None or has.rank < asked.rank:
        return False
    covered = {_same(one) for one in held.capabilities}
    return all(_same(one) in covered for one in facts.capabilities)


def _same(capability: ClaimedCapability) -> tuple[str, str]:
    return capability.viewpoint, "".join(capability.name.split()).casefold()


def standing_obstacles(facts: ApplicationFacts, rules: Ruleset) -> list[Obstacle]:
    """R06: waiting time after a withdrawal, and the declaration about dishonesty lists."""
    found = []
    if facts.withdrawn_on is not None:
        months = rules.number("R06.requalify_months")
        free_on = facts.withdrawn_on + relativedelta(months=months)
        if facts.applied_on < free_on:
            found.append(
                Obstacle(
                    "R06",
                    N_(
                        "A certificate of this enterprise was withdrawn on %(withdrawn)s "
                        "for its own cause."
                    ),
                    N_("Apply again on %(free)s or later, %(months)s months after the withdrawal."),
                    {
                        "withdrawn": facts.withdrawn_on.isoformat(),
                        "free": free_on.isoformat(),
                        "months": months,
                    },
                )
            )
    if not facts.declares_no_dishonesty:
        found.append(
            Obstacle(
                "R06",
                N_("The enterprise has not declared that it is on no serious-dishonesty list."),
                N_("Make the declaration; an enterprise that is listed cannot apply."),
                field="declares_no_dishonesty",
            )
        )
    return found


def grade_or_none(scheme: Scheme, code: str) -> Grade | None:
    """The grade of a code, or None where nothing or something unknown was chosen."""
    return next((grade for grade in scheme.grades if grade.code == code), None)
