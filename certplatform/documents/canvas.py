"""Opening and closing a PDF: archival form (PDF/A-3b), and the same bytes for the same content.

The form is written at once rather than by repairing the file afterwards, which would cost ten
times the drawing.
"""

import struct
import threading
from datetime import date
from functools import lru_cache
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.utils import TimeStamp
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from certplatform.documents.fonts import load_fonts

PRODUCER = "certplatform"
PDF_VERSION = (1, 7)
GAMMA_STEPS = 256

# Cutting a subset out of a face moves a reading position that all documents share.
_saving = threading.Lock()


def open_canvas(title: str, author: str, on: date, size: tuple[float, float]) -> Canvas:
    """Return an empty document that says who made it and on which day, whatever the clock says."""
    load_fonts()
    canvas: Any = Canvas(
        BytesIO(),
        pagesize=size,
        invariant=1,
        pageCompression=1,
        initialFontName="NotoSerifSC",  # type: ignore[arg-type] # the library takes a name here
        pdfVersion=PDF_VERSION,
        lang="zh-CN",
    )
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setSubject(title)
    canvas.setCreator(PRODUCER)
    canvas.setProducer(PRODUCER)
    canvas._doc._timeStamp = _stamp(on)  # noqa: SLF001 - there is no public way to set it
    opened: Canvas = canvas
    return opened


def close_canvas(canvas: Any, title: str, author: str, on: date) -> bytes:
    """Return the bytes of the finished document."""
    document = canvas._doc  # noqa: SLF001 - the catalogue has no public name
    for thing in document.idToObject.values():
        if isinstance(thing, pdfdoc.PDFPage):
            thing.Trans = None  # an empty transition is not allowed in an archival file
    catalogue = document.Catalog
    catalogue.__NoDefault__ = [*catalogue.__NoDefault__, "OutputIntents"]
    catalogue.Metadata = _stream(_packet(title, author, on), Type="Metadata", Subtype="XML")
    catalogue.OutputIntents = pdfdoc.PDFArray([_output_intent(document)])
    with _saving:
        data: bytes = canvas.getpdfdata()
    return data


def _stamp(on: date) -> TimeStamp:
    stamp = TimeStamp(1)
    stamp.YMDhms = (on.year, on.month, on.day, 0, 0, 0)
    stamp.dhh, stamp.dmm = 8, 0
    return stamp


def _stream(content: bytes, **names: str) -> pdfdoc.PDFStream:
    entries = {key: pdfdoc.PDFName(value) for key, value in names.items()}
    return pdfdoc.PDFStream(pdfdoc.PDFDictionary(entries), content, filters=[])


def _output_intent(document: Any) -> pdfdoc.PDFDictionary:
    profile = pdfdoc.PDFStream(
        pdfdoc.PDFDictionary({"N": 3}), _srgb_profile(), filters=[pdfdoc.PDFZCompress]
    )
    return pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("OutputIntent"),
            "S": pdfdoc.PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": pdfdoc.PDFString("sRGB"),
            "Info": pdfdoc.PDFString("sRGB IEC61966-2.1"),
            "DestOutputProfile": document.Reference(profile),
        }
    )


def _packet(title: str, author: str, on: date) -> bytes:
    moment = f"{on.isoformat()}T00:00:00+08:00"
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{escape(author)}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt>
<rdf:li xml:lang="x-default">{escape(title)}</rdf:li>
</rdf:Alt></dc:description>
<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>
<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool><pdf:Producer>{PRODUCER}</pdf:Producer>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>""".encode()


def _fixed(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def _srgb_curve() -> bytes:
    steps = []
    for step in range(GAMMA_STEPS):
        value = step / (GAMMA_STEPS - 1)
        linear = value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - IEC 61966-2-1
        steps.append(round(linear * 65535))
    return b"curv" + struct.pack(f">II{GAMMA_STEPS}H", 0, GAMMA_STEPS, *steps)


@lru_cache(maxsize=1)
def _srgb_profile() -> bytes:
    """Return the colour space all colours are meant in: sRGB as an ICC version 2 profile."""
    name = b"sRGB IEC61966-2.1\0"
    curve = _srgb_curve()
    tags = {
        b"desc": b"desc" + struct.pack(">II", 0, len(name)) + name + bytes(78),
        b"cprt": b"text" + bytes(4) + b"No copyright\0",
        b"wtpt": b"XYZ " + bytes(4) + _fixed(0.9642, 1.0, 0.8249),
        b"rXYZ": b"XYZ " + bytes(4) + _fixed(0.43607, 0.22249, 0.01392),
        b"gXYZ": b"XYZ " + bytes(4) + _fixed(0.38515, 0.71687, 0.09708),
        b"bXYZ": b"XYZ " + bytes(4) + _fixed(0.14307, 0.06061, 0.71410),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for key, data in tags.items():
        table += key + struct.pack(">II", start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    size = start + len(body)
    header = struct.pack(">I4sI4s4s4s", size, bytes(4), 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    header += struct.pack(">6H", 2000, 1, 1, 0, 0, 0) + b"acsp" + bytes(28)
    header += _fixed(0.9642, 1.0, 0.8249)
    return header + bytes(128 - len(header)) + table + body
