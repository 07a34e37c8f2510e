"""What is sent to the database while something happens."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask.testing import FlaskClient
from sqlalchemy import event

from certplatform.db import db, session


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that the block sends."""
    sent: list[str] = []

    def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def cost(client: FlaskClient, url: str) -> int:
    """How many statements a page takes, once everything that is kept is kept."""
    client.get(url)
    session.rollback()
    session.expire_all()
    with counted() as sent:
        answer = client.get(url)
    assert answer.status_code == 200, f"{url} answers {answer.status_code}"
    return len(sent)
