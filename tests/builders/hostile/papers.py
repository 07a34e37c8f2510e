"""PDFs that act, carry, explode or have no end."""

import io
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.builders.application import a_pdf
from tests.builders.hostile.pictures import zeros

MEGABYTE = 1024 * 1024
Change = Callable[[pikepdf.Pdf], None]


def changed(change: Change, **save: Any) -> bytes:
    """A paper with something in it."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 200))
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, **save)
    return out.getvalue()


def _opens(**action: Any) -> Callable[[], bytes]:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = Dictionary(**action)

    return lambda: changed(change)


def _annotated(**note: Any) -> Callable[[], bytes]:
    def change(pdf: pikepdf.Pdf) -> None:
        made = Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], **note)
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(made)])

    return lambda: changed(change)


def named_script(pdf: pikepdf.Pdf) -> None:
    """A script in the names of the document."""
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=[String("a"), script]))


def page_script(pdf: pikepdf.Pdf) -> None:
    """A script as a page opens."""
    script = Dictionary(S=Name.JavaScript, JS=pdf.make_stream(b"app.alert(1)"))
    pdf.pages[0].obj.AA = Dictionary(O=script)


def page_link(pdf: pikepdf.Pdf) -> None:
    """An address that is fetched as a page opens."""
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.URI, URI=String("http://127.0.0.1:9/")))


def carried(pdf: pikepdf.Pdf) -> None:
    """A program inside."""
    pdf.attachments["setup.exe"] = b"MZ\x90\x00"


def form(pdf: pikepdf.Pdf) -> None:
    """A form of the kind that has programs."""
    pdf.Root.AcroForm = Dictionary(XFA=pdf.make_stream(b"<xdp/>"), Fields=[])


def deep(pdf: pikepdf.Pdf) -> None:
    """Lists in lists."""
    inner = Array([])
    for _ in range(300):
        inner = Array([inner])
    pdf.Root.Deep = inner


def many_pages() -> bytes:
    """50,000 pages, all of them one object."""
    kids = b"3 0 R " * 50_000
    return by_hand(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 50000/Kids[" + kids + b"]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    )


def many_real_pages() -> bytes:
    """50,000 pages of their own."""
    kids = b"".join(b"%d 0 R " % (number + 3) for number in range(50_000))
    return by_hand(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 50000/Kids[" + kids + b"]>>",
        *[b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"] * 50_000,
    )


def looping() -> bytes:
    """A tree of pages that holds itself."""
    return by_hand(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>")


def by_hand(*objects: bytes) -> bytes:
    """A paper written object by object."""
    out, places = b"%PDF-1.7\n", []
    parts = [out]
    length = len(out)
    for number, one in enumerate(objects, 1):
        text = b"%d 0 obj\n%s\nendobj\n" % (number, one)
        places.append(length)
        parts.append(text)
        length += len(text)
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    count = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\n" % (
        count,
        table,
        count,
    )
    return b"".join([*parts, end, b"startxref\n%d\n%%%%EOF\n" % length])


def packed_objects(name: bytes = b"/ObjStm", layers: int = 1) -> bytes:
    """A stream of objects that unpacks to half a gigabyte."""
    data = zeros(500 * MEGABYTE)
    for _ in range(layers - 1):
        data = zlib.compress(data, 9)
    filters = b"[" + b"/FlateDecode" * layers + b"]"
    head = b"<</Type %s/N 1/First 4/Filter %s/Length %d>>" % (name, filters, len(data))
    stream = head + b"\nstream\n" + data + b"\nendstream"
    table = b"<</Type/XRef/Size 5/W[1 1 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>"
    rows = zlib.compress(
        b"\x00\x00\x00" + b"\x02\x03\x00" + b"\x02\x03\x00" + b"\x01\x09\x00" + b"\x01\x00\x00"
    )
    objects = b"%PDF-1.7\n3 0 obj\n" + stream + b"\nendobj\n"
    xref = b"4 0 obj\n" + table % len(rows) + b"\nstream\n" + rows + b"\nendstream\nendobj\n"
    return objects + xref + b"startxref\n%d\n%%%%EOF\n" % len(objects)


def packed_table() -> bytes:
    """A table of places that unpacks to half a gigabyte."""
    data = zeros(500 * MEGABYTE)
    head = b"<</Type/XRef/Size 2/W[1 1 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>" % len(data)
    return (
        b"%PDF-1.7\n1 0 obj\n"
        + head
        + b"\nstream\n"
        + data
        + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"
    )


SCRIPT = {"S": Name.JavaScript, "JS": String("app.alert(1)")}
PAPERS: Mapping[str, Callable[[], bytes]] = {
    "script.pdf": _opens(**SCRIPT),
    "named_script.pdf": lambda: changed(named_script),
    "page_script.pdf": lambda: changed(page_script),
    "packed_script.pdf": lambda: changed(
        named_script, object_stream_mode=pikepdf.ObjectStreamMode.generate
    ),
    "spelt_script.pdf": lambda: _opens(**SCRIPT)().replace(b"/JavaScript", b"/Java#53cript"),
    "linked_script.pdf": _annotated(Subtype=Name.Link, A=Dictionary(**SCRIPT)),
    "launch.pdf": _opens(S=Name.Launch, F=String("calc.exe")),
    "linked_launch.pdf": _annotated(
        Subtype=Name.Link, A=Dictionary(S=Name.Launch, F=String("calc.exe"))
    ),
    "import.pdf": _opens(S=Name.ImportData, F=String("a.fdf")),
    "fetches.pdf": _opens(S=Name.URI, URI=String("http://127.0.0.1:9/")),
    "page_fetches.pdf": lambda: changed(page_link),
    "submits.pdf": _opens(S=Name.SubmitForm, F=String("http://127.0.0.1:9/")),
    "remote.pdf": _opens(S=Name.GoToR, F=String("\\\\127.0.0.1\\a.pdf")),
    "embedded_goto.pdf": _opens(S=Name.GoToE, F=String("a.pdf")),
    "carries.pdf": lambda: changed(carried),
    "rich.pdf": _annotated(Subtype=Name.RichMedia),
    "form.pdf": lambda: changed(form),
    "locked.pdf": lambda: changed(
        lambda _: None, encryption=pikepdf.Encryption(owner="o", user="u")
    ),
    "many_pages.pdf": many_pages,
    "many_real_pages.pdf": many_real_pages,
    "looping.pdf": looping,
    "deep.pdf": lambda: changed(deep),
    "packed_objects.pdf": packed_objects,
    "spelt_packed_objects.pdf": lambda: packed_objects(b"/Obj#53tm"),
    "packed_twice.pdf": lambda: packed_objects(layers=2),
    "packed_table.pdf": packed_table,
    "cut.pdf": lambda: a_pdf()[:200],
    "no_pages.pdf": lambda: by_hand(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>"
    ),
    "words.pdf": lambda: b"%PDF-1.7 and nothing more",
}
