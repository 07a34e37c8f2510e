"""Files with which a newcomer completes the open draft: a filled-in workbook and documents."""

import json
from datetime import date, timedelta
from pathlib import Path

from certplatform.cli.demo.application_scenes import contents_of
from certplatform.cli.demo.papers import paper
from certplatform.cli.demo.scene import Scene
from certplatform.documents.workbook import render_workbook
from certplatform.domain.workflow.case_states import DRAFT
from certplatform.queries.applications import saved_parts
from certplatform.web.enterprise.workbook_download import book_of

FOLDER = "demo-files"
NOTE = "demo-files.json"


def lay_out_samples(scenes: list[Scene], folder: Path, today: date) -> None:
    """Lay the files of the first open draft into the instance, and say whose they are."""
    scene = next(one for one in scenes if one.case.state == DRAFT)
    place = folder / FOLDER
    place.mkdir()
    audited, reviewed = today - timedelta(days=20), today - timedelta(days=12)
    saved = {code: dict(one.content) for code, one in saved_parts(scene.case_id).items()}
    for code, content in contents_of(scene, audited, reviewed).items():
        saved[code] = {**saved.get(code, {}), **content}
    (place / "评定申请表.xlsx").write_bytes(render_workbook(book_of(scene.case, saved)))
    begins = audited - timedelta(days=90)
    for kind in scene.scheme.required_documents(scene.case_type):
        period = f"（{begins.isoformat()}至{audited.isoformat()}）" if kind.covers_period else ""
        file = place / f"{kind.title.zh}{period}.pdf"
        file.write_bytes(paper(kind, scene.enterprise, audited))
    said = {"case": scene.case.number, "email": scene.cast.people[scene.key].email}
    (folder / NOTE).write_text(json.dumps(said), encoding="utf-8")
