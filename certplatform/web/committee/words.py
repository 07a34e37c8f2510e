"""The words of the committee's pages: records, outcomes, choices of the panel, kinds of facts."""

from certplatform.domain.wording import N_
from certplatform.models.case import Case
from certplatform.queries.cases import scheme_of
from certplatform.web.formats import text

RECORDS = {
    "review": N_("Compliance review"),
    "confirmation": N_("Confirmation audit"),
    "recheck": N_("Re-check"),
}
OUTCOMES = {"passed": N_("passed"), "returned": N_("sent back")}
CHOICES = {
    "grant": N_("Grant"),
    "back": N_("Send back to the compliance review"),
    "reject": N_("Reject"),
    "maintain": N_("Maintain the certificate"),
    "suspend": N_("Suspend the certificate"),
    "reduce": N_("Reduce grade or scope"),
    "withdraw": N_("Withdraw the certificate"),
    "recused": N_("Recused"),
    "undecided": N_("No decision"),
}
FACT_TITLES = {
    "time_limits": N_("Time limits"),
    "separation": N_("Separation of people"),
    "audit_days": N_("Audit days"),
    "coverage": N_("Coverage"),
    "findings": N_("Findings"),
    "report": N_("Report and conclusion"),
    "readiness": N_("Readiness, judged again"),
    "declarations": N_("Declarations and conflicts"),
    "sign_in": N_("Sign-in on site"),
    "notice": N_("Notice of the plan"),
    "grade": N_("Grade"),
}


def grade_title(case: Case, code: str) -> str:
    """The name of a grade of the case's scheme; empty for none."""
    return next((text(one.title) for one in scheme_of(case).grades if one.code == code), "")
