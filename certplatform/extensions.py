"""Flask's extensions, one instance each; and what the running application was started with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from flask import current_app
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_wtf import CSRFProtect

from certplatform.domain.certificate import Issuer
from certplatform.settings import Settings
from certplatform.storage import Store

babel = Babel()
csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address, headers_enabled=True, strategy="moving-window")
login_manager = LoginManager()

View = TypeVar("View", bound=Callable[..., Any])
EVERYBODY = "everybody"
SIGNED_IN = "signed_in"
AUDIENCE_MARK = "certplatform_audience"
SESSIONLESS_MARK = "certplatform_sessionless"


def audience(*who: str) -> Callable[[View], View]:
    """Declare who may come to an endpoint: EVERYBODY, SIGNED_IN, or holders of a role.

    Roles here are those held in an organisation; what somebody may do on one case is asked again
    by the step, with the case at hand.
    """

    def mark(view: View) -> View:
        setattr(view, AUDIENCE_MARK, frozenset(str(one) for one in who))
        return view

    return mark


def without_session(view: View) -> View:
    """Mark an endpoint of the widest public: it asks for no sign-in and sets no cookie."""
    setattr(view, SESSIONLESS_MARK, True)
    return view


@dataclass(frozen=True, slots=True)
class House:
    """What belongs to one running application."""

    settings: Settings
    store: Store
    issuer: Issuer


def house() -> House:
    """The current application's house."""
    return cast("House", current_app.extensions["house"])
