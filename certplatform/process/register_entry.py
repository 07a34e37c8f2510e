"""How a certificate stands in the public register, from what its revision says."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from certplatform.db import session
from certplatform.domain.grams import grams_of, haystack_of
from certplatform.domain.scheme import Scheme
from certplatform.models.certificate import Certificate, CertificateRevision
from certplatform.models.register import RegisterEntry


def enter_in_register(
    certificate: Certificate, revision: CertificateRevision, scheme: Scheme, at: datetime
) -> RegisterEntry:
    """Write the entry of a certificate anew; call it inside a deed."""
    entry = session.scalar(
        select(RegisterEntry).where(RegisterEntry.certificate_id == certificate.id)
    )
    if entry is None:
        entry = RegisterEntry(certificate_id=certificate.id)
        session.add(entry)
    said: Mapping[str, Any] = json.loads(revision.content)
    holder = said["holder"]
    texts = (holder["name"], holder["name_en"], said["number"], holder["uscc"])
    views = dict.fromkeys(one["viewpoint"] for one in said["capabilities"])
    entry.revision_id = revision.id
    entry.number = said["number"]
    entry.holder_name = holder["name"]
    entry.holder_code = holder["uscc"]
    entry.haystack = haystack_of(*texts)
    entry.grams = " ".join(grams_of(*texts))
    entry.region = holder["region"]
    entry.industry = holder["industry"]
    entry.body_code = said["body"]["code"]
    entry.grade = said["grade"]
    entry.level = scheme.grade(said["grade"]).level
    entry.viewpoints = "," + ",".join(views) + ","
    entry.entered_at = at
    return entry
