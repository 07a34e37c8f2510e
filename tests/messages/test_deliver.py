"""What people are told: composed once per person, sent once, in their language, without secrets."""

import smtplib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.actors import Role
from certplatform.domain.facts import Fact, MailWanted, fact_from
from certplatform.extensions import House, house
from certplatform.messages import deliver
from certplatform.messages.deliver import send_link, tell
from certplatform.models.case import Case
from certplatform.models.outbox import SentMessage, StoredFact
from certplatform.models.person import OneTimeLink, Person
from certplatform.process.register_people import ask_reset
from certplatform.queries.one_time_links import link_for
from tests.builders.application import submitted_case
from tests.builders.people import World, a_person, a_world


@pytest.fixture
def world(app: object) -> World:
    del app
    return a_world()


@pytest.fixture
def case(world: World) -> Case:
    """A submitted case; two officers of its body are to be told, one of them in English."""
    second = a_person("second_officer", "Ann Officer", world.body, Role.CASE_OFFICER)
    case = submitted_case(world)
    session.get_one(Person, second.id).locale = "en"
    session.commit()
    return case


def stored(name: str) -> tuple[int, Fact]:
    """The latest fact of a name with its id."""
    row = session.scalars(
        select(StoredFact).where(StoredFact.name == name).order_by(StoredFact.id.desc()).limit(1)
    ).one()
    return row.id, fact_from(row.name, row.payload)


def sent() -> list[SentMessage]:
    session.expire_all()
    return list(session.scalars(select(SentMessage).order_by(SentMessage.id)))


def mails() -> dict[str, EmailMessage]:
    """The mails in the folder by their receiver."""
    folder = house().settings.instance / "mail"
    read = [
        cast("EmailMessage", message_from_bytes(file.read_bytes(), policy=policy.default))
        for file in sorted(folder.glob("*.eml"))
    ]
    return {str(one["To"]): one for one in read}


def test_everybody_concerned_gets_one_mail_in_their_own_language(case: Case, world: World) -> None:
    tell(*stored("ApplicationSubmitted"))
    chinese = mails()[world.case_officer.email]
    english = mails()["second-officer@people.example.cn"]
    assert len(mails()) == 2
    assert "申请" in str(chinese["Subject"])
    assert "application of" in str(english["Subject"])
    assert case.number in str(chinese["Subject"])
    for mail in (chinese, english):
        body = mail.get_content()
        assert case.enterprise.name in body
        assert f"http://127.0.0.1:8000/cases/{case.public_id}" in body
        assert "%(" not in body
        assert str(mail["From"]) == house().settings.mail_from
        assert mail.get_content_type() == "text/plain"


def test_telling_again_composes_and_sends_nothing_new(case: Case) -> None:
    del case
    told = stored("ApplicationSubmitted")
    tell(*told)
    before = [(one.id, one.sent_at) for one in sent()]
    ids = [str(one["Message-ID"]) for one in mails().values()]
    tell(*told)
    assert [(one.id, one.sent_at) for one in sent()] == before
    assert [str(one["Message-ID"]) for one in mails().values()] == ids
    assert len(set(ids)) == 2


