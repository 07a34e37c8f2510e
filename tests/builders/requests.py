"""Requests of tests: each begins as on a server, with nothing known of the one before."""

from flask import Flask, g


def _forget_the_request_before() -> None:
    """The pushed context outlives requests; without this the next one is still signed in."""
    for name in list(g):
        g.pop(name)


def keep_requests_apart(app: Flask) -> None:
    """Let an application whose context is pushed for a whole test forget between requests."""
    app.config["TESTING"] = True
    app.before_request_funcs.setdefault(None, []).insert(0, _forget_the_request_before)
