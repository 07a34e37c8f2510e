"""Keys: demo keys show themselves, wrong keys are refused with the reason."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from certplatform.documents.keys import (
    BadKey,
    SealKey,
    fingerprint,
    is_demo,
    load_certificates,
    load_seal_key,
    load_token_key,
    load_token_keys,
    make_demo_seal_key,
    make_demo_token_key,
)


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def test_a_demo_certificate_covers_simulated_days_and_shows_itself(seal_key: SealKey) -> None:
    certificate = seal_key.certificate
    assert certificate.not_valid_before_utc <= datetime(2020, 1, 1, tzinfo=UTC)
    assert certificate.not_valid_after_utc >= datetime(2040, 1, 1, tzinfo=UTC)
    assert is_demo(certificate)
    assert seal_key.private.key_size == 3072


def test_a_fingerprint_is_the_digest_of_the_certificate(seal_key: SealKey) -> None:
    assert (
        fingerprint(seal_key.certificate) == seal_key.certificate.fingerprint(hashes.SHA256()).hex()
    )


def test_keys_are_loaded_from_files_as_well_as_from_text(tmp_path: Path) -> None:
    key, certificate = make_demo_seal_key()
    (tmp_path / "key.pem").write_text(key)
    (tmp_path / "cert.pem").write_text(certificate)
    loaded = load_seal_key(tmp_path / "key.pem", str(tmp_path / "cert.pem"))
    assert loaded.certificate == load_certificates(certificate)[0]


def test_a_certificate_of_another_key_is_refused(other_seal_key: SealKey) -> None:
    _, certificate = make_demo_seal_key()
    with pytest.raises(BadKey, match="another key"):
        load_seal_key(pem(other_seal_key.private), certificate)


def test_a_seal_key_on_a_curve_is_refused() -> None:
    _, certificate = make_demo_seal_key()
    with pytest.raises(BadKey, match="RSA"):
        load_seal_key(make_demo_token_key(), certificate)


def test_a_short_seal_key_is_refused() -> None:
    _, certificate = make_demo_seal_key()
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - that is the point
    with pytest.raises(BadKey, match="1024 bits"):
        load_seal_key(pem(short), certificate)


def test_what_is_no_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadKey, match="Cannot read"):
        load_token_key(tmp_path / "absent.pem")
    with pytest.raises(BadKey):
        load_token_key("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    with pytest.raises(BadKey, match="P-256"):
        load_token_key(pem(ec.generate_private_key(ec.SECP384R1())))
    with pytest.raises(BadKey):
        load_certificates("-----BEGIN nothing-----")


def test_several_retired_keys_may_stand_in_one_file() -> None:
    texts = [make_demo_token_key() for _ in range(3)]
    loaded = load_token_keys("\n".join(texts))
    assert [key.kid for key in loaded] == [load_token_key(text).thumbprint() for text in texts]
    assert load_token_keys("-----BEGIN nothing") == ()
