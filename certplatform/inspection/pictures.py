"""Pictures: whether they are whole and of a size that can be opened; copies without their data."""

import io
import struct
import warnings

from PIL import Image, ImageOps

from certplatform.domain.errors import Invalid
from certplatform.domain.wording import N_
from certplatform.inspection.refusals import refused

MOST_PIXELS = 40_000_000
ROOM_FROM_PIXELS = 4_000_000
THUMBNAIL_SIDE = 320
PREVIEW_SIDE = 1_200
FORMATS = ("JPEG", "PNG", "WEBP")
BROKEN = (OSError, ValueError, SyntaxError, struct.error, Image.DecompressionBombError)


def _opened(content: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the size is judged here
        return Image.open(io.BytesIO(content), formats=FORMATS)


def picture_wants_room(content: bytes) -> bool:
    """Whether it is large or odd enough to be opened apart."""
    try:
        with _opened(content) as image:
            many_passes = bool(image.info.get("progressive")) or getattr(image, "n_frames", 1) > 1
            return many_passes or image.width * image.height > ROOM_FROM_PIXELS
    except BROKEN:
        return False


def check_picture(content: bytes) -> None:
    """Open it wholly. Raises Invalid when it is damaged or has too many points."""
    try:
        with _opened(content) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise refused(
                    N_("The picture has %(width)s x %(height)s points; that is too many."),
                    width=width,
                    height=height,
                )
            image.load()
    except Invalid:
        raise
    except BROKEN as error:
        raise refused(N_("The picture cannot be opened; it seems to be damaged.")) from error


def clean_copy(content: bytes) -> tuple[bytes, str]:
    """The same picture drawn anew: turned as it was held, without EXIF, position or comments."""
    with _opened(content) as image:
        kind = "JPEG" if image.format == "JPEG" else "PNG"
        upright = _turned(image)
        return _saved(upright, kind), f"image/{kind.lower()}"


def thumbnail(content: bytes) -> tuple[bytes, str]:
    """A small picture of a picture."""
    with _opened(content) as image:
        image.draft("RGB", (2 * THUMBNAIL_SIDE, 2 * THUMBNAIL_SIDE))
        return shrunk(_turned(image), THUMBNAIL_SIDE), "image/jpeg"


def _turned(image: Image.Image) -> Image.Image:
    ImageOps.exif_transpose(image, in_place=True)
    return image


def shrunk(image: Image.Image, side: int) -> bytes:
    """As JPEG, no side longer than that, on white where it was transparent."""
    image.thumbnail((side, side))
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        above = image.convert("RGBA")
        image = Image.new("RGB", above.size, "white")
        image.paste(above, mask=above)
    return _saved(image.convert("RGB"), "JPEG")


def _saved(image: Image.Image, kind: str) -> bytes:
    """Written from the bare points: whatever else the picture carried stays behind."""
    out = io.BytesIO()
    if kind == "JPEG" and image.mode not in {"L", "RGB"}:
        image = image.convert("RGB")
    elif image.mode not in {"1", "L", "LA", "RGB", "RGBA", "I;16"}:
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    image.info = {}
    image.getexif().clear()
    more = {"quality": 88} if kind == "JPEG" else {}
    image.save(out, kind, **more)
    return out.getvalue()
