"""The capsule of a conclusion as a file, for those who may read the conclusion."""

from flask import Blueprint, make_response
from werkzeug.wrappers import Response

from certplatform.domain.actors import Role
from certplatform.domain.errors import NotVisible
from certplatform.domain.technical_check import PASSED
from certplatform.models.conclusion import Conclusion
from certplatform.queries.cases import ABSENT, case_for, roles_on
from certplatform.queries.conclusions import conclusions_of
from certplatform.queries.grading import capsule_of_conclusion
from certplatform.web.audit_sight import READERS
from certplatform.web.files import disposition
from certplatform.web.guards import SIGNED_IN, audience
from certplatform.web.signin import current_actor


@audience(SIGNED_IN)
def capsule(case: str, number: int) -> Response:
    """The capsule kept with a revision."""
    found = case_for(current_actor(), case)
    roles = roles_on(current_actor(), found)
    wanted = next((one for one in conclusions_of(found) if one.revision == number), None)
    kept = capsule_of_conclusion(wanted) if wanted and _may_read(wanted, roles) else None
    if kept is None:
        raise NotVisible(ABSENT)
    answer = make_response(kept.content)
    answer.headers["Content-Type"] = "application/json"
    name = f"{found.number} conclusion {number}.capsule.json"
    answer.headers["Content-Disposition"] = disposition(name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _may_read(conclusion: Conclusion, roles: frozenset[Role]) -> bool:
    """The audit's readers always; the enterprise once it has passed the technical check."""
    if roles & READERS:
        return True
    return Role.APPLICANT in roles and conclusion.check_outcome == PASSED


def add_to(web: Blueprint) -> None:
    """Add the route."""
    web.add_url_rule("/cases/<case>/conclusion/<int:number>/capsule", view_func=capsule)
