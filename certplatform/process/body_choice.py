"""Stage 1, application: until acceptance the enterprise may give its application to another body.

The body that had it loses sight of the case at once and is told; the other has the full time limit
of acceptance before it, which therefore begins anew. The day of the first submission stays, and
with it the rules that were chosen by it.
"""

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Actor
from certplatform.domain.application_form import form_part
from certplatform.domain.errors import Invalid
from certplatform.domain.facts import BodyChanged, BodyLeft
from certplatform.domain.wording import N_
from certplatform.models.application import ApplicationPart
from certplatform.models.case import Case
from certplatform.models.organisation import Organisation
from certplatform.process.application_rows import freeze, person, store
from certplatform.process.step import Deed, deed
from certplatform.queries.applications import draft_of
from certplatform.queries.bodies import active_body, change_obstacles

REQUEST, FIELD = "request", "body"


def change_body(case_id: int | str, *, body: str, by: Actor, version: int | None = None) -> int:
    """Hand a submitted application to another body, named by its address (R05, R07).

    Freezes a version that names the new body, and returns its number.
    """
    with deed(by=by) as act:
        case = act.on_case(case_id, "change_body", version=version)
        wanted = active_body(body)
        if wanted is None:
            raise _no_such_choice(N_("Choose one of the assessment bodies."))
        if wanted.id == case.body_id:
            raise _no_such_choice(N_("This body has the application already."))
        act.heed(change_obstacles(case, wanted, clock.local_date(act.at)))
        former_id, case.body_id = case.body_id, wanted.id
        case.state_since_at = act.at
        number = _write_into_application(case, wanted, act)
        act.note(former_body=former_id, body=wanted.id, version=number)
        act.tell(BodyChanged(case.id, number))
        if former_id is not None:
            act.tell(BodyLeft(case.id, former_id))
    return number


def _no_such_choice(told: str) -> Invalid:
    return Invalid(told, fields={FIELD: told})


def _write_into_application(case: Case, body: Organisation, act: Deed) -> int:
    """The application names the body that has it: in the form, and in a version of its own."""
    kept = session.scalar(
        select(ApplicationPart).where(
            ApplicationPart.case_id == case.id, ApplicationPart.part == REQUEST
        )
    )
    if kept is None:
        store(case, form_part(REQUEST), {FIELD: body.public_id}, act)
    else:
        kept.content = {**kept.content, FIELD: body.public_id}
        kept.version += 1
        kept.changed_in = {**kept.changed_in, FIELD: kept.version}
        kept.saved_at, kept.saved_by = act.at, person(act.by)
    session.flush()
    number, sha256 = freeze(case, draft_of(case), act)
    act.note(sha256=sha256)
    return number
