"""Freezing what a revision of a certificate says, before its file is made."""

import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785

from certplatform.db import session
from certplatform.domain.certificate import PENDING
from certplatform.domain.scheme import Scheme
from certplatform.extensions import house
from certplatform.models.case import Case
from certplatform.models.certificate import Certificate, CertificateRevision
from certplatform.models.organisation import Organisation
from certplatform.process.step import Deed


def freeze(
    act: Deed,
    case: Case,
    certificate: Certificate,
    content: Mapping[str, Any],
    printed: Mapping[str, str],
) -> CertificateRevision:
    """Keep content, token and signing time of a revision; call it inside a deed."""
    canonical = rfc8785.dumps(dict(content))
    revision = CertificateRevision(
        certificate_id=certificate.id,
        case_id=case.id,
        revision=content["revision"],
        state=PENDING,
        content=canonical,
        printed=dict(printed),
        content_sha256=hashlib.sha256(canonical).hexdigest(),
        token=house().issuer.token(content),
        # a signature knows whole seconds only
        signed_at=act.at.replace(microsecond=0),
        issued_by=act.by.person_id,
    )
    session.add(revision)
    session.flush()
    return revision


def printed_beyond(scheme: Scheme, body: Organisation) -> dict[str, str]:
    """What the paper says beyond the record."""
    return {"scheme": scheme.code, "version": scheme.version, "body_en": body.name_en}
