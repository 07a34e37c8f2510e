"""`certplatform doctor`: what is wrong with an installation, and how to mend it."""

import smtplib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError

from certplatform import schema
from certplatform.cli.instance import for_machines, in_folder, say, settings_for
from certplatform.documents.fonts import load_fonts
from certplatform.documents.keyring import published_keys, trusted
from certplatform.documents.keys import is_demo
from certplatform.factory import create_app
from certplatform.jobs.worker import waiting
from certplatform.settings import Settings
from certplatform.storage import NoSuchFile, open_store

PROBE = b"certplatform doctor"
TIMEOUT_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of the installation: fit or not, what is so, how to mend it."""

    part: str
    fit: bool
    what: str
    cure: str = ""


@click.command()
@in_folder
@for_machines
def doctor(folder: Path | None, as_json: bool) -> None:
    """Look at configuration, migrations, keys, fonts, storage, queue and mail."""
    settings = settings_for(folder)
    findings = list(examine(settings))
    for one in findings:
        mark = "ok  " if one.fit else "WRONG"
        text = f"{mark} {one.part}: {one.what}" + (f"\n      mend: {one.cure}" if one.cure else "")
        say(text, as_json, part=one.part, ok=one.fit, what=one.what, cure=one.cure)
    if not all(one.fit for one in findings):
        raise SystemExit(1)


def examine(settings: Settings) -> Iterator[Finding]:
    """Every part in turn; a part that cannot even be looked at is wrong."""
    parts: dict[str, Callable[[Settings], Finding]] = {
        "configuration": _configuration,
        "database": _database,
        "keys": _keys,
        "fonts": _fonts,
        "storage": _storage,
        "queue": _queue,
        "outbox": _outbox,
        "mail": _mail,
    }
    for name, look in parts.items():
        try:
            yield look(settings)
        except (OSError, ValueError, RuntimeError, SQLAlchemyError) as error:
            yield Finding(name, fit=False, what=str(error)[:300], cure="see the message")


def _configuration(settings: Settings) -> Finding:
    wrong = settings.check()
    if settings.environment == "production":
        return Finding("configuration", not wrong, " ".join(wrong) or "fit for production")
    what = "a demonstration" + (f"; for production: {' '.join(wrong)}" if wrong else "")
    return Finding("configuration", fit=True, what=what)


def _database(settings: Settings) -> Finding:
    engine = create_engine(settings.database)
    engine.connect().close()
    engine.dispose()
    present, newest = schema.revisions(settings.database)
    if present == newest:
        return Finding("database", fit=True, what=f"at revision {present}")
    what = f"at revision {present or 'none'}, the newest is {newest}"
    return Finding("database", fit=False, what=what, cure="start `certplatform serve` once")


def _keys(settings: Settings) -> Finding:
    certificates, count = trusted(settings), len(published_keys(settings)["keys"])
    demo = any(is_demo(one) for one in certificates)
    until = min(one.not_valid_after_utc for one in certificates).date().isoformat()
    what = f"seal certificate until {until}, {count} token keys" + (", demo keys" if demo else "")
    fit = not (demo and settings.environment == "production")
    return Finding("keys", fit, what, "" if fit else "set SEAL_KEY, SEAL_CERT and TOKEN_KEY")


def _fonts(settings: Settings) -> Finding:
    del settings
    load_fonts()
    return Finding("fonts", fit=True, what="loaded")


def _storage(settings: Settings) -> Finding:
    store = open_store(settings.storage_url, settings.instance / "files")
    try:
        whole = store.get(store.put(PROBE)) == PROBE
    except NoSuchFile:
        whole = False
    return Finding("storage", whole, "writes and reads" if whole else "does not keep what it gets")


def _queue(settings: Settings) -> Finding:
    if not settings.redis_url:
        return Finding("queue", fit=True, what="none; jobs run beside the web process")
    try:
        Redis.from_url(settings.redis_url, socket_timeout=TIMEOUT_SECONDS).ping()
    except RedisError as error:
        return Finding("queue", fit=False, what=str(error), cure="start Redis or mend REDIS_URL")
    return Finding("queue", fit=True, what="Redis answers")


def _outbox(settings: Settings) -> Finding:
    with create_app(settings).app_context():
        left, failed = waiting()
    what = f"{left} reactions wait, {failed} of them failed"
    cure = "look at the problems in the table `reaction`" if failed else ""
    return Finding("outbox", not failed, what, cure)


def _mail(settings: Settings) -> Finding:
    if not settings.mail_url:
        return Finding("mail", fit=True, what=f"written to {settings.instance / 'mail'}")
    place = urlsplit(settings.mail_url)
    kind = smtplib.SMTP_SSL if place.scheme == "smtps" else smtplib.SMTP
    with kind(place.hostname or "localhost", place.port or 0, timeout=TIMEOUT_SECONDS) as server:
        server.noop()
    return Finding("mail", fit=True, what=f"{place.hostname} answers")
