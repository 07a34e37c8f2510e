"""The filing archive: search, one case's whole story, export, figures (R55, R56)."""

from flask import Blueprint, Flask

from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.web.context import add_navigation
from certplatform.web.looks import register_looks
from certplatform.web.regulator import filing, search

regulator = Blueprint("regulator", __name__, url_prefix="/archive")
search.add_to(regulator)
filing.add_to(regulator)

add_navigation(
    "/archive", N_("Filing archive"), "archive", Role.REGULATOR, Role.SUPERVISOR, Role.SECRETARIAT
)


def register(app: Flask) -> None:
    """Register the pages."""
    register_looks(app)
    app.register_blueprint(regulator)
