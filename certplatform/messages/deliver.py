"""Composing once per fact and person, and handing over to the post."""

import hashlib
import smtplib
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

from certplatform.db import session
from certplatform.domain.facts import Fact, MailWanted
from certplatform.extensions import house
from certplatform.messages.catalogue import LINKS, MESSAGES
from certplatform.messages.compose import fields_of, recipients, words
from certplatform.models.outbox import SentMessage
from certplatform.models.person import OneTimeLink, Person
from certplatform.process.mail import Composed, keep_composed, mark_sent
from certplatform.queries.one_time_links import link_for

TIMEOUT_SECONDS = 10


def tell(fact_id: int, fact: Fact) -> None:
    """Compose what is not composed yet, then send what is not sent yet."""
    message = MESSAGES[fact.name]
    fields, url = fields_of(fact)
    composed = [
        Composed(person.id, person.email, *words(message, fields, url, person.locale))
        for person in recipients(message, fact)
    ]
    for message_id in keep_composed(fact_id, fact.case_id, composed):
        row = session.get_one(SentMessage, message_id)
        _post(f"{row.fact_id}-{row.person_id}", row.address, row.subject, row.body)
        mark_sent(message_id)


def send_link(fact_id: int, fact: MailWanted) -> None:
    """Send a one-time link. The record of what was sent leaves the link out: it is a secret."""
    message = LINKS[fact.purpose]
    link = session.get_one(OneTimeLink, fact.token_id)
    person = session.get(Person, link.person_id) if link.person_id else None
    locale = person.locale if person else house().settings.default_locale
    subject, body = words(message, {}, link_for(link), locale)
    kept = Composed(link.person_id, link.email, subject, body.split("\n\n", maxsplit=1)[0])
    for message_id in keep_composed(fact_id, 0, [kept]):
        _post(f"{fact_id}-link", link.email, subject, body)
        mark_sent(message_id)


def _post(key: str, address: str, subject: str, body: str) -> None:
    settings = house().settings
    mail = EmailMessage()
    mail["From"] = settings.mail_from
    mail["To"] = address
    mail["Subject"] = subject
    mail["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@certplatform>"
    mail.set_content(body)
    if settings.mail_url:
        _smtp(settings.mail_url, mail)
    else:
        _into_folder(settings.instance / "mail", key, mail)


def _into_folder(folder: Path, key: str, mail: EmailMessage) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{key}.eml").write_bytes(mail.as_bytes())


def _smtp(url: str, mail: EmailMessage) -> None:
    place = urlsplit(url)
    kind = smtplib.SMTP_SSL if place.scheme == "smtps" else smtplib.SMTP
    with kind(place.hostname or "localhost", place.port or 0, timeout=TIMEOUT_SECONDS) as server:
        if place.scheme == "smtp+starttls":
            server.starttls()
        if place.username:
            server.login(unquote(place.username), unquote(place.password or ""))
        server.send_message(mail)
