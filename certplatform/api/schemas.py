"""The shapes of all answers of the interface, as JSON Schema (OpenAPI 3.1)."""

from collections.abc import Mapping
from typing import Any

from certplatform.domain.certificate import SUPERSEDED
from certplatform.domain.workflow.certificate import CERTIFICATE, PENDING
from certplatform.queries.notices import STATES

Shape = dict[str, Any]
TEXT: Shape = {"type": "string"}
WHOLE: Shape = {"type": "integer"}
FLAG: Shape = {"type": "boolean"}
DAY: Shape = {"type": "string", "format": "date"}
INSTANT: Shape = {"type": "string", "format": "date-time"}
ADDRESS: Shape = {"type": "string", "format": "uri"}
DIGEST: Shape = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
STATUS: Shape = {
    "type": "string",
    "enum": [*(one for one in CERTIFICATE.states if one != PENDING), SUPERSEDED],
}


def a(**properties: Shape) -> Shape:
    """An object with exactly these members."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def many(items: Shape) -> Shape:
    """A list."""
    return {"type": "array", "items": items}


def maybe(shape: Shape) -> Shape:
    """The shape, or null."""
    return {"anyOf": [shape, {"type": "null"}]}


def named(name: str) -> Shape:
    """A reference to a shape below."""
    return {"$ref": f"#/components/schemas/{name}"}


def paged(name: str) -> Shape:
    """A page of a list; `count` stops at 1001."""
    return a(items=many(named(name)), next_cursor=maybe(TEXT), count=WHOLE)


CODED = a(code=TEXT, name=TEXT)
CAPABILITY = a(name=TEXT, viewpoint=TEXT, level=TEXT)

CERTIFICATE_RECORD = a(
    number=TEXT,
    revision=WHOLE,
    status=STATUS,
    status_since=DAY,
    status_reason=TEXT,
    holder=a(name=TEXT, name_en=TEXT, uscc=TEXT, address=TEXT, region=TEXT, industry=TEXT),
    sites=many(a(name=TEXT, address=TEXT)),
    issuer=CODED,
    body=CODED,
    standard=TEXT,
    scope=TEXT,
    scope_en=TEXT,
    grade=TEXT,
    capabilities=many(CAPABILITY),
    first_issued=DAY,
    issued=DAY,
    expires=DAY,
    next_surveillance_due=maybe(DAY),
    history=many(a(status=STATUS, since=DAY, reason=TEXT)),
    verify_url=ADDRESS,
    pdf_url=ADDRESS,
    pdf_sha256=DIGEST,
)

SCHEMAS: Mapping[str, Shape] = {
    "Certificate": CERTIFICATE_RECORD,
    "CertificateLine": a(
        number=TEXT,
        revision=WHOLE,
        status=STATUS,
        holder=a(name=TEXT, uscc=TEXT, region=TEXT, industry=TEXT),
        body=CODED,
        standard=TEXT,
        grade=TEXT,
        level=TEXT,
        viewpoints=many(TEXT),
        issued=DAY,
        expires=DAY,
        verify_url=ADDRESS,
        pdf_url=ADDRESS,
    ),
    "CertificatePage": paged("CertificateLine"),
    "Notice": a(
        id=TEXT,
        state={"type": "string", "enum": list(STATES)},
        published=DAY,
        ends=DAY,
        provisional=FLAG,
        enterprise=TEXT,
        enterprise_en=TEXT,
        code=TEXT,
        body=TEXT,
        standard=TEXT,
        scope=TEXT,
        scope_en=TEXT,
        capabilities=many(CAPABILITY),
        grade=TEXT,
        decided_on=DAY,
        url=ADDRESS,
    ),
    "NoticePage": paged("Notice"),
    "Seal": a(
        valid=FLAG,
        signed=FLAG,
        intact=FLAG,
        whole_file_covered=FLAG,
        trusted=FLAG,
        signer=maybe(TEXT),
        signed_at=maybe(INSTANT),
        problem=maybe(TEXT),
    ),
    "Verification": a(
        seal=maybe(named("Seal")),
        sha256=maybe(DIGEST),
        issued_file=maybe(FLAG),
        status=maybe(STATUS),
        certificate=maybe(named("Certificate")),
    ),
    "Question": {
        "type": "object",
        "properties": {
            "number": TEXT,
            "revision": {"type": "integer", "minimum": 1, "maximum": 9999},
            "sha256": {"type": "string", "pattern": "^[0-9A-Fa-f]{64}$"},
        },
        "anyOf": [{"required": ["number"]}, {"required": ["sha256"]}],
    },
    "Problem": {
        "type": "object",
        "properties": {
            "type": TEXT,
            "status": WHOLE,
            "title": TEXT,
            "detail": TEXT,
            "number": TEXT,
            "complete_since": INSTANT,
        },
        "required": ["type", "status", "title"],
    },
}
