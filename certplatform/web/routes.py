"""All pages, in the order of the process. Every actor's pages register themselves here."""

from flask import Blueprint, Flask

from certplatform.web import (
    account,
    admin,
    application_view,
    assessor,
    body,
    capsule_file,
    committee,
    enterprise,
    files,
    information,
    public,
    regulator,
    supervisor,
    work,
)
from certplatform.web.guards import forgotten, guard
from certplatform.web.typed import RowNumber

web = Blueprint("web", __name__)
work.add_to(web)
application_view.add_to(web)
files.add_to(web)
capsule_file.add_to(web)
information.add_to(web)


def register(app: Flask) -> None:
    """Register every actor's pages and the guard before them."""
    app.url_map.converters["int"] = RowNumber
    app.before_request(guard)
    app.teardown_request(forgotten)
    app.register_blueprint(web)
    account.register(app)
    public.register(app)
    enterprise.register(app)
    body.register(app)
    assessor.register(app)
    committee.register(app)
    regulator.register(app)
    supervisor.register(app)
    admin.register(app)
