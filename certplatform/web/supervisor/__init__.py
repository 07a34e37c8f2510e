"""Supervision: cases by stage and age, limits, who waits, journals, looks; read only."""

from flask import Blueprint, Flask

from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.web.case_head import add_tab
from certplatform.web.context import add_navigation
from certplatform.web.looks import register_looks
from certplatform.web.supervisor import cases, journal, looks

supervisor = Blueprint("supervisor", __name__, url_prefix="/supervision")
cases.add_to(supervisor)
journal.add_to(supervisor)
looks.add_to(supervisor)

add_navigation("/supervision", N_("Supervision"), "eye-check", Role.SUPERVISOR)
add_tab("supervisor.journal", N_("Journal"), {Role.SUPERVISOR})


def register(app: Flask) -> None:
    """Register the pages."""
    register_looks(app)
    app.register_blueprint(supervisor)
