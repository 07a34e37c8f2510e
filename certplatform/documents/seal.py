"""The electronic seal on PDFs: a port, its implementation with an RSA key, and the check.

Another kind of seal (a national algorithm, a remote service) is another `Sealer`.
"""

import hashlib
from datetime import datetime
from io import BytesIO
from typing import Any, Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certplatform.documents.keys import SealKey

FIELD = "Seal"
DIGEST = "sha256"
# Room for the signature beside the certificates; what is left over is filled with zeros.
SIGNATURE_ROOM = 4096


class Sealer(Protocol):
    """Whatever can put an electronic seal on a PDF."""

    def seal(self, unsigned: bytes, *, at: datetime, reason: str, location: str) -> bytes:
        """Return the sealed file; the same bytes at the same instant give the same file."""
        ...


class _KeptKeySigner(SimpleSigner):
    """Keeps the parsed key: parsing and proving it anew costs twenty times the signature."""

    def __init__(self, key: SealKey) -> None:
        store: Any = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple([_asn1(certificate) for certificate in key.chain])
        super().__init__(signing_cert=_asn1(key.certificate), signing_key=None, cert_registry=store)
        self._private = key.private

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        if digest_algorithm != DIGEST:
            raise ValueError(f"Seals are made with {DIGEST}, not {digest_algorithm}")
        return self._private.sign(data, padding.PKCS1v15(), hashes.SHA256())


class _DatedSigner(PdfSigner):
    """Signs as of a given instant; the library would read the machine's clock."""

    def __init__(self, metadata: Any, signer: Any, at: datetime) -> None:
        super().__init__(metadata, signer=signer)
        self._at = at

    def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self._at
        return session


class _FaithfulWriter(IncrementalPdfFileWriter):
    """Adds the seal and nothing else: no new date of change, no random identifier."""

    def _update_meta(self) -> None:
        pass

    @classmethod
    def _handle_id(cls, prev: Any) -> Any:
        first, _ = prev.trailer["/ID"]
        prev.stream.seek(0)
        changed = hashlib.sha256(prev.stream.read()).digest()[:16]
        original = getattr(first, "original_bytes", first)
        return generic.ArrayObject(
            [generic.ByteStringObject(original), generic.ByteStringObject(changed)]
        )


class PadesSealer:
    """PAdES B-B certification signatures that allow no change, with a key held in memory.

    Make one per process, before forking: it keeps the key.
    """

    def __init__(self, key: SealKey) -> None:
        self.certificate = key.certificate
        self._signer = _KeptKeySigner(key)
        whole = (key.certificate, *key.chain)
        size = sum(len(cert.public_bytes(serialization.Encoding.DER)) for cert in whole)
        self._reserved = 2 * (size + SIGNATURE_ROOM)

    def seal(self, unsigned: bytes, *, at: datetime, reason: str, location: str) -> bytes:
        """Return the sealed file; the same bytes at the same instant give the same file.

        Runs an event loop of its own: do not call it inside one.
        """
        metadata = PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm=DIGEST,
            reason=reason,
            location=location,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            subfilter=SigSeedSubFilter.PADES,
        )
        writer = _FaithfulWriter(BytesIO(unsigned))
        signer = _DatedSigner(metadata, self._signer, at)
        sealed = signer.sign_pdf(writer, bytes_reserved=self._reserved)
        data: bytes = sealed.getvalue()
        return data


def _asn1(certificate: x509.Certificate) -> Any:
    der = certificate.public_bytes(serialization.Encoding.DER)
    return next(iter(load_certs_from_pemder_data(der)))
