"""The token of the QR code: signed, checkable without the network, refused when touched."""

import base64
import hashlib
import json
from dataclasses import asdict, replace

import pytest
from joserfc import jws
from joserfc.jwk import ECKey
from qrcode import constants, util
from qrcode.main import QRCode

from certplatform.documents.keys import load_token_key, make_demo_token_key
from certplatform.documents.mask import lines_of, penalty
from certplatform.documents.qr import (
    BadToken,
    TokenClaims,
    canonical,
    check_token,
    claims_of,
    jwks,
    make_token,
    page_url,
    qr_content,
    record_digest,
)
from certplatform.documents.symbol import modules
from tests.documents.examples import CERTIFICATE, record_of

RECORD = record_of(CERTIFICATE)


@pytest.fixture
def token(token_key: ECKey) -> str:
    return make_token(claims_of(RECORD), token_key)


def test_a_token_says_what_the_certificate_says(token: str, token_key: ECKey) -> None:
    said = check_token(token, jwks([token_key]))
    assert said == TokenClaims(
        number="SLXK-001-20-00017",
        revision=1,
        holder="91110108MA01ABCD2X",
        standard="GB/T 23001-2017",
        grade="AAA",
        issued="2020-03-16",
        expires="2023-03-15",
        sha256=hashlib.sha256(canonical(RECORD)).hexdigest(),
    )


def test_a_token_names_its_key_by_thumbprint(token: str, token_key: ECKey) -> None:
    header = json.loads(base64.urlsafe_b64decode(token.split(".", maxsplit=1)[0] + "=="))
    assert header == {"alg": "ES256", "kid": token_key.thumbprint()}


def test_a_token_of_a_retired_key_still_counts(token: str, token_key: ECKey) -> None:
    present = load_token_key(make_demo_token_key())
    assert check_token(token, jwks([present, token_key])).number == CERTIFICATE.number


def test_a_token_of_an_unknown_key_is_refused(token: str) -> None:
    with pytest.raises(BadToken):
        check_token(token, jwks([load_token_key(make_demo_token_key())]))


def test_a_token_with_any_other_claim_is_refused(token: str, token_key: ECKey) -> None:
    head, _, signature = token.split(".")
    better = asdict(replace(claims_of(RECORD), grade="AAAAA"))
    body = base64.urlsafe_b64encode(json.dumps(better).encode()).rstrip(b"=").decode()
    with pytest.raises(BadToken):
        check_token(f"{head}.{body}.{signature}", jwks([token_key]))


@pytest.mark.parametrize("garbage", ["", "a.b.c", "...", "eyJhbGciOiJub25lIn0.e30.", "x" * 9999])
def test_garbage_is_refused(garbage: str, token_key: ECKey) -> None:
    with pytest.raises(BadToken):
        check_token(garbage, jwks([token_key]))


def test_a_signed_token_about_something_else_is_refused(token_key: ECKey) -> None:
    header = {"alg": "ES256", "kid": token_key.thumbprint()}
    other = jws.serialize_compact(header, b'{"number": "1"}', token_key, algorithms=["ES256"])
    with pytest.raises(BadToken):
        check_token(other, jwks([token_key]))


def test_the_published_keys_hold_nothing_private(token_key: ECKey) -> None:
    (key,) = jwks([token_key])["keys"]
    assert "d" not in key
    assert key["kid"] == token_key.thumbprint()


def test_the_digest_does_not_depend_on_the_order_of_the_record() -> None:
    assert record_digest(dict(reversed(RECORD.items()))) == record_digest(RECORD)
    assert record_digest({**RECORD, "grade": "AA"}) != record_digest(RECORD)


def test_the_code_opens_the_page_and_carries_the_token_behind_the_hash() -> None:
    assert qr_content("https://c.example.org/", "X-1", 2, "a.b.c") == (
        "https://c.example.org/c/X-1?r=2#a.b.c"
    )
    assert page_url("https://c.example.org", "X/1 2", 1).endswith("/c/X%2F1%202?r=1")


@pytest.mark.parametrize("length", [1, 14, 15, 20, 120, 180, 181, 540, 560, 561, 999])
def test_the_symbol_takes_the_mask_with_the_least_penalty(length: int) -> None:
    content = ("https://cert.example.org/" * 40)[:length]
    variants = []
    for mask in range(8):
        code = QRCode(error_correction=constants.ERROR_CORRECT_M, border=0, mask_pattern=mask)
        code.add_data(util.QRData(content, mode=4), optimize=0)
        code.make(fit=True)
        variants.append([[bool(dark) for dark in row] for row in code.modules])
        assert penalty(lines_of(variants[-1])) == util.lost_point(variants[-1])
    assert modules(content) == min(variants, key=util.lost_point)
