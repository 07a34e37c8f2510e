"""The seal: genuine files pass, everything else is not valid and says why."""

import tracemalloc
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from certplatform.documents import sealcheck
from certplatform.documents.certificate import render_certificate
from certplatform.documents.keys import SealKey
from certplatform.documents.seal import PadesSealer
from certplatform.documents.sealcheck import SealReport, check_seal
from tests.documents.examples import CERTIFICATE

Tool = Callable[..., str]
AT = datetime(2020, 3, 16, 1, 30, tzinfo=UTC)


def put_seal(sealer: PadesSealer, pdf: bytes) -> bytes:
    return sealer.seal(pdf, at=AT, reason="颁发评定证书", location="北京")


@pytest.fixture(scope="module")
def unsealed() -> bytes:
    return render_certificate(CERTIFICATE, "https://example.org/c/1", demo=True)


@pytest.fixture(scope="module")
def sealed(sealer: PadesSealer, unsealed: bytes) -> bytes:
    return put_seal(sealer, unsealed)


@pytest.fixture
def look(seal_key: SealKey) -> Callable[[bytes], SealReport]:
    return lambda pdf: check_seal(pdf, [seal_key.certificate])


def test_a_sealed_file_is_valid(sealed: bytes, look: Callable[[bytes], SealReport]) -> None:
    report = look(sealed)
    assert report.valid
    assert report.signed_at == AT
    assert "DEMO" in report.signer


def test_sealing_again_at_the_same_instant_gives_the_same_file(
    sealer: PadesSealer, unsealed: bytes, sealed: bytes
) -> None:
    assert put_seal(sealer, unsealed) == sealed
    assert sealed.startswith(unsealed)


def test_another_program_finds_the_seal_valid_too(sealed: bytes, tool: Tool) -> None:
    said = tool("pdfsig", sealed, "-nocert", "FILE")
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said


def test_an_unsealed_file_says_so(unsealed: bytes, look: Callable[[bytes], SealReport]) -> None:
    assert look(unsealed) == SealReport(problem=sealcheck.NOT_SEALED)


def test_a_seal_of_somebody_else_is_intact_but_not_trusted(
    sealed: bytes, other_seal_key: SealKey
) -> None:
    report = check_seal(sealed, [other_seal_key.certificate])
    assert (report.intact, report.trusted, report.valid) == (True, False, False)
    assert report.problem == sealcheck.UNKNOWN_SIGNER
    assert not check_seal(sealed, []).valid


def test_a_seal_of_a_retired_key_stays_valid(
    sealed: bytes, seal_key: SealKey, other_seal_key: SealKey
) -> None:
    assert check_seal(sealed, [other_seal_key.certificate, seal_key.certificate]).valid


def test_something_behind_the_end_is_noticed(
    sealed: bytes, look: Callable[[bytes], SealReport]
) -> None:
    report = look(sealed + b"\n% a comment")
    assert not report.whole_file_covered
    assert report.problem == sealcheck.ADDED


def test_an_update_that_turns_the_page_is_noticed(
    sealed: bytes, look: Callable[[bytes], SealReport]
) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(sealed))
    page, _ = writer.find_page_for_modification(0)
    page.get_object()["/Rotate"] = generic.NumberObject(180)
    writer.mark_update(page)
    changed = BytesIO()
    writer.write(changed)
    report = look(changed.getvalue())
    assert not report.valid
    assert not report.intact


