"""Pictures that are small on the way and huge when they are opened."""

import io
import zlib
from collections.abc import Callable, Mapping

from PIL import Image

MEGABYTE = 1024 * 1024
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, data: bytes) -> bytes:
    """A part of a PNG."""
    whole = kind + data
    return len(data).to_bytes(4, "big") + whole + zlib.crc32(whole).to_bytes(4, "big")


def _head(width: int, height: int, bits: int = 8, colour: int = 0) -> bytes:
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return chunk(b"IHDR", size + bytes([bits, colour, 0, 0, 0]))


def zeros(count: int) -> bytes:
    """Packed nothing, without ever holding it."""
    packer, block = zlib.compressobj(9), b"\x00" * MEGABYTE
    out = [packer.compress(block) for _ in range(count // MEGABYTE)]
    out.append(packer.compress(b"\x00" * (count % MEGABYTE)))
    return b"".join([*out, packer.flush()])


def png(width: int, height: int, *more: bytes, bits: int = 8, colour: int = 0) -> bytes:
    """A PNG with all its points, all of them nothing."""
    samples = {0: 1, 2: 3, 6: 4}[colour]
    row = 1 + (width * bits * samples + 7) // 8
    body = chunk(b"IDAT", zeros(row * height))
    end = chunk(b"IEND", b"")
    return SIGNATURE + _head(width, height, bits, colour) + b"".join(more) + body + end


def drawn(kind: str, width: int, height: int, mode: str = "RGB", **more: object) -> bytes:
    """A real picture of that size."""
    out = io.BytesIO()
    Image.new(mode, (width, height)).save(out, kind, **more)
    return out.getvalue()


def many_frames() -> bytes:
    """A moving PNG of a thousand pictures."""
    frames = [Image.new("L", (200, 200), number % 256) for number in range(1_000)]
    out = io.BytesIO()
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


def lying_size() -> bytes:
    """A JPEG that says it is far larger than it is."""
    content = drawn("JPEG", 16, 16)
    at = content.index(b"\xff\xc0") + 5
    return content[:at] + b"\xff\x00\xff\x00" + content[at + 4 :]


def _text(kind: bytes, count: int) -> bytes:
    if kind == b"zTXt":
        return chunk(kind, b"a\x00\x00" + zeros(count))
    if kind == b"iCCP":
        return chunk(kind, b"a\x00\x00" + zeros(count))
    return chunk(kind, b"a\x00\x01\x00\x00\x00" + zeros(count))


PICTURES: Mapping[str, Callable[[], bytes]] = {
    "gigapixels.png": lambda: png(40_000, 40_000, bits=1),
    "fifty_million.png": lambda: png(10_000, 5_000, colour=2),
    "fifty_million.jpg": lambda: drawn("JPEG", 8_160, 6_144),
    "fifty_million_passes.jpg": lambda: drawn("JPEG", 8_160, 6_144, progressive=True),
    "fifty_million.webp": lambda: drawn("WEBP", 8_160, 6_144, quality=1, method=0),
    "four_samples.png": lambda: png(9_000, 8_000, colour=6),
    "packed_text.png": lambda: png(8, 8, _text(b"zTXt", 300 * MEGABYTE)),
    "packed_words.png": lambda: png(8, 8, _text(b"iTXt", 300 * MEGABYTE)),
    "many_texts.png": lambda: png(8, 8, *[_text(b"zTXt", MEGABYTE - 1)] * 200),
    "one_line.png": lambda: png(300_000_000, 1, bits=1),
    "lying_size.jpg": lying_size,
    "cut.png": lambda: png(100, 100)[:60],
    "cut.jpg": lambda: drawn("JPEG", 100, 100)[:200],
    "drawing.tiff": lambda: drawn("TIFF", 8, 8),
    "bitmap.jpg": lambda: drawn("BMP", 8, 8),
    "postscript.png": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",
    "wrong_name.png": lambda: drawn("JPEG", 8, 8),
}
