"""Whether we are alive, and whether all we need is there."""

from flask import Blueprint, jsonify
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from certplatform.db import reading_engine
from certplatform.extensions import house
from certplatform.logbook import log
from certplatform.storage import digest
from certplatform.web.guards import EVERYBODY, audience, without_session

SECONDS = 2


@audience(EVERYBODY)
@without_session
def healthz() -> Response:
    """Alive."""
    return jsonify(status="ok")


@audience(EVERYBODY)
@without_session
def readyz() -> Response:
    """Ready: database, queue and storage answer."""
    checks = {"database": _database(), "queue": _queue(), "storage": _storage()}
    ready = all(checks.values())
    answer = jsonify(
        status="ready" if ready else "not ready",
        **{name: "ok" if passed else "failed" for name, passed in checks.items()},
    )
    answer.status_code = 200 if ready else 503
    return answer


def _database() -> bool:
    try:
        with reading_engine().connect() as connection:
            return bool(connection.scalar(text("SELECT 1")) == 1)
    except SQLAlchemyError as error:
        log().error("not_ready", part="database", problem=str(error))
        return False


def _queue() -> bool:
    address = house().settings.redis_url
    if not address:
        return True
    try:
        with Redis.from_url(address, socket_timeout=SECONDS, socket_connect_timeout=SECONDS) as one:
            return bool(one.ping())
    except RedisError as error:
        log().error("not_ready", part="queue", problem=str(error))
        return False


def _storage() -> bool:
    try:
        house().store.has(digest(b""))
    except Exception as error:  # noqa: BLE001 - each store has its own faults; none is ready
        log().error("not_ready", part="storage", problem=str(error))
        return False
    return True


def add_to(public: Blueprint) -> None:
    """Add these pages."""
    public.add_url_rule("/healthz", view_func=healthz)
    public.add_url_rule("/readyz", view_func=readyz)
