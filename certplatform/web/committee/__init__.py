"""The pages of the committee: secretariat, reviewers, panel, handlers."""

from flask import Blueprint, Flask

from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.web.committee import (
    appeals,
    ballot,
    certificates,
    certificates_validity,
    compliance_review,
    confirmation,
    dossier,
    experts,
    notices,
    objections,
    recheck,
    sessions,
)
from certplatform.web.context import add_navigation

committee = Blueprint("committee", __name__, url_prefix="/committee")
for part in (
    dossier,
    experts,
    compliance_review,
    confirmation,
    recheck,
    ballot,
    objections,
    sessions,
    notices,
    certificates,
    certificates_validity,
    appeals,
):
    part.add_to(committee)

add_navigation("/committee/sessions", N_("Panel"), "users-group", Role.SECRETARIAT, Role.SUPERVISOR)
add_navigation(
    "/committee/notices", N_("Public notices"), "speakerphone", Role.SECRETARIAT, Role.SUPERVISOR
)
add_navigation(
    "/committee/certificates", N_("Certificates"), "certificate", Role.SECRETARIAT, Role.SUPERVISOR
)
add_navigation(
    "/committee/appeals",
    N_("Appeals and complaints"),
    "gavel",
    Role.SECRETARIAT,
    Role.SUPERVISOR,
    Role.COMMITTEE_POOL,
)


def register(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(committee)
