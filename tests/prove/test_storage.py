"""Files on S3-compatible storage behave as on disk: kept once, whole, under their digest."""

from collections.abc import Iterator
from pathlib import Path

import obstore
import pytest
from sqlalchemy import select

from certplatform.db import session
from certplatform.models.document import StoredFile
from certplatform.process.application import attach_document
from certplatform.storage import BucketStore, FolderStore, NoSuchFile, Store, digest, open_store
from tests.builders.application import a_pdf, drafted_case
from tests.builders.people import a_world
from tests.prove.instances import SQLITE, Instances, opened
from tests.prove.object_store import Bucket, object_store

pytestmark = [pytest.mark.prove, pytest.mark.timeout(120)]


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    with object_store() as made:
        for name, value in {
            "AWS_ENDPOINT_URL": made.url,
            "AWS_ALLOW_HTTP": "true",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": "test",
        }.items():
            monkeypatch.setenv(name, value)
        yield made


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, bucket: Bucket, tmp_path: Path) -> Store:
    del bucket
    return open_store("s3://evidence/files" if request.param == "bucket" else "", tmp_path)


def test_what_is_put_is_got_and_kept_once(store: Store) -> None:
    content = b"x" * 3_000_000
    sha256 = store.put(content)
    assert sha256 == digest(content) == store.put(content)
    assert store.has(sha256)
    assert store.get(sha256) == content


@pytest.mark.parametrize("name", ["0" * 64, "../etc/passwd", "", "A" * 64, "a" * 63])
def test_what_is_not_there_is_said(store: Store, name: str) -> None:
    with pytest.raises(NoSuchFile):
        store.get(name)


def test_the_bucket_is_written_once(bucket: Bucket) -> None:
    store = BucketStore("s3://evidence/files")
    for _ in range(3):
        store.put(b"one")
    assert [verb for verb, _ in bucket.asked].count("PUT") == 1
    assert list(bucket.objects) == [f"/evidence/files/{digest(b'one')}"]


def test_a_store_that_stumbles_is_asked_again(bucket: Bucket) -> None:
    bucket.failing = 2
    store = BucketStore("s3://evidence/files")
    assert store.get(store.put(b"one")) == b"one"


def test_a_store_that_is_away_keeps_nothing_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    store = BucketStore("s3://evidence/files")
    store.store = type(store.store).from_url(
        "s3://evidence/files", retry_config={"max_retries": 0}, region="test"
    )
    with pytest.raises((OSError, obstore.exceptions.BaseError)):
        store.put(b"one")


def test_an_upload_goes_to_the_bucket(bucket: Bucket, instances: Instances) -> None:
    settings, _ = instances.fresh(SQLITE)
    with opened(settings.model_copy(update={"storage_url": "s3://evidence"})) as app:
        assert isinstance(app.extensions["house"].store, BucketStore)
        world = a_world()
        case = drafted_case(world, documents=False)
        attach_document(
            case.id,
            kind="MANUAL",
            filename="手册.pdf",
            content=a_pdf(),
            by=world.actor(world.applicant),
        )
        kept = session.scalars(select(StoredFile)).one()
        assert bucket.objects[f"/evidence/{kept.sha256}"] == a_pdf()
        assert FolderStore(settings.instance / "files").digests() == []
