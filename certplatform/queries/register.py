"""The public register: one statement for a look-up, one keyset page for a search (R53)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    bindparam,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
)

from certplatform.db import dialect_name, reading_engine
from certplatform.domain.certificate import PENDING
from certplatform.domain.errors import Invalid
from certplatform.domain.grams import plain, wanted_grams
from certplatform.domain.numbering import mended_number
from certplatform.domain.wording import N_
from certplatform.domain.workflow.certificate import CERTIFICATE, EXPIRED
from certplatform.models.certificate import Certificate, CertificateRevision, StatusChange
from certplatform.models.organisation import ApprovedRange, Organisation
from certplatform.models.register import RegisterEntry
from certplatform.queries.page import COUNT_CAP, Page, before, decode_cursor, encode_cursor, is_id

PAGE_SIZE = 20
LONGEST_QUERY = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """What is searched for; "" does not matter."""

    q: str = ""
    grade: str = ""
    level: str = ""
    status: str = ""
    region: str = ""
    industry: str = ""
    body: str = ""
    viewpoint: str = ""


@cache
def _look_up(dialect: str) -> Any:
    """The statement of the certificate page, built once."""
    later = CertificateRevision.__table__.alias("later")
    revision = bindparam("revision", type_=CertificateRevision.revision.type)
    return (
        select(
            Certificate.number,
            Certificate.scheme,
            Certificate.state,
            Certificate.state_since_at,
            Certificate.expires_on,
            Certificate.issued_on,
            Certificate.revision.label("newest"),
            Certificate.next_surveillance_on,
            CertificateRevision.revision,
            CertificateRevision.content,
            CertificateRevision.pdf_sha256,
            select(func.min(later.c.entered_at))
            .where(
                later.c.certificate_id == Certificate.id,
                later.c.revision > CertificateRevision.revision,
            )
            .scalar_subquery()
            .label("superseded_at"),
            _history(dialect).label("history"),
            _ranges(dialect).label("ranges"),
        )
        .join(CertificateRevision, CertificateRevision.certificate_id == Certificate.id)
        .where(
            Certificate.number == bindparam("number"),
            CertificateRevision.state != PENDING,
            CertificateRevision.revision == func.coalesce(revision, Certificate.revision),
        )
    )


def _history(dialect: str) -> Any:
    pairs: tuple[Any, ...] = (
        literal_column("'id'"),
        StatusChange.id,
        literal_column("'status'"),
        StatusChange.status,
        literal_column("'since'"),
        StatusChange.since_on,
        literal_column("'code'"),
        StatusChange.reason_code,
    )
    lists, pair = _json_functions(dialect)
    return (
        select(lists(pair(*pairs)))
        .where(StatusChange.certificate_id == Certificate.id)
        .correlate(Certificate)
        .scalar_subquery()
    )


def _ranges(dialect: str) -> Any:
    """The grades that the body was approved for on the day of issue (R07)."""
    lists, _ = _json_functions(dialect)
    grades: Any = ApprovedRange.grades
    return (
        select(lists(func.json(grades) if dialect == "sqlite" else grades))
        .where(
            ApprovedRange.organisation_id == Certificate.body_id,
            ApprovedRange.scheme == Certificate.scheme,
            ApprovedRange.valid_from_on <= Certificate.issued_on,
            or_(
                ApprovedRange.valid_until_on.is_(None),
                ApprovedRange.valid_until_on >= Certificate.issued_on,
            ),
        )
        .correlate(Certificate)
        .scalar_subquery()
    )


def _json_functions(dialect: str) -> tuple[Any, Any]:
    if dialect == "sqlite":
        return func.json_group_array, func.json_object
    return func.json_agg, func.json_build_object


def look_up(number: str, revision: int | None = None) -> Row[Any] | None:
    """The certificate of a number, in its newest or a named revision: one statement."""
    with reading_engine().connect() as connection:
        return connection.execute(
            _look_up(connection.dialect.name), {"number": number, "revision": revision}
        ).first()


def by_digest(sha256: str) -> Any:
    """Number and revision of the issued file with this digest."""
    with reading_engine().connect() as connection:
        return connection.execute(
            select(Certificate.number, CertificateRevision.revision)
            .join(CertificateRevision, CertificateRevision.certificate_id == Certificate.id)
            .where(CertificateRevision.pdf_sha256 == sha256)
        ).first()


def complete_since() -> datetime | None:
    """When the first certificate was entered: since then the registry is complete."""
    with reading_engine().connect() as connection:
        return connection.scalar(select(func.min(CertificateRevision.entered_at)))


def listed(value: Any) -> list[Any]:
    """A list that one database hands over as text and the other as it is."""
    found = json.loads(value) if isinstance(value, str) else value
    return [json.loads(one) if isinstance(one, str) else one for one in found or []]


def present_status(today: date) -> ColumnElement[str]:
    """The status today as SQL: what has run out counts as expired before the nightly work."""
    over = (Certificate.expires_on < today) & Certificate.state.not_in(CERTIFICATE.final)
    return case((over, literal(EXPIRED)), else_=Certificate.state)


def search(asked: Asked, today: date, cursor: str = "", size: int = PAGE_SIZE) -> Page[Row[Any]]:
    """A page of the register, the latest entry first. Raises Invalid for a broken cursor."""
    query = _found(asked, today)
    order: tuple[Any, ...] = (RegisterEntry.entered_at, RegisterEntry.id)
    rest = query.where(before(order, _place(cursor))) if cursor else query
    with reading_engine().connect() as connection:
        rows = connection.execute(
            rest.order_by(*(column.desc() for column in order)).limit(size + 1)
        ).all()
        count = connection.scalar(
            select(func.count()).select_from(
                query.with_only_columns(RegisterEntry.id).limit(COUNT_CAP + 1).subquery()
            )
        )
    shown = rows[:size]
    following = encode_cursor([shown[-1].entered_at, shown[-1].id]) if len(rows) > size else ""
    return Page(shown, following, count or 0)


def _place(cursor: str) -> Sequence[Any]:
    at, key = decode_cursor(cursor, 2)
    try:
        read = datetime.fromisoformat(at)
        instant = read.astimezone(UTC) if read.tzinfo else None
    except (TypeError, ValueError, OverflowError):
        instant = None
    if instant is None or not is_id(key):
        raise Invalid(N_("This place in the list does not exist; start from its first page."))
    return (instant, key)


def _found(asked: Asked, today: date) -> Any:
    status = present_status(today)
    query = _lines(status)
    exact = {
        RegisterEntry.grade: asked.grade,
        RegisterEntry.level: asked.level,
        RegisterEntry.body_code: asked.body,
        status: asked.status,
    }
    for column, value in exact.items():
        if value:
            query = query.where(column == value)
    if asked.region:
        query = query.where(RegisterEntry.region.startswith(_region(asked.region), autoescape=True))
    if asked.industry:
        query = query.where(
            RegisterEntry.industry.startswith(asked.industry.upper(), autoescape=True)
        )
    if asked.viewpoint:
        query = query.where(
            RegisterEntry.viewpoints.contains(f",{asked.viewpoint},", autoescape=True)
        )
    return query.where(_text_condition(asked.q)) if asked.q.strip() else query


def _lines(status: ColumnElement[str]) -> Any:
    """The whole register, line by line."""
    return (
        select(
            RegisterEntry.id,
            RegisterEntry.entered_at,
            RegisterEntry.number,
            RegisterEntry.holder_name,
            RegisterEntry.holder_code,
            RegisterEntry.grade,
            RegisterEntry.level,
            RegisterEntry.region,
            RegisterEntry.industry,
            RegisterEntry.viewpoints,
            Organisation.name.label("body_name"),
            Organisation.short_code.label("body_code"),
            Certificate.scheme,
            Certificate.revision,
            Certificate.issued_on,
            Certificate.expires_on,
            status.label("status"),
        )
        .join(Certificate, Certificate.id == RegisterEntry.certificate_id)
        .join(Organisation, Organisation.id == Certificate.body_id)
    )


def _region(code: str) -> str:
    """A province is all codes that begin like it, a city too."""
    for zeros in ("0000", "00"):
        if code.endswith(zeros):
            return code.removesuffix(zeros)
    return code


def _text_condition(q: str) -> ColumnElement[bool]:
    """Number or code in full; or any part of name, number or code, found by its grams."""
    wanted = plain(q[:LONGEST_QUERY])
    if not wanted:
        return RegisterEntry.number == mended_number(q[:LONGEST_QUERY])
    grams = wanted_grams(wanted)
    if dialect_name() == "postgresql":
        indexed: Any = text(
            "string_to_array(register_entry.grams, ' ') @> CAST(:grams AS text[])"
        ).bindparams(grams=grams)
    else:
        indexed = text(
            "register_entry.id IN (SELECT rowid FROM register_search "
            "WHERE register_search MATCH :grams)"
        ).bindparams(grams=" ".join(f'"{gram}"' for gram in grams))
    found: ColumnElement[bool] = indexed & RegisterEntry.haystack.contains(wanted)
    return found
