"""The documents that follow from facts: each made once under its number, kept with the case."""

from collections.abc import Callable, Mapping

from certplatform.domain.facts import Fact
from certplatform.domain.papers import PAPERS
from certplatform.jobs.print_decision import minutes_papers, status_papers
from certplatform.jobs.print_notices import (
    acceptance_papers,
    agreement_papers,
    decline_papers,
    return_papers,
)
from certplatform.jobs.print_plan import plan_papers
from certplatform.jobs.print_report import report_papers
from certplatform.jobs.printed import Paper, place_of
from certplatform.process.issued import already_issued, keep_issued

PRINTED: Mapping[str, Callable[[Fact, int], list[Paper]]] = {
    "ApplicationReturned": return_papers,
    "ApplicationDeclined": decline_papers,
    "ApplicationAccepted": acceptance_papers,
    "AgreementAccepted": agreement_papers,
    "PlanReleased": plan_papers,
    "PlanChanged": plan_papers,
    "ConclusionSubmitted": report_papers,
    "BallotUndecided": minutes_papers,
    "CertificationGranted": minutes_papers,
    "CertificationRejected": minutes_papers,
    "StageReturned": minutes_papers,
    "UpkeepDecided": minutes_papers,
    "CertificateStatusChanged": status_papers,
}


def print_for(fact_id: int, fact: Fact) -> None:
    """Make and keep the documents of a fact; those that exist are left as they are."""
    for paper in PRINTED[fact.name](fact, place_of(fact_id, fact)):
        if not already_issued(paper.case_id, paper.number):
            keep_issued(
                paper.case_id,
                kind=paper.kind,
                number=paper.number,
                title=PAPERS[paper.kind].zh,
                content=paper.render(),
            )
