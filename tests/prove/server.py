"""The site for the races: the real application, its clock set by the one who races."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from certplatform import clock
from certplatform.factory import create_app
from tests.prove.town import tiny

tiny()
app = create_app()
HEADER = "HTTP_X_RACE_AT"


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answer at the moment that the request names."""
    with clock.simulated(datetime.fromisoformat(environ[HEADER])):
        return list(app.wsgi_app(environ, start))
