"""Making the file of an issued certificate: render, seal, store, then enter it in the registry.

Everything comes from what `issue` has frozen. Killed anywhere and repeated, it makes the same
bytes and one row; a sealed file that nobody entered is harmless, and `reconcile` names it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.documents.certificate import (
    CertificatePrint,
    PrintedCapability,
    PrintedSite,
    render_certificate,
)
from certplatform.documents.keyring import sealer
from certplatform.documents.qr import qr_content
from certplatform.domain.certificate import PENDING
from certplatform.domain.scheme import Scheme, Text
from certplatform.extensions import house
from certplatform.models.certificate import CertificateRevision
from certplatform.models.document import StoredFile
from certplatform.process.certificate import certify
from certplatform.schemes import scheme
from certplatform.storage import FolderStore

PLACE = "CN"
# A file so young may belong to a deed that is still under way.
SETTLED = timedelta(hours=1)


def make_file(revision_id: int) -> None:
    """Render, seal and store the file of a revision, then enter the certificate."""
    revision = session.get_one(CertificateRevision, revision_id)
    if revision.state != PENDING:
        return
    sealed = sealed_file(revision)
    sha256 = house().store.put(sealed)
    certify(revision.case_id, pdf_sha256=sha256, size=len(sealed))


def sealed_file(revision: CertificateRevision) -> bytes:
    """The sealed PDF: the same bytes for the same revision, key and address."""
    settings = house().settings
    said: Mapping[str, Any] = json.loads(revision.content)
    known = scheme(revision.printed["scheme"], revision.printed["version"])
    facts = printed(said, revision.printed, known)
    code = qr_content(settings.address, facts.number, facts.revision, revision.token)
    unsigned = render_certificate(facts, code, demo=settings.demo)
    reason = f"{facts.number} / {facts.revision}"
    return sealer(settings).seal(unsigned, at=revision.signed_at, reason=reason, location=PLACE)


def printed(said: Mapping[str, Any], more: Mapping[str, Any], known: Scheme) -> CertificatePrint:
    """What stands on the paper, from the frozen record and the scheme version of the case."""
    holder = said["holder"]
    return CertificatePrint(
        number=said["number"],
        revision=said["revision"],
        title=Text(f"{known.title.zh}证书", f"Certificate: {known.title.en}"),
        issuer_code=said["issuer"]["code"],
        issuer=known.issuer,
        body_code=said["body"]["code"],
        body=Text(said["body"]["name"], more["body_en"]),
        holder=holder["name"],
        holder_en=holder["name_en"],
        uscc=holder["uscc"],
        address=holder["address"],
        address_en="",
        sites=tuple(PrintedSite(one["name"], one["address"]) for one in said["sites"]),
        standard=said["standard"],
        standard_title=known.standard_title,
        scope=said["scope"],
        scope_en=said["scope_en"],
        capabilities=tuple(_capability(one, known) for one in said["capabilities"]),
        grade=said["grade"],
        grade_title=known.grade(said["grade"]).title,
        first_issued=date.fromisoformat(said["first_issued"]),
        issued=date.fromisoformat(said["issued"]),
        expires=date.fromisoformat(said["expires"]),
    )


def _capability(one: Mapping[str, str], known: Scheme) -> PrintedCapability:
    return PrintedCapability(
        one["name"],
        one["viewpoint"],
        known.viewpoint(one["viewpoint"]).title,
        one["level"],
        known.level(one["level"]).title,
    )


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Revisions whose file was made now; rows whose file is gone; files that no row names."""

    remade: tuple[int, ...]
    rows_without_file: tuple[str, ...]
    files_without_row: tuple[str, ...]


def reconcile() -> Reconciled:
    """Make what was left unmade, and name what does not fit together; removes nothing."""
    waiting = session.scalars(
        select(CertificateRevision.id)
        .where(
            CertificateRevision.state == PENDING,
            CertificateRevision.signed_at < clock.now() - SETTLED,
        )
        .order_by(CertificateRevision.id)
    ).all()
    for one in waiting:
        make_file(one)
    store = house().store
    known = _known_files()
    gone = tuple(sorted(one for one in known if not store.has(one)))
    present = store.digests() if isinstance(store, FolderStore) else []
    return Reconciled(tuple(waiting), gone, tuple(one for one in present if one not in known))


def _known_files() -> set[str]:
    """The digests that rows name: files, and the copies made of them."""
    copies = (StoredFile.clean_sha256, StoredFile.thumbnail_sha256, StoredFile.preview_sha256)
    rows = session.execute(select(StoredFile.sha256, *copies))
    return {one for row in rows for one in row if one is not None}
