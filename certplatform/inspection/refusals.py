"""How a file is refused: a sentence at the field of files."""

from certplatform.domain.errors import Invalid
from certplatform.domain.wording import N_

MEGABYTE = 1024 * 1024
WRONG_KIND = N_(
    "This kind of file is not taken. Send PDF, JPEG, PNG, WebP, Word (docx), "
    "Excel (xlsx) or PowerPoint (pptx)."
)
TOO_MUCH_WORK = N_(
    "The file takes too much time or memory to look at; it is not taken. Print or save it anew."
)


def refused(message: str, **params: str | int) -> Invalid:
    """The refusal of a file."""
    return Invalid(message, params, fields={"file": message})
