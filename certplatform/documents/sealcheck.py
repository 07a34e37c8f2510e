"""Is the seal on a PDF genuine? Whatever goes wrong while looking means: not valid.

A good seal alone does not say that this is the file that was issued; the caller also compares
the digest of the whole file, and the present status, with the registry.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from asn1crypto.cms import ContentInfo
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.decode_limits import DecodeLimits
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certplatform.domain.wording import N_

# Files from strangers are expected to be wrong; what is wrong stands in the report.
for _name_of_log in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name_of_log).setLevel(logging.CRITICAL)

# Ten times the largest document we seal; a reader in Python takes seconds for more.
MAX_BYTES = 2 * 1024 * 1024
MAX_OBJECTS = 20_000
MAX_REVISIONS = 20
MAX_LOOKUPS = 100_000

NOT_A_PDF = N_("This is not a PDF file.")
TOO_LARGE = N_("The file is too large to be checked.")
TOO_COMPLEX = N_("The file is built too intricately to be checked.")
ENCRYPTED = N_("The file is encrypted; an issued document never is.")
NOT_SEALED = N_("The file carries no electronic seal.")
SEVERAL_SEALS = N_("The file carries several signatures; an issued document carries one seal.")
UNREADABLE = N_("The seal cannot be read.")
CHANGED = N_("The content was changed after sealing.")
ADDED = N_("Something was added to the file after sealing.")
UNKNOWN_SIGNER = N_("The seal is not by a key of this registry.")


@dataclass(frozen=True, slots=True)
class SealReport:
    """What a look at the seal found; `problem` is a message id, `detail` is for the log."""

    signed: bool = False
    intact: bool = False
    whole_file_covered: bool = False
    trusted: bool = False
    signer: str = ""
    signed_at: datetime | None = None
    problem: str = ""
    detail: str = ""

    @property
    def valid(self) -> bool:
        """Whether everything is as it should be."""
        found = self.signed and self.intact and self.whole_file_covered and self.trusted
        return found and not self.problem


def check_seal(pdf: bytes, trust: Sequence[x509.Certificate]) -> SealReport:
    """Look at the seal of a file anybody may have sent; never raises."""
    problem = _unfit(pdf)
    if problem:
        return SealReport(problem=problem)
    try:
        return _examined(pdf, trust)
    except Exception as error:  # noqa: BLE001 - a file that breaks the reader is not valid
        signed = b"/ByteRange" in pdf
        problem = UNREADABLE if signed else NOT_SEALED
        return SealReport(signed=signed, problem=problem, detail=f"{type(error).__name__}: {error}")


class _BoundedReader(PdfFileReader):
    """Gives up on a file whose objects refer to each other without end."""

    asked = 0

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        self.asked += 1
        if self.asked > MAX_LOOKUPS:
            raise PdfReadError("Too many references")
        return super().get_object(*args, **kwargs)  # type: ignore[no-untyped-call]


def _unfit(pdf: bytes) -> str:
    """Why a file is not worth opening; cheap looks at its bytes only."""
    if not pdf.startswith(b"%PDF-"):
        return NOT_A_PDF
    if len(pdf) > MAX_BYTES:
        return TOO_LARGE
    if pdf.count(b" obj") > MAX_OBJECTS or pdf.count(b"startxref") > MAX_REVISIONS:
        return TOO_COMPLEX
    return ""


def _examined(pdf: bytes, trust: Sequence[x509.Certificate]) -> SealReport:
    reader = _BoundedReader(BytesIO(pdf), decode_limits=DecodeLimits.for_untrusted_input())
    if reader.encrypted:
        return SealReport(problem=ENCRYPTED)
    signatures = reader.embedded_signatures
    if not signatures:
        return SealReport(problem=NOT_SEALED)
    if len(signatures) > 1:
        return SealReport(signed=True, problem=SEVERAL_SEALS)
    return _judged(pdf, signatures[0], trust)


def _judged(pdf: bytes, signature: Any, trust: Sequence[x509.Certificate]) -> SealReport:
    claimed = signature.self_reported_timestamp
    roots = [_asn1(certificate) for certificate in trust]
    context = ValidationContext(
        trust_roots=roots,
        allow_fetching=False,
        moment=claimed,
        best_signature_time=claimed,
    )
    status = asyncio.run(async_validate_pdf_signature(signature, signer_validation_context=context))
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    unchanged = bool(status.intact and status.valid and _exact(pdf, signature))
    allowed = bool(status.docmdp_ok)
    signer = signature.signer_cert
    # A root is recognised by name and key; its other bytes are compared here.
    forged = signer.self_issued and signer.dump() not in [root.dump() for root in roots]
    known = bool(status.trusted) and not forged
    return SealReport(
        signed=True,
        intact=unchanged and allowed,
        whole_file_covered=whole,
        trusted=known,
        signer=_name(signer),
        signed_at=claimed.astimezone(UTC) if claimed else None,
        problem=_problem(unchanged=unchanged, unextended=whole and allowed, known=known),
    )


def _problem(*, unchanged: bool, unextended: bool, known: bool) -> str:
    if not unchanged:
        return CHANGED
    if not unextended:
        return ADDED
    return "" if known else UNKNOWN_SIGNER


def _exact(pdf: bytes, signature: Any) -> bool:
    """Whether the gap that no signature can cover holds the signature and zeros, nothing else."""
    first, length, second, _ = (int(value) for value in signature.byte_range)
    gap = pdf[first + length : second]
    message = ContentInfo.load(signature.pkcs7_content).dump().hex().encode()
    expected = b"<" + message.ljust(len(gap) - 2, b"0") + b">"
    return gap in (expected, expected.upper())


def _name(certificate: Any) -> str:
    named = certificate.subject.native
    return str(named.get("common_name") or named.get("organization_name") or "")


def _asn1(certificate: x509.Certificate) -> Any:
    der = certificate.public_bytes(serialization.Encoding.DER)
    return next(iter(load_certs_from_pemder_data(der)))
