"""Who of the committee looks at a case, and deeds that ask for a sign-in only minutes old."""

from collections.abc import Callable
from typing import Any

from flask import g
from flask_wtf import FlaskForm

from certplatform.domain.actors import COMMITTEE_ROLES, Role
from certplatform.domain.errors import NotFresh, NotVisible
from certplatform.models.case import Case
from certplatform.queries.cases import ABSENT, case_for, roles_on
from certplatform.web.answers import attempt
from certplatform.web.signin import current_actor

OFFICE = frozenset({Role.SECRETARIAT, Role.SUPERVISOR})
EVERYONE = OFFICE | COMMITTEE_ROLES
AUDIENCE = (Role.SECRETARIAT, Role.SUPERVISOR, Role.COMMITTEE_POOL)


def case_in_hand(address: str, roles: frozenset[Role] = EVERYONE) -> Case:
    """The case of an address, for those who have one of the roles on it. Raises NotVisible."""
    actor = current_actor()
    found = case_for(actor, address)
    if not roles_on(actor, found) & roles:
        raise NotVisible(ABSENT)
    return found


def attempt_fresh(form: FlaskForm, deed: Callable[[], Any]) -> bool:
    """Like `attempt`, but a sign-in too old keeps what was typed: the page asks for it beside."""
    try:
        return attempt(form, deed)
    except NotFresh:
        g.answer_status = NotFresh.status
        g.not_fresh = True
        return False


def asks_for_password() -> bool:
    """Whether the page is to ask for the password before the deed can be done."""
    return bool(g.get("not_fresh")) or not current_actor().fresh
