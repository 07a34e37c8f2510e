"""A photo as a phone makes it."""

import io

from PIL import Image

ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def a_photo() -> bytes:
    """A picture held upright by a phone that lay on its side, and says where it was."""
    image = Image.new("RGB", (400, 200), "navy")
    image.paste("white", (0, 0, 200, 200))
    told = Image.Exif()
    told[ORIENTATION], told[MAKER] = 6, "Phone of Zhang"
    told[GPS] = {1: "N", 2: (36.0, 39.0, 0.0), 3: "E", 4: (117.0, 7.0, 12.0)}
    out = io.BytesIO()
    image.save(out, "JPEG", exif=told, comment=b"secret note")
    return out.getvalue()
