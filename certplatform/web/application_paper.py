"""The application as a PDF: the form as it stands, or one frozen version of it.

Codes are put into words in both languages, so that a version prints the same for everybody.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import make_response
from werkzeug.wrappers import Response

from certplatform import clock
from certplatform.codes import industry_title, region_title
from certplatform.documents.application import (
    ApplicationPaper,
    EnclosedFile,
    EnteredBlock,
    EnteredPart,
    EnteredTable,
    render_application,
)
from certplatform.documents.layout import Head
from certplatform.documents.table import Column
from certplatform.documents.wording import worded
from certplatform.domain.application_form import (
    PARTS,
    FormField,
    FormPart,
    choices_of,
    questions_of,
    whole_rows,
)
from certplatform.domain.application_workbook import both, flag_in_cell
from certplatform.domain.scheme import Scheme, Text
from certplatform.domain.self_assessment import assess
from certplatform.domain.wording import N_
from certplatform.extensions import house
from certplatform.models.case import Case
from certplatform.queries.applications import (
    Submitted,
    application_documents,
    bodies,
    saved_parts,
)
from certplatform.queries.cases import scheme_of
from certplatform.web.files import disposition

Parts = Mapping[str, Mapping[str, Any]]
SHARES = {"long": 3.0, "text": 2.0, "choice": 2.0, "date": 1.4, "mail": 2.0, "uscc": 2.0}


def draft_paper(case: Case) -> Response:
    """The form as it stands now, marked as a draft."""
    parts = {code: one.content for code, one in saved_parts(case.id).items()}
    files = [
        {
            "kind": one.kind,
            "title": one.title,
            "filename": one.filename,
            "edition": one.edition,
            "covers_from_on": str(one.covers_from_on or ""),
            "covers_until_on": str(one.covers_until_on or ""),
            "sha256": one.file.sha256,
        }
        for one in application_documents(case.id)
    ]
    paper = _Writer(case).paper(f"{case.number}-DRAFT", clock.today(), parts, files)
    return _download(render_application(paper), f"{case.number} 评定申请书 草稿.pdf")


def version_paper(case: Case, version: Submitted) -> Response:
    """A frozen version; the same bytes whenever it is asked for."""
    on = clock.local_date(version.row.submitted_at)
    number = f"{case.number}-APPLICATION-{version.number:02d}"
    paper = _Writer(case).paper(number, on, version.parts, version.documents, version)
    name = f"{case.number} 评定申请书 第{version.number}版.pdf"
    return _download(render_application(paper), name)


def _download(content: bytes, name: str) -> Response:
    answer = make_response(content)
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = disposition(name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


class _Writer:
    """Puts the contents of one case into words, in both languages at once."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.scheme: Scheme = scheme_of(case)
        self.bodies = {one.public_id: one.name for one in bodies()}

    def paper(
        self,
        number: str,
        on: date,
        parts: Parts,
        files: Sequence[Mapping[str, Any]],
        version: Submitted | None = None,
    ) -> ApplicationPaper:
        """The whole paper."""
        case, enterprise = self.case, self.case.enterprise
        name = Text(enterprise.name, enterprise.name_en or "")
        return ApplicationPaper(
            head=Head(number, on, name, demo=house().settings.demo),
            enterprise=enterprise.name,
            uscc=enterprise.code or "",
            case_number=case.number,
            facts=tuple(self._facts(version)),
            version=str(version.number) if version else "",
            sha256=version.sha256 if version else "",
            parts=tuple(self._part(one, parts.get(one.code, {})) for one in PARTS),
            files=tuple(self._file(one) for one in files),
            declared_by=str(parts.get("declarations", {}).get("signed_by") or ""),
        )

    def _facts(self, version: Submitted | None) -> list[tuple[Text, str]]:
        known = self.scheme
        facts = [
            (worded(N_("Type of assessment")), both(known.case_type(self.case.case_type).title)),
            (worded(N_("Scheme")), f"{both(known.title)} ({known.version})"),
            (Text("评定依据", "Standard"), known.standard),
        ]
        if version:
            at = clock.local_time(version.row.submitted_at).strftime("%Y-%m-%d %H:%M")
            facts.append((worded(N_("Submitted")), at))
        return facts

    # -- parts ----------------------------------------------------------------------------------

    def _part(self, part: FormPart, content: Mapping[str, Any]) -> EnteredPart:
        single = [one for one in part.fields if one.kind not in {"rows", "answers"}]
        blocks = [EnteredBlock(facts=self._pairs(single, content))] if single else []
        for one in part.fields:
            given = content.get(one.code)
            if one.kind == "answers":
                blocks += self._answers(one, given or {})
            elif one.kind == "rows":
                blocks += self._lists(one, given or [])
        return EnteredPart(worded(part.title), tuple(blocks))

    def _pairs(
        self, fields: Sequence[FormField], content: Mapping[str, Any]
    ) -> tuple[tuple[Text, str], ...]:
        return tuple((worded(one.label), self.words(one, content.get(one.code))) for one in fields)

    def _lists(self, field: FormField, rows: Sequence[Mapping[str, Any]]) -> list[EnteredBlock]:
        """A table; rows that hold lists of their own are written one by one."""
        inner = [one for one in field.rows if one.kind == "rows"]
        if field.each:
            rows = whole_rows(field, rows, self.scheme)
        if not inner or not rows:
            return [EnteredBlock(tables=(self._table(field, rows),))]
        plain = [one for one in field.rows if one.kind != "rows"]
        return [
            EnteredBlock(
                title=f"{number}. {row.get(plain[0].code) or '—'}",
                facts=self._pairs(plain[1:], row),
                tables=tuple(self._table(one, row.get(one.code) or []) for one in inner),
            )
            for number, row in enumerate(rows, 1)
        ]

    def _table(self, field: FormField, rows: Sequence[Mapping[str, Any]]) -> EnteredTable:
        columns = [one for one in field.rows if one.kind != "rows"]
        return EnteredTable(
            worded(field.label),
            tuple(Column(worded(one.label), SHARES.get(one.kind, 1.2)) for one in columns),
            tuple(tuple(self.words(one, row.get(one.code)) for one in columns) for row in rows),
        )

    def _answers(self, field: FormField, given: Mapping[str, str]) -> list[EnteredBlock]:
        """What the answers come to, then each question with its answer."""
        result = assess(self.scheme.self_assessment, given)
        scores = EnteredTable(
            Text("自评估结果", "Result of the self-assessment"),
            (Column(Text("视图", "View"), 3), Column(Text("得分", "Score"), 1)),
            (
                *((both(one.view.title), str(one.score)) for one in result.views),
                (both(TOTAL), str(result.total)),
                (both(STAGE), both(result.stage.title)),
            ),
        )
        questions = EnteredTable(
            worded(field.label),
            (Column(Text("问题", "Question"), 1), Column(Text("答案", "Answer"), 1)),
            tuple(
                (one.text.zh, _answer(dict(one.choices), given.get(one.code, "")))
                for one in questions_of(field, self.scheme)
            ),
        )
        return [EnteredBlock(tables=(scores, questions))]

    # -- values ---------------------------------------------------------------------------------

    def words(self, field: FormField, value: Any) -> str:
        """One value in both languages; codes with their names."""
        if field.kind == "flag":
            return flag_in_cell(value)
        text = str(value or "")
        if not text:
            return ""
        if field.kind == "choice":
            title = dict(choices_of(field, self.scheme)).get(text)
            return both(title) if title else text
        if field.kind == "body":
            return self.bodies.get(text, text)
        return self._coded(field.kind, text)

    def _coded(self, kind: str, code: str) -> str:
        if kind not in {"industry", "region"}:
            return code
        title = industry_title(code) if kind == "industry" else region_title(code)
        names = Text(*(one.removeprefix(code).strip() for one in (title.zh, title.en)))
        return f"{code} {both(names)}".strip()

    def _file(self, one: Mapping[str, Any]) -> EnclosedFile:
        kinds = {kind.code: kind.title for kind in self.scheme.documents}
        begins, ends = str(one.get("covers_from_on", "")), str(one.get("covers_until_on", ""))
        return EnclosedFile(
            kind=kinds.get(one["kind"], Text(one["kind"], one["kind"])),
            title=one["title"],
            filename=one["filename"],
            edition=str(one.get("edition", "")),
            period=f"{begins or OPEN} –\n{ends or OPEN}" if begins or ends else "",
            sha256=one["sha256"],
        )


OPEN = "…"
TOTAL = Text("总分", "Total")
STAGE = Text("发展阶段", "Stage of development")


def _answer(choices: Mapping[str, Text], code: str) -> str:
    return f"{code} {choices[code].zh}" if code in choices else code
