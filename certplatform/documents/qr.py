"""What the QR code says: an address for every phone, and a signed token for whoever has the keys.

The code holds `PUBLIC_URL/c/<number>?r=<revision>#<token>`. The fragment never reaches the
server. The token is a compact JWS (ES256, `kid` = RFC 7638 thumbprint of the key) over the
claims of `TokenClaims`; `sha256` is that of the certificate's record in RFC 8785 form.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any
from urllib.parse import quote

import rfc8785
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

ALGORITHM = "ES256"


class BadToken(ValueError):
    """A token was not signed by any of the given keys, or says nothing we know."""


@dataclass(frozen=True, slots=True)
class TokenClaims:
    """What a token says about a certificate; dates as YYYY-MM-DD."""

    number: str
    revision: int
    holder: str
    standard: str
    grade: str
    issued: str
    expires: str
    sha256: str


def canonical(record: Mapping[str, Any]) -> bytes:
    """A record in RFC 8785 form: one way only to write it, so that digests can be compared."""
    return rfc8785.dumps(dict(record))


def record_digest(record: Mapping[str, Any]) -> str:
    """The SHA-256 of a record in RFC 8785 form, in hexadecimal digits."""
    return hashlib.sha256(canonical(record)).hexdigest()


def claims_of(record: Mapping[str, Any]) -> TokenClaims:
    """The claims of a certificate's record (see `domain.certificate.record`)."""
    return TokenClaims(
        number=record["number"],
        revision=record["revision"],
        holder=record["holder"]["uscc"],
        standard=record["standard"],
        grade=record["grade"],
        issued=record["issued"],
        expires=record["expires"],
        sha256=record_digest(record),
    )


def make_token(claims: TokenClaims, key: ECKey) -> str:
    """Sign the claims. Two signatures of the same claims differ: keep the first."""
    payload = json.dumps(asdict(claims), ensure_ascii=False, separators=(",", ":"))
    header = {"alg": ALGORITHM, "kid": key.thumbprint()}
    return jws.serialize_compact(header, payload.encode(), key, algorithms=[ALGORITHM])


def check_token(token: str, published: Mapping[str, Any]) -> TokenClaims:
    """Check a token against a published key set (JWKS), without the network.

    Raises BadToken for whatever is not a genuine token.
    """
    try:
        keys = KeySet.import_key_set({"keys": list(published["keys"])})
        checked = jws.deserialize_compact(token.encode(), keys, algorithms=[ALGORITHM])
        said = json.loads(checked.payload)
        claims = TokenClaims(**{field.name: said[field.name] for field in fields(TokenClaims)})
        _ = date.fromisoformat(claims.issued), date.fromisoformat(claims.expires)
    except (JoseError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadToken(f"{type(error).__name__}: {error}") from error
    return claims


def jwks(keys: Iterable[ECKey]) -> dict[str, Any]:
    """The public halves of keys, present first, as a JWKS document."""
    published = []
    for key in keys:
        public = key.as_dict(private=False)
        published.append({**public, "kid": key.thumbprint(), "alg": ALGORITHM, "use": "sig"})
    return {"keys": published}


def page_url(public_url: str, number: str, revision: int) -> str:
    """The address of a certificate's public page, saying which revision one looks at."""
    return f"{public_url.rstrip('/')}/c/{quote(number, safe='')}?r={revision}"


def qr_content(public_url: str, number: str, revision: int, token: str) -> str:
    """What the QR code holds."""
    return f"{page_url(public_url, number, revision)}#{token}"
