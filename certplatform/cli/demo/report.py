"""What the demo tells of each case, and the certificates' files beside the instance."""

from pathlib import Path
from typing import Any

from sqlalchemy import select

from certplatform.cli.demo.scene import Scene
from certplatform.db import session
from certplatform.documents.qr import page_url
from certplatform.extensions import house
from certplatform.models.certificate import Certificate, CertificateRevision


def line_of(scene: Scene, folder: Path) -> dict[str, Any]:
    """The JSON line of a case; the certificate's PDF is laid into `certificates/`."""
    case = scene.case
    found = session.execute(
        select(Certificate, CertificateRevision)
        .join(CertificateRevision, CertificateRevision.certificate_id == Certificate.id)
        .where(
            (CertificateRevision.case_id == case.id) | (Certificate.id == case.certificate_id),
            CertificateRevision.state == "current",
        )
    ).first()
    told: dict[str, Any] | None = None
    if found is not None:
        certificate, revision = found
        told = {
            "number": certificate.number,
            "revision": revision.revision,
            "status": certificate.state,
            "pdf": _laid_out(folder, certificate, revision),
            "verify_url": page_url(house().settings.address, certificate.number, revision.revision),
        }
    return {
        "case": case.number,
        "enterprise": case.enterprise.name,
        "outcome": scene.outcome,
        "state": case.state,
        "grade": found[0].grade if found else case.grade_applied or None,
        "certificate": told,
    }


def _laid_out(folder: Path, certificate: Certificate, revision: CertificateRevision) -> str:
    name = f"{certificate.number}-{revision.revision}.pdf"
    place = folder / "certificates" / name
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(house().store.get(revision.pdf_sha256 or ""))
    return f"certificates/{name}"