def test_no_changed_byte_of_the_sealed_content_passes(
    sealed: bytes, unsealed: bytes, look: Callable[[bytes], SealReport]
) -> None:
    for place in range(9, len(unsealed), len(unsealed) // 60):
        changed = bytearray(sealed)
        changed[place] ^= 1
        assert not look(bytes(changed)).valid, place


def test_nothing_can_be_hidden_in_the_gap_of_the_signature(
    sealed: bytes, look: Callable[[bytes], SealReport]
) -> None:
    end = sealed.index(b"0000>")
    for hidden in (b"DEAD>", b"00 0>", b"000a>"):
        changed = sealed[:end] + hidden + sealed[end + 5 :]
        assert look(changed).problem == sealcheck.CHANGED


def test_a_second_signature_is_no_seal_of_ours(
    sealer: PadesSealer, unsealed: bytes, look: Callable[[bytes], SealReport]
) -> None:
    pdf = BytesIO(unsealed)
    for field in ("One", "Two"):
        metadata = PdfSignatureMetadata(field_name=field, md_algorithm="sha256")
        signer = PdfSigner(metadata, signer=sealer._signer)
        pdf = signer.sign_pdf(IncrementalPdfFileWriter(pdf))
    assert look(pdf.getvalue()).problem == sealcheck.SEVERAL_SEALS


def encrypted(pdf: bytes) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


def bomb() -> bytes:
    """A file whose table of contents unpacks to a hundred megabytes."""
    packed = zlib.compress(bytes(100_000_000), 9)
    entries = f"/Type /XRef /W [1 4 2] /Size 10 /Root 2 0 R /Length {len(packed)}"
    head = f"1 0 obj\n<< {entries} /Filter /FlateDecode >>\nstream\n".encode()
    return b"%PDF-1.7\n" + head + packed + b"\nendstream\nendobj\nstartxref\n9\n%%EOF"


LOOP = (
    b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Root 1 0 R /Size 2 /Prev 9 >>\n"
    b"startxref\n9\n%%EOF"
)


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"hello",
        b"%PDF-1.7",
        b"%PDF-1.7\n" + b"[" * 200_000,
        b"%PDF-1.7\n" + b"1 0 obj " * 50_000,
        b"%PDF-1.7\n" + bytes(30_000_000),
        b"%PDF-1.7\nstartxref\n99999999999\n%%EOF",
        LOOP,
        b"\x00" * 1000 + b"%PDF-1.7",
    ],
    ids=["empty", "text", "head", "deep", "many", "large", "far", "loop", "junk first"],
)
def test_hostile_files_are_not_valid_and_break_nothing(
    hostile: bytes, look: Callable[[bytes], SealReport]
) -> None:
    report = look(hostile)
    assert not report.valid
    assert report.problem


def tree() -> bytes:
    """Form fields that refer to each other in seven hundred million ways."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [3 0 R] >> >>",
        b"<< /Type /Pages /Kids [] /Count 0 >>",
        *(b"<< /T (a) /Kids [" + b"%d 0 R " % (n + 1) * 30 + b"] >>" for n in range(3, 9)),
        b"<< /T (z) /FT /Sig >>",
    ]
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Root 1 0 R /Size %d >>\n" % (len(objects) + 1)
    return body + table + trailer + b"startxref\n%d\n%%%%EOF" % len(body)


@pytest.mark.timeout(10)
def test_a_tangle_of_references_is_given_up(look: Callable[[bytes], SealReport]) -> None:
    assert not look(tree()).valid


def test_a_bomb_does_not_go_off(look: Callable[[bytes], SealReport]) -> None:
    hostile = bomb()
    tracemalloc.start()
    report = look(hostile)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert not report.valid
    assert most < 50_000_000


def test_an_encrypted_file_is_refused(sealed: bytes, look: Callable[[bytes], SealReport]) -> None:
    report = look(encrypted(sealed))
    assert not report.valid
    assert report.problem in {sealcheck.ENCRYPTED, sealcheck.UNREADABLE, sealcheck.NOT_SEALED}


def test_cut_files_are_not_valid(sealed: bytes, look: Callable[[bytes], SealReport]) -> None:
    for length in range(0, len(sealed), len(sealed) // 25):
        assert not look(sealed[:length]).valid


def test_a_report_is_valid_only_when_nothing_is_wrong() -> None:
    good = SealReport(signed=True, intact=True, whole_file_covered=True, trusted=True)
    assert good.valid
    for name in ("signed", "intact", "whole_file_covered", "trusted"):
        assert not replace(good, **{name: False}).valid
    assert not replace(good, problem=sealcheck.ADDED).valid
