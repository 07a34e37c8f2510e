"""Findings out of a sheet: read, looked at as a whole, and recorded all or not at all (R28)."""

from dataclasses import dataclass

from sqlalchemy import select

from certplatform import clock
from certplatform.db import session
from certplatform.domain.actors import Actor
from certplatform.domain.errors import Invalid, NotNow
from certplatform.domain.finding_rows import FindingRow, digest_of_rows, file_key, read_rows
from certplatform.domain.wording import N_
from certplatform.domain.workbook_cells import CellProblem
from certplatform.models.case import Case
from certplatform.models.finding import Finding, FindingUpload
from certplatform.process.finding import raise_finding
from certplatform.process.intake import Inspected, digest_of
from certplatform.process.packed_files import opened
from certplatform.process.step import deed
from certplatform.process.workbook_intake import tables_of
from certplatform.queries.finding_choices import choices_of


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """A sheet that was sent, read: its rows and files, or what is wrong with it."""

    filename: str
    rows: tuple[FindingRow, ...]
    files: dict[str, Inspected]
    problems: tuple[CellProblem, ...] = ()

    @property
    def sha256(self) -> str:
        """The digest of what it says; the same findings in another file have the same."""
        digests = {key: digest_of(one) for key, one in self.files.items()}
        return digest_of_rows(self.rows, digests)


def read_sheet(case: Case, filename: str, content: bytes) -> FilledSheet:
    """Read what was sent: an xlsx, or a zip with it and its files. Raises Invalid."""
    sent = opened(filename, content)
    tables = tables_of(sent.filename, sent.workbook)
    found = read_rows(tables, choices_of(case), sent.names)
    return FilledSheet(sent.filename, found.rows, sent.files, found.problems)


def take_findings(case_id: int | str, *, sheet: FilledSheet, by: Actor) -> list[Finding]:
    """Record every finding of a sheet as a draft, or none; a sheet is taken once."""
    if sheet.problems or not sheet.rows:
        raise Invalid(N_("The sheet cannot be taken as it is."))
    with deed(by=by) as act:
        case = act.on_case(case_id, "take_findings")
        _must_be_new(case, sheet)
        made = [_recorded(case, one, sheet, by) for one in sheet.rows]
        session.add(
            FindingUpload(
                case_id=case.id,
                sha256=sheet.sha256,
                filename=sheet.filename[:200],
                count=len(made),
                taken_by=by.person_id or 0,
                taken_at=act.at,
            )
        )
        act.note(count=len(made), sha256=sheet.sha256, file=sheet.filename[:200])
    return made


def _recorded(case: Case, one: FindingRow, sheet: FilledSheet, by: Actor) -> Finding:
    return raise_finding(
        case.id,
        key=one.key,
        more_keys=one.more_keys,
        site_id=one.site_id,
        grade=one.grade,
        fact=one.fact,
        evidence_text=one.evidence_text,
        files=[sheet.files[file_key(name)] for name in one.files],
        by=by,
    )


def _must_be_new(case: Case, sheet: FilledSheet) -> None:
    before = session.scalar(
        select(FindingUpload).where(
            FindingUpload.case_id == case.id, FindingUpload.sha256 == sheet.sha256
        )
    )
    if before is not None:
        raise NotNow(
            N_("These findings were already taken in on %(at)s, %(count)s of them."),
            {
                "at": clock.local_time(before.taken_at).strftime("%Y-%m-%d %H:%M"),
                "count": before.count,
            },
        )
