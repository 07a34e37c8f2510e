"""What follows from each fact. Every reaction is small, idempotent, and safe to repeat."""

from collections.abc import Callable, Mapping
from typing import TypeVar, cast

from certplatform.archive.dossier import dossier_of
from certplatform.domain.facts import (
    BallotComplete,
    CaseClosed,
    CertificateIssued,
    Fact,
    MailWanted,
    StageStarted,
    TieRecorded,
    UpkeepDecided,
)
from certplatform.domain.facts_of_conflict import (
    ContactChanged,
    OutsideRoleGiven,
    SurroundingsChanged,
)
from certplatform.domain.people_facts import PeopleMerged
from certplatform.domain.staffing_facts import StaffingAsked
from certplatform.domain.wording import N_
from certplatform.jobs.issuing import make_file
from certplatform.jobs.printing import PRINTED, print_for
from certplatform.jobs.staffing import find_answer
from certplatform.jobs.worker import Deed
from certplatform.messages.catalogue import MESSAGES
from certplatform.messages.deliver import send_link, tell
from certplatform.process.assignment import end_assignments
from certplatform.process.decision import count_ballot
from certplatform.process.filing import file_case
from certplatform.process.finding import carry_over_on_stage2
from certplatform.process.suspension import suspend_around, suspend_for_new_ties
from certplatform.process.validity import apply_upkeep
from certplatform.queries.filings import latest_filing

Kind = TypeVar("Kind", bound=Fact)

# The names under which reactions stand in the database, with what they mean to a reader.
TITLES = {
    "tell": N_("Tell the people concerned"),
    "print": N_("Make the document"),
    "file": N_("Freeze the case file in the archive"),
    "end_assignments": N_("End the places on the case"),
    "suspend": N_("Suspend the places that the new fact speaks against"),
    "carry_over": N_("List the minor nonconformities of the audit before"),
    "make_file": N_("Render, seal and enter the certificate"),
    "count": N_("Count the ballot"),
    "apply": N_("Apply the decision to the certificate"),
    "send_link": N_("Send the one-time link"),
    "staff": N_("Look for teams and times for a round of staffing"),
}


def _on(kind: type[Kind], deed: Callable[[Kind], object]) -> Deed:
    def react(fact_id: int, fact: Fact) -> None:
        del fact_id
        assert isinstance(fact, kind)  # noqa: S101 - the table below joins them
        deed(fact)

    return react


def _send_link(fact_id: int, fact: Fact) -> None:
    send_link(fact_id, cast("MailWanted", fact))


def _file(closed: CaseClosed) -> None:
    if latest_filing(closed.case_id) is None:
        file_case(closed.case_id, dossier_of(closed.case_id))


def _look_again_at_both(given: OutsideRoleGiven) -> None:
    """The role ties the person to the enterprise, and makes them one of its contacts."""
    suspend_for_new_ties(given.person_id)
    suspend_around(given.organisation_id)


OWN: Mapping[str, Mapping[str, Deed]] = {
    "BallotComplete": {"count": _on(BallotComplete, lambda fact: count_ballot(fact.ballot_id))},
    "CertificateIssued": {
        "make_file": _on(CertificateIssued, lambda fact: make_file(fact.revision_id))
    },
    "CaseClosed": {
        "end_assignments": _on(CaseClosed, lambda fact: end_assignments(fact.case_id)),
        "file": _on(CaseClosed, _file),
    },
    "UpkeepDecided": {
        "apply": _on(
            UpkeepDecided,
            lambda fact: apply_upkeep(fact.case_id, fact.certificate_id, fact.outcome),
        )
    },
    "StageStarted": {
        "carry_over": _on(StageStarted, lambda fact: carry_over_on_stage2(fact.case_id, fact.stage))
    },
    "TieRecorded": {"suspend": _on(TieRecorded, lambda fact: suspend_for_new_ties(fact.person_id))},
    "PeopleMerged": {
        "suspend": _on(PeopleMerged, lambda fact: suspend_for_new_ties(fact.person_id))
    },
    "SurroundingsChanged": {
        "suspend": _on(SurroundingsChanged, lambda fact: suspend_around(fact.organisation_id))
    },
    "OutsideRoleGiven": {"suspend": _on(OutsideRoleGiven, _look_again_at_both)},
    "ContactChanged": {
        "suspend": _on(ContactChanged, lambda fact: suspend_for_new_ties(fact.person_id))
    },
    "MailWanted": {"send_link": _send_link},
    "StaffingAsked": {
        "staff": _on(StaffingAsked, lambda fact: find_answer(fact.round_id, fact.attempt))
    },
}


def _table() -> dict[str, dict[str, Deed]]:
    table: dict[str, dict[str, Deed]] = {name: dict(deeds) for name, deeds in OWN.items()}
    for name in PRINTED:
        table.setdefault(name, {})["print"] = print_for
    for name in MESSAGES:
        table.setdefault(name, {})["tell"] = tell
    return table


REACTIONS: Mapping[str, Mapping[str, Deed]] = _table()
