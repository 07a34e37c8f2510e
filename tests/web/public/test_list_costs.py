"""The public lists cost the same statements for 3 rows and for a full page."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Table, insert, inspect, select

from certplatform.db import session
from certplatform.domain.workflow.certificate import PENDING
from certplatform.models.base import Base, new_address
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate, CertificateRevision
from certplatform.models.publicity import PublicNotice
from certplatform.models.register import RegisterEntry
from certplatform.settings import Settings
from tests.builders.certified import Snapshot, copied, found_again
from tests.builders.people import World
from tests.builders.statements import cost

LONG_OVER = {
    "first_issued_on": date(2020, 1, 2),
    "issued_on": date(2020, 1, 2),
    "expires_on": date(2023, 1, 1),
}
FEW, MANY = 3, 19  # a page of the register holds 20 rows


@pytest.fixture
def settings(settings: Settings, certified: Snapshot) -> Settings:
    return copied(settings, certified)


@pytest.fixture
def world(app: Flask, certified: Snapshot) -> World:
    assert app.testing
    return found_again(certified)


def again(model: type[Base], **other: object) -> int:
    """A second row like the only one there was, different in what has to differ."""
    table = inspect(model).local_table
    assert isinstance(table, Table)
    row = dict(session.execute(select(table).order_by(table.c.id).limit(1)).mappings().one())
    del row["id"]
    if "public_id" in row:
        row["public_id"] = new_address()
    return session.execute(insert(table).values(**row | other)).inserted_primary_key[0]


def more_of_everything(first: int, count: int) -> None:
    """Cases, each with its notice, certificate and line of the register."""
    content = session.scalars(select(PublicNotice.content).limit(1)).one()
    for number in range(first, first + count):
        digest = f"{number:064d}"
        case = again(Case, number=f"P{number:05d}", case_type="surveillance", state="planning")
        again(PublicNotice, case_id=case, content=content | {"enterprise": f"P{number:05d}"})
        name = f"CP-{number:05d}"
        certificate = again(Certificate, number=name, state=PENDING, **LONG_OVER)
        revision = again(
            CertificateRevision,
            certificate_id=certificate,
            case_id=case,
            pdf_sha256=digest,
        )
        again(RegisterEntry, certificate_id=certificate, revision_id=revision, number=name)
    session.commit()


@pytest.mark.parametrize("url", ["/registry", "/notices", "/api/v1/certificates"])
def test_a_public_list_costs_as_much_for_a_full_page_as_for_few_rows(
    client: FlaskClient, world: World, url: str
) -> None:
    assert world.people
    more_of_everything(0, FEW)
    few = cost(client, url)
    more_of_everything(FEW, MANY - FEW)
    assert client.get(url).text.count("P00018" if url == "/notices" else "CP-00018") > 0
    assert cost(client, url) == few
