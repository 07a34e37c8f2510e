"""The keys that these settings name; a demonstration makes its own, once per instance."""

import functools
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cryptography import x509
from joserfc.jwk import ECKey

from certplatform.documents.fonts import missing
from certplatform.documents.keys import (
    load_certificates,
    load_seal_key,
    load_token_key,
    load_token_keys,
    make_demo_seal_key,
    make_demo_token_key,
)
from certplatform.documents.qr import claims_of, jwks, make_token
from certplatform.documents.seal import PadesSealer, Sealer
from certplatform.settings import Settings

BEGIN_CERTIFICATE = "-----BEGIN CERTIFICATE-----"
# Keys are made by the process that first needs them; one per process is enough for any number
# of instances, and an RSA key takes a second.
_demo_seal = functools.cache(make_demo_seal_key)
_demo_token = functools.cache(make_demo_token_key)


@functools.cache
def sealer(settings: Settings) -> Sealer:
    """The seal of this installation, its key parsed once per process."""
    key, certificate = _seal_source(settings)
    return PadesSealer(load_seal_key(key, certificate))


@functools.cache
def trusted(settings: Settings) -> tuple[x509.Certificate, ...]:
    """The certificates by which a seal is recognised as ours; needs no private key."""
    return load_certificates(_seal_source(settings)[1])


@functools.cache
def token_key(settings: Settings) -> ECKey:
    """The key that signs QR tokens now."""
    return load_token_key(settings.token_key or _demo_file(settings, "token.pem", _demo_token))


@functools.cache
def published_keys(settings: Settings) -> Mapping[str, Any]:
    """The public halves of the token keys, present and past, as a JWKS document."""
    retired = [one.strip() for one in settings.token_keys_retired.split(",") if one.strip()]
    past = [key for source in retired for key in load_token_keys(source)]
    return jwks([token_key(settings), *past])


class KeyringIssuer:
    """What the process asks of printing and signing when it issues a certificate."""

    def __init__(self, settings: Settings) -> None:
        """Keys are loaded when first needed."""
        self._settings = settings

    def token(self, record: Mapping[str, Any]) -> str:
        """The signed QR token of a record."""
        return make_token(claims_of(record), token_key(self._settings))

    def unprintable(self, texts: Sequence[str]) -> str:
        """The first character that no typeface has."""
        return next((character for text in texts for character in missing(text)), "")


def _seal_source(settings: Settings) -> tuple[str, str]:
    if settings.seal_key and settings.seal_cert:
        return settings.seal_key, settings.seal_cert
    both = _demo_file(settings, "seal.pem", lambda: "".join(_demo_seal())).read_text()
    place = both.index(BEGIN_CERTIFICATE)
    return both[:place], both[place:]


def _demo_file(settings: Settings, name: str, make: Any) -> Path:
    """A demo key of the instance; the first process to need it makes it, whole or not at all."""
    folder = settings.instance / "keys"
    path = folder / name
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "w") as file:
        file.write(make())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(beside, path)
    except FileExistsError:
        pass  # another process was first; its key is the instance's
    finally:
        Path(beside).unlink()
    return path
