"""Keys: one RSA key and certificate that seals PDFs, P-256 keys that sign QR tokens."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from joserfc.jwk import ECKey

DEMO_UNIT = "certplatform DEMO"
RSA_BITS = 3072
MIN_RSA_BITS = 2048
CURVE_OF_TOKENS = "P-256"
DEMO_FROM = datetime(2015, 1, 1, tzinfo=UTC)
DEMO_TO = datetime(2045, 1, 1, tzinfo=UTC)


class BadKey(ValueError):
    """A configured key or certificate cannot be used; says why."""


@dataclass(frozen=True, slots=True)
class SealKey:
    """The private key that seals PDFs, with its certificate and those above it."""

    private: rsa.RSAPrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()


def make_demo_seal_key(name: str = "certplatform demonstration seal") -> tuple[str, str]:
    """Return a key and a self-signed certificate as PEM; anybody can see that it is a demo's.

    It is valid over three decades, so that simulated days long past are covered.
    """
    private = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, DEMO_UNIT),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{name} (DEMO 演示)"),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(DEMO_FROM)
        .not_valid_after(DEMO_TO)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False
        )
        .sign(private, hashes.SHA256())
    )
    return _private_pem(private), certificate.public_bytes(serialization.Encoding.PEM).decode()


def make_demo_token_key() -> str:
    """A P-256 private key as PEM."""
    return _private_pem(ec.generate_private_key(ec.SECP256R1()))


def _private_pem(private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def _pem(source: str | Path) -> bytes:
    """The PEM text itself, or what stands in the file of that name."""
    if isinstance(source, str) and "-----BEGIN" in source:
        return source.encode()
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise BadKey(f"Cannot read the key file {source}: {error.strerror}") from error


def load_certificates(source: str | Path) -> tuple[x509.Certificate, ...]:
    """All certificates of a PEM text or file."""
    try:
        return tuple(x509.load_pem_x509_certificates(_pem(source)))
    except ValueError as error:
        raise BadKey(f"No certificate in PEM form: {error}") from error


def load_seal_key(key: str | Path, certificate: str | Path) -> SealKey:
    """Load a key and its certificate, after which those above it may stand in the same file."""
    try:
        private = serialization.load_pem_private_key(_pem(key), password=None)
    except (ValueError, TypeError) as error:
        raise BadKey(f"The seal key is no unencrypted PEM private key: {error}") from error
    if not isinstance(private, rsa.RSAPrivateKey):
        # A signature by an elliptic curve would take the archival form from the PDF.
        raise BadKey("The seal key must be an RSA key")
    if private.key_size < MIN_RSA_BITS:
        raise BadKey(
            f"The seal key has {private.key_size} bits; at least {MIN_RSA_BITS} are needed"
        )
    first, *above = load_certificates(certificate)
    if first.public_key() != private.public_key():
        raise BadKey("The seal certificate belongs to another key")
    return SealKey(private, first, tuple(above))


def load_token_key(source: str | Path) -> ECKey:
    """Load a P-256 key, private or public, its key id being its RFC 7638 thumbprint."""
    pem = _pem(source)
    try:
        key = ECKey.import_key(pem)
    except ValueError as error:
        raise BadKey(f"The token key is no PEM key: {error}") from error
    if key.curve_name != CURVE_OF_TOKENS:
        raise BadKey(f"The token key must be a {CURVE_OF_TOKENS} key")
    return ECKey.import_key(pem, {"kid": key.thumbprint(), "alg": "ES256", "use": "sig"})


def load_token_keys(source: str | Path) -> tuple[ECKey, ...]:
    """Load all keys of a PEM text or file, such as the retired ones."""
    end = "-----END"
    text = _pem(source).decode()
    blocks = [f"{part}{end}" for part in text.split(end)[:-1]]
    marks = [part.split("-----", 1)[0] for part in text.split(end)[1:]]
    keys = []
    for block, mark in zip(blocks, marks, strict=True):
        begin = block.index("-----BEGIN")
        keys.append(load_token_key(f"{block[begin:]}{mark}-----\n"))
    return tuple(keys)


def fingerprint(certificate: x509.Certificate) -> str:
    """The SHA-256 of a certificate, in hexadecimal digits."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def is_demo(certificate: x509.Certificate) -> bool:
    """Whether a certificate was made by `make_demo_seal_key`."""
    units = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return any(unit.value == DEMO_UNIT for unit in units)
