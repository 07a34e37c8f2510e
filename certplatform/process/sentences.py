"""Sentences for invariants that the database itself defends."""

import re

from sqlalchemy.exc import IntegrityError

from certplatform.domain.errors import NotNow, Refusal
from certplatform.domain.wording import N_

# Each constraint under the names that the two databases report it by.
SENTENCES: dict[str, str] = {
    "uq_case_one_open|assessment_case.enterprise_id, assessment_case.scheme": N_(
        "This enterprise already has an open case under this scheme (R05)."
    ),
    "uq_assignment_one_part|assignment.case_id, assignment.person_id": N_(
        "This person already has a place on this case; nobody may be on two sides (R18)."
    ),
    "uq_assignment_one_lead|assignment.case_id": N_("This case already has a lead assessor (R12)."),
    "uq_certificate_revision_case_id|certificate_revision.case_id": N_(
        "The certificate of this case has already been issued (R44)."
    ),
    "uq_vote_ballot_id_person_id|vote.ballot_id, vote.person_id": N_(
        "You have already voted in this ballot (R38)."
    ),
    "uq_second_rating_case_id_key_rated_by|second_rating.case_id, second_rating.key": N_(
        "You have rated this row a second time already."
    ),
    "uq_ballot_open|ballot.case_id": N_("A ballot is already open for this case (R38)."),
    "uq_application_part_case_id_part|application_part.case_id, application_part.part": N_(
        "Somebody changed this meanwhile. Look at it anew, then try again."
    ),
    "uq_person_email|person.email": N_("This mail address is already registered."),
    "uq_organisation_code|organisation.code": N_(
        "An organisation with this code is already registered."
    ),
    "uq_plan_row_plan_id_person_id_on_half|plan_row.plan_id, plan_row.person_id": N_(
        "This member already has a place in this half-day (R20)."
    ),
}


def sentence_of(error: IntegrityError) -> Refusal:
    """The refusal that a violated constraint means; an unknown one is raised again as it is."""
    told = str(error.orig)
    for names, sentence in SENTENCES.items():
        if any(
            re.search(rf"(^|[^\w]){re.escape(name)}($|[^\w,])", told) for name in names.split("|")
        ):
            return NotNow(sentence)
    raise error
