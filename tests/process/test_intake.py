"""What files are taken in: by their content, whole and harmless, under a safe name."""

import io
import zipfile

import pikepdf
import pytest
from PIL import Image

from certplatform.domain.errors import Invalid
from certplatform.domain.files import safe_name
from certplatform.inspection import pictures
from certplatform.inspection.kinds import wants_room
from certplatform.process.intake import inspected
from tests.builders.application import a_pdf

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.once]
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def a_picture(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size).save(out, kind)
    return out.getvalue()


def a_package(content_type: str = SHEET, **more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", f'<Override ContentType="{content_type}"/>')
        for name, content in more.items():
            packed.writestr(name.replace("_", "/", 1), content)
    return out.getvalue()


def a_pdf_with(catalogue: dict[str, object], **save: object) -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        for key, value in catalogue.items():
            pdf.Root[key] = value
        out = io.BytesIO()
        pdf.save(out, **save)  # type: ignore[arg-type]
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("手册.pdf", a_pdf(), "application/pdf"),
        ("照片.PNG", a_picture(), "image/png"),
        ("照片.jpeg", a_picture("JPEG"), "image/jpeg"),
        ("清单.xlsx", a_package(), SHEET.removesuffix(".main+xml")),
    ],
)
def test_a_file_is_what_its_content_says(name: str, content: bytes, media_type: str) -> None:
    assert inspected(name, content).media_type == media_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空.pdf", b""),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
        ("a.html", b"<!doctype html><script>1</script>"),
        ("a.xml", b"<?xml version='1.0'?><a/>"),
        ("a.exe", b"MZ\x90\x00" + b"\x00" * 100),
        ("a.pdf", b"%PDF-1.7 and nothing more"),
        ("a.pdf", b"junk" + a_pdf()),
        ("a.png", a_picture()[:30]),
        ("a.pdf", a_picture()),
        ("a.zip", a_package("application/zip")),
        ("a.xlsm", a_package(xl_vbaProject=b"x")),
        ("a.xlsx", b"PK\x03\x04 broken"),
    ],
)
def test_what_is_not_what_it_says_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        inspected(name, content)
    assert "file" in refused.value.fields


def test_a_pdf_with_a_script_is_refused() -> None:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    with pytest.raises(Invalid, match="active content"):
        inspected("a.pdf", a_pdf_with({"/OpenAction": script}))


def test_a_pdf_that_starts_a_program_is_refused() -> None:
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
    with pytest.raises(Invalid, match="active content"):
        inspected("a.pdf", a_pdf_with({"/OpenAction": launch}))


def test_an_encrypted_pdf_is_refused() -> None:
    locked = a_pdf_with({}, encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(Invalid, match="encrypted"):
        inspected("a.pdf", locked)


def test_a_real_scan_with_a_link_in_it_is_taken() -> None:
    photo = a_picture("JPEG", (1240, 1754))
    with pikepdf.new() as pdf:
        for _ in range(30):
            pdf.add_blank_page(page_size=(595, 842))
            scan = pdf.make_stream(photo, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
            pdf.pages[-1].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=scan))
        link = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://example.cn"))
        note = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=link)
        pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(note)])
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert wants_room(out.getvalue())
    assert inspected("扫描件.pdf", out.getvalue()).media_type == "application/pdf"


def test_a_picture_with_too_many_points_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS", 63)
    with pytest.raises(Invalid, match="points"):
        inspected("a.png", a_picture())


def test_a_package_that_unpacks_without_end_is_refused() -> None:
    with pytest.raises(Invalid, match="unpacks"):
        inspected("a.xlsx", a_package(xl_sheet=b"\x00" * 40_000_000))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/手册.pdf", "手册.pdf"),
        ("C:\\temp\\手册.pdf", "手册.pdf"),
        ("a\u202efdp.exe", "afdp.pdf"),
        ('a"b<c>.pdf', "abc.pdf"),
        ("", "document.pdf"),
        ("x" * 500 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_names_are_made_safe(given: str, kept: str) -> None:
    assert safe_name(given, "pdf") == kept