def test_a_post_that_fails_midway_sends_only_the_rest_the_next_time(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    del case
    told, posted, honest = stored("ApplicationSubmitted"), [], deliver._post

    def fails_at_the_second(key: str, address: str, subject: str, body: str) -> None:
        if posted:
            raise OSError("the post is closed")
        posted.append(address)
        honest(key, address, subject, body)

    monkeypatch.setattr(deliver, "_post", fails_at_the_second)
    with pytest.raises(OSError, match="closed"):
        tell(*told)
    session.rollback()
    assert [one.sent_at is None for one in sent()] == [False, True]
    again: list[str] = []
    monkeypatch.setattr(deliver, "_post", lambda _key, address, *_: again.append(address))
    tell(*told)
    assert again == [one.address for one in sent() if one.address not in posted]
    assert all(one.sent_at for one in sent())


def test_what_was_composed_once_stays_as_it_was(
    case: Case, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person whose name or address changes meanwhile is not told something else."""
    told = stored("ApplicationSubmitted")

    def closed(*_: str) -> None:
        raise OSError("the post is closed")

    monkeypatch.setattr(deliver, "_post", closed)
    with pytest.raises(OSError, match="closed"):
        tell(*told)
    session.rollback()
    before = [(one.address, one.subject, one.body) for one in sent()]
    session.get_one(Person, world.case_officer.id).email = "moved@people.example.cn"
    session.commit()
    monkeypatch.undo()
    tell(*told)
    assert [(one.address, one.subject, one.body) for one in sent()] == before
    assert "moved@people.example.cn" not in mails()
    assert case.number in before[0][1]


def test_nobody_outside_the_case_is_told(case: Case, world: World) -> None:
    del case
    tell(*stored("ApplicationSubmitted"))
    told = {one.person_id for one in sent()}
    assert world.other_officer.id not in told
    assert world.applicant.id not in told


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r", "\x85", "\u2028", "\v"])
def test_a_name_with_a_line_break_cannot_add_a_header(
    world: World, case: Case, ending: str
) -> None:
    world.enterprise.name = f"泉城{ending}Bcc: everybody@example.cn"
    session.commit()
    tell(*stored("ApplicationSubmitted"))
    for mail in mails().values():
        assert mail["Bcc"] is None
        assert len(mail.get_all("Subject") or []) == 1
    assert case.id


@pytest.mark.parametrize(("locale", "words"), [("zh_CN", "密码"), ("en", "Set a new password")])
def test_a_one_time_link_is_sent_but_never_kept(world: World, locale: str, words: str) -> None:
    session.get_one(Person, world.applicant.id).locale = locale
    session.commit()
    ask_reset(world.applicant.email)
    fact_id, fact = stored("MailWanted")
    assert isinstance(fact, MailWanted)
    send_link(fact_id, fact)
    link = link_for(session.get_one(OneTimeLink, fact.token_id))
    mail = mails()[world.applicant.email]
    assert link in mail.get_content()
    assert words in str(mail["Subject"]) + mail.get_content()
    token = link.rsplit("/", 1)[1]
    kept = [sent()[-1].body, sent()[-1].subject, *(str(one.payload) for one in facts())]
    assert all(token not in one and token.split("-")[1] not in one for one in kept)


def facts() -> list[StoredFact]:
    return list(session.scalars(select(StoredFact)))


def test_a_one_time_link_is_sent_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ask_reset(world.applicant.email)
    fact_id, fact = stored("MailWanted")
    posted: list[str] = []
    monkeypatch.setattr(deliver, "_post", lambda _key, address, *_: posted.append(address))
    for _ in range(2):
        send_link(fact_id, cast("MailWanted", fact))
    assert posted == [world.applicant.email]


# -- a post office of our own -------------------------------------------------------------------


@dataclass
class PostOffice:
    """The least SMTP server there is: one connection after the other, each mail kept."""

    listener: socket.socket
    refuse: bool = False
    received: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.listener.getsockname()[1]}"

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as stream:
                self._talk(stream)

    def _talk(self, stream: object) -> None:
        line = cast("socket.SocketIO", stream)

        def say(words: bytes) -> None:
            line.write(words + b"\r\n")
            line.flush()

        say(b"220 post")
        while command := line.readline().strip().upper():
            if command.startswith(b"DATA") and not self.refuse:
                say(b"354 go on")
                self.received.append(b"".join(iter(line.readline, b".\r\n")))
                say(b"250 kept")
            elif command.startswith(b"RCPT") and self.refuse:
                say(b"550 no such box")
            else:
                say(b"221 bye" if command.startswith(b"QUIT") else b"250 ok")


@pytest.fixture
def post_office(app: Flask) -> Iterator[PostOffice]:
    """The application sends by SMTP to a server that lives as long as the test."""
    office = PostOffice(socket.create_server(("127.0.0.1", 0)))
    worker = threading.Thread(target=office.serve, daemon=True)
    worker.start()
    present: House = app.extensions["house"]
    settings = present.settings.model_copy(update={"mail_url": office.url})
    app.extensions["house"] = replace(present, settings=settings)
    yield office
    office.listener.shutdown(socket.SHUT_RDWR)
    office.listener.close()
    worker.join(timeout=10)


def test_by_smtp_the_mail_arrives_whole(post_office: PostOffice, case: Case) -> None:
    tell(*stored("ApplicationSubmitted"))
    arrived = [message_from_bytes(one, policy=policy.default) for one in post_office.received]
    assert len(arrived) == 2
    assert any(case.enterprise.name in one.get_content() for one in arrived)
    assert not Path(house().settings.instance / "mail").exists()
    tell(*stored("ApplicationSubmitted"))
    assert len(post_office.received) == 2


def test_a_mail_that_smtp_refuses_waits_for_the_next_time(
    post_office: PostOffice, case: Case
) -> None:
    del case
    post_office.refuse = True
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        tell(*stored("ApplicationSubmitted"))
    session.rollback()
    assert all(one.sent_at is None for one in sent())
    post_office.refuse = False
    tell(*stored("ApplicationSubmitted"))
    assert all(one.sent_at for one in sent())
