"""The store of files: content-addressed, written once, on disk or S3-compatible storage."""

import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import Protocol

import obstore
from obstore.store import S3Store

SHA256 = re.compile(r"[0-9a-f]{64}")


class NoSuchFile(LookupError):
    """The store has no such file."""


class Store(Protocol):
    """What every store can do."""

    def put(self, content: bytes) -> str:
        """Keep the bytes durably and return their SHA-256; repeating it changes nothing."""

    def get(self, sha256: str) -> bytes:
        """Return the bytes. Raises NoSuchFile."""

    def has(self, sha256: str) -> bool:
        """Whether the store has them."""


def digest(content: bytes) -> str:
    """SHA-256 in lower-case hex."""
    return hashlib.sha256(content).hexdigest()


def _checked(sha256: str) -> str:
    if not SHA256.fullmatch(sha256):
        raise NoSuchFile(sha256)
    return sha256


class FolderStore:
    """Files below one folder. Written beside, synced, renamed: whole or not there at all."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, making it where needed."""
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def _path(self, sha256: str) -> Path:
        return self.folder / _checked(sha256)[:2] / sha256

    def put(self, content: bytes) -> str:
        """Keep the bytes; they are on disk when this returns."""
        sha256 = digest(content)
        path = self._path(sha256)
        if path.exists():
            return sha256
        path.parent.mkdir(exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(beside).replace(path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the bytes."""
        try:
            return self._path(sha256).read_bytes()
        except FileNotFoundError:
            raise NoSuchFile(sha256) from None

    def has(self, sha256: str) -> bool:
        """Whether the file is there."""
        return self._path(sha256).exists()

    def digests(self) -> list[str]:
        """All digests in the store, for the reconciler."""
        return sorted(path.name for path in self.folder.glob("??/*") if SHA256.fullmatch(path.name))


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class BucketStore:
    """Files in an S3-compatible bucket."""

    def __init__(self, url: str) -> None:
        """Use an address such as s3://bucket/prefix; keys come from the usual environment."""
        self.store = S3Store.from_url(url)

    def put(self, content: bytes) -> str:
        """Keep the bytes."""
        sha256 = digest(content)
        if not self.has(sha256):
            obstore.put(self.store, sha256, content)
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the bytes."""
        try:
            return bytes(obstore.get(self.store, _checked(sha256)).bytes())
        except FileNotFoundError:
            raise NoSuchFile(sha256) from None

    def has(self, sha256: str) -> bool:
        """Whether the object is there."""
        try:
            obstore.head(self.store, _checked(sha256))
        except FileNotFoundError:
            return False
        return True


def open_store(url: str, folder: Path) -> Store:
    """The store of these settings: an S3 address, or the folder."""
    if url.startswith("s3://"):
        return BucketStore(url)
    if url:
        raise ValueError("STORAGE_URL must be empty or start with s3://")
    return FolderStore(folder)
