"""The description of the interface: OpenAPI 3.1 of all of /api."""

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from certplatform.api.answers import answer
from certplatform.api.schemas import SCHEMAS, STATUS, TEXT, Shape, named
from certplatform.extensions import EVERYBODY, audience, house, without_session
from certplatform.queries.notices import STATES
from certplatform.registry.reply import JSON, PROBLEM, reply
from certplatform.registry.search import ASKED

VERSION = "1.0.0"
MEANINGS = {
    200: "As asked",
    304: "Nothing has changed since the tag sent along",
    400: "Not understood",
    404: "Not in this registry; the body says since when it is complete",
    413: "The file is too large",
    415: "Nothing that could be verified was sent",
    422: "Sent, but not usable",
    429: "Too often",
}
SEARCH_HINTS = {
    "q": "Number, social credit code, or any part of a name",
    "region": "Code of GB/T 2260; a province or city stands for all below it",
    "industry": "Code of GB/T 4754 or its beginning",
    "body": "Code of the assessment body in certificate numbers",
}


@audience(EVERYBODY)
@without_session
def openapi() -> Response:
    """The description itself."""
    return answer(reply(description(house().settings.address)))


def description(address: str) -> dict[str, Any]:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "certplatform public interface",
            "version": VERSION,
            "description": "Certificates with their present status, public notices, verification.",
        },
        "servers": [{"url": address}],
        "paths": {
            "/api/v1/certificates": {"get": _certificates()},
            "/api/v1/certificates/{number}": {"get": _certificate()},
            "/api/v1/notices": {"get": _notices()},
            "/api/v1/verify": {"post": _verify()},
            "/api/openapi.json": {"get": _itself()},
        },
        "components": {"schemas": dict(SCHEMAS)},
    }


def _query(name: str, schema: Shape, told: str = "") -> Shape:
    more = {"description": told} if told else {}
    return {"name": name, "in": "query", "required": False, "schema": schema, **more}


def _paging() -> list[Shape]:
    return [_query("cursor", TEXT, "`next_cursor` of the page before; without it the first page")]


def _answers(shape: str, *problems: int, tagged: bool = True) -> Shape:
    found: Shape = {
        "200": {"description": MEANINGS[200], "content": {JSON: {"schema": named(shape)}}}
    }
    if tagged:
        found["304"] = {"description": MEANINGS[304]}
    for status in problems:
        found[str(status)] = {
            "description": MEANINGS[status],
            "content": {PROBLEM: {"schema": named("Problem")}},
        }
    return found


def _certificates() -> Shape:
    asked = [
        _query(name, STATUS if name == "status" else TEXT, SEARCH_HINTS.get(name, ""))
        for name in ASKED
    ]
    limit = _query("limit", {"type": "integer", "minimum": 1, "maximum": 100, "default": 20})
    return {
        "operationId": "listCertificates",
        "summary": "Search the registry, the latest entry first",
        "parameters": [*asked, *_paging(), limit],
        "responses": _answers("CertificatePage", 422),
    }


def _certificate() -> Shape:
    return {
        "operationId": "getCertificate",
        "summary": "One certificate with its present status and history",
        "parameters": [
            {"name": "number", "in": "path", "required": True, "schema": TEXT},
            _query("r", {"type": "integer", "minimum": 1}, "A revision; without it the newest"),
        ],
        "responses": _answers("Certificate", 404),
    }


def _notices() -> Shape:
    state = _query("state", {"type": "string", "enum": list(STATES)})
    return {
        "operationId": "listNotices",
        "summary": "Public notices, the latest first",
        "parameters": [_query("q", TEXT, "Part of the enterprise's name"), state, *_paging()],
        "responses": _answers("NoticePage", 422),
    }


def _verify() -> Shape:
    file: Shape = {"type": "string", "contentMediaType": "application/pdf"}
    form: Shape = {"type": "object", "properties": {"file": file}, "required": ["file"]}
    return {
        "operationId": "verify",
        "summary": "Seal, digest of the whole file, and present status, each by itself",
        "requestBody": {
            "required": True,
            "content": {
                JSON: {"schema": named("Question")},
                "application/pdf": {"schema": file},
                "multipart/form-data": {"schema": form},
            },
        },
        "responses": _answers("Verification", 400, 413, 415, 422, 429, tagged=False),
    }


def _itself() -> Shape:
    return {
        "operationId": "getDescription",
        "summary": "This description",
        "responses": {
            "200": {
                "description": MEANINGS[200],
                "content": {JSON: {"schema": {"type": "object"}}},
            },
            "304": {"description": MEANINGS[304]},
        },
    }


def add_to(api: Blueprint) -> None:
    """Add these endpoints."""
    api.add_url_rule("/openapi.json", view_func=openapi)
