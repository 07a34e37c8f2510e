"""Whether a file is the one that was issued, and what its certificate's status is now.

The seal itself is checked by `documents`; a good seal does not say that this is the issued file.
"""

from dataclasses import dataclass

from certplatform.queries.register import by_digest
from certplatform.registry.entry import PublicRecord, Unknown, find
from certplatform.storage import digest


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """The digest of a file, and the record of the certificate whose issued file it is."""

    sha256: str
    record: PublicRecord | None

    @property
    def is_issued_file(self) -> bool:
        """Whether every byte is that of a file this registry entered."""
        return self.record is not None


def check_file(content: bytes) -> FileAnswer:
    """Look the digest of a whole file up."""
    return check_digest(digest(content))


def check_digest(sha256: str) -> FileAnswer:
    """Look a digest up, and the certificate with its present status."""
    row = by_digest(sha256.lower())
    if row is None:
        return FileAnswer(sha256.lower(), None)
    record = find(row.number, row.revision)
    return FileAnswer(sha256.lower(), None if isinstance(record, Unknown) else record)
