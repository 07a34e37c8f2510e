"""Who is signed in: a random token in the session cookie, a row in the database behind it."""

from typing import Any

from flask import Request, g
from flask import session as cookie
from flask_login import UserMixin, current_user

from certplatform import clock
from certplatform.domain.actors import PUBLIC, SECOND_FACTOR_ROLES, Actor
from certplatform.extensions import login_manager
from certplatform.queries.people import actor_of
from certplatform.queries.sessions import SignedIn, signed_in

TOKEN = "sign_in"  # noqa: S105 - the name of a field in the cookie


class User(UserMixin):
    """The signed-in person as the sign-in library sees them."""

    def __init__(self, signed: SignedIn) -> None:
        """Keep the session and read what its person holds now."""
        self.signed = signed
        self.actor = actor_of(signed.person, fresh=signed.fresh)

    def get_id(self) -> str:
        """The id the library asks for."""
        return str(self.signed.person.id)


def load_user(request: Request) -> User | None:
    """Find the session that the cookie names."""
    del request
    token = cookie.get(TOKEN)
    if not isinstance(token, str):
        return None
    signed = signed_in(token, clock.now())
    return User(signed) if signed else None


login_manager.request_loader(load_user)


def current_actor() -> Actor:
    """The actor of this request; the public when nobody is signed in."""
    if "actor" not in g:
        g.actor = current_user.actor if current_user.is_authenticated else PUBLIC
    actor: Actor = g.actor
    return actor


def current_session() -> SignedIn | None:
    """The session of this request."""
    return current_user.signed if current_user.is_authenticated else None


def needs_second_factor() -> bool:
    """Whether the person's roles ask for a second factor that this session has not shown."""
    signed = current_session()
    if signed is None or signed.second_factor:
        return False
    holds = any(one.role in SECOND_FACTOR_ROLES for one in current_actor().holdings)
    return holds or bool(signed.person.totp_confirmed_at)


def forget() -> Any:
    """Drop what this request remembers of the actor, after sign-in or sign-out."""
    g.pop("actor", None)
    g.pop("_login_user", None)
