"""The certificate (R43): complete, always the same bytes, never overflowing, readable by tools."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from joserfc.jwk import ECKey

from certplatform.documents.certificate import (
    CertificatePrint,
    PrintedSite,
    render_certificate,
)
from certplatform.documents.certificate_front import DoesNotFit
from certplatform.documents.fonts import MissingGlyph
from certplatform.documents.qr import claims_of, make_token, qr_content
from tests.documents.examples import CERTIFICATE, crowded_certificate, record_of

Tool = Callable[..., str]
SITE = PrintedSite("苏州分公司", "江苏省苏州市星湖街1号")


def printed(facts: CertificatePrint, qr: str = "https://example.org/c/1", *, demo: bool = False):  # noqa: ANN201
    return render_certificate(facts, qr, demo=demo)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_R43_everything_stands_on_the_certificate(tool: Tool) -> None:
    facts = replace(CERTIFICATE, sites=(SITE,), revision=3)
    text = squeezed(tool("pdftotext", printed(facts), "-layout", "FILE", "-"))
    wanted = (
        facts.holder, facts.holder_en, facts.uscc, facts.address, facts.address_en, SITE.name,
        SITE.address, facts.standard, facts.standard_title.zh, facts.scope, facts.scope_en,
        facts.capabilities[0].name, facts.capabilities[0].viewpoint_title.zh, "CL3",
        facts.grade, facts.grade_title.en, "2020-03-16", "2023-03-15", facts.number, "Revision3",
    )  # fmt: skip
    for part in wanted:
        assert squeezed(part) in text, part
    for name in (facts.body, facts.issuer):
        assert squeezed(name.zh)[:8] in text


def test_R44_the_same_facts_and_token_give_the_same_bytes() -> None:
    assert printed(CERTIFICATE) == printed(CERTIFICATE)
    assert printed(CERTIFICATE) != printed(replace(CERTIFICATE, revision=2))
    assert printed(CERTIFICATE) != printed(CERTIFICATE, "https://example.org/c/2")


def test_rare_characters_of_the_holders_name_can_be_copied_out(tool: Tool) -> None:
    text = tool("pdftotext", printed(CERTIFICATE), "FILE", "-")
    assert CERTIFICATE.holder in text


def test_every_font_is_embedded_as_a_subset(tool: Tool) -> None:
    listed = tool("pdffonts", printed(crowded_certificate()), "FILE").splitlines()[2:]
    assert listed
    for line in listed:
        assert line.split()[-5:-2] == ["yes", "yes", "yes"], line


def test_the_qr_code_reads_exactly_what_was_put_in(tool: Tool, token_key: ECKey) -> None:
    claims = claims_of(record_of(CERTIFICATE))
    content = qr_content(
        "https://cert.example.org", CERTIFICATE.number, 1, make_token(claims, token_key)
    )
    pdf = printed(CERTIFICATE, content)
    tool("pdftoppm", pdf, "-r", "150", "-gray", "-singlefile", "FILE", "page")
    assert tool("zbarimg", pdf, "-q", "--raw", "page.pgm").strip() == content


def test_twenty_capabilities_and_thirty_sites_stay_inside_the_border(tool: Tool) -> None:
    pdf = printed(crowded_certificate())
    boxes = tool("pdftotext", pdf, "-bbox", "FILE", "-")
    places = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"', boxes)
    assert len(places) > 500
    for left, top, right, bottom in ([float(value) for value in place] for place in places):
        assert left >= 45
        assert right <= 595.3 - 45
        assert top >= 40
        assert bottom <= 841.9 - 40


def test_the_annex_lists_every_site_and_counts_its_pages(tool: Tool) -> None:
    facts = crowded_certificate()
    pdf = printed(facts)
    with pikepdf.open(BytesIO(pdf)) as opened:
        pages = len(opened.pages)
    text = squeezed(tool("pdftotext", pdf, "-layout", "FILE", "-"))
    assert pages > 2
    assert f"Page{pages}of{pages}" in text
    assert all(site.address in text for site in facts.sites)
    assert squeezed(facts.capabilities[19].name)[:12] in text


def test_without_sites_there_is_one_page() -> None:
    with pikepdf.open(BytesIO(printed(CERTIFICATE))) as opened:
        assert len(opened.pages) == 1


def test_only_a_demo_says_demonstration(tool: Tool) -> None:
    facts = replace(CERTIFICATE, sites=(SITE,))
    shown = tool("pdftotext", printed(facts, demo=True), "FILE", "-")
    assert shown.count("演示 DEMONSTRATION") == 2
    assert "DEMONSTRATION" not in tool("pdftotext", printed(facts), "FILE", "-")


def test_a_character_without_a_face_stops_the_certificate() -> None:
    with pytest.raises(MissingGlyph, match=r"U\+1F600"):
        printed(replace(CERTIFICATE, sites=(replace(SITE, name="场所😀"),)))


def test_a_name_of_absurd_length_is_refused_and_not_cut() -> None:
    with pytest.raises(DoesNotFit):
        printed(replace(CERTIFICATE, holder="有限公司" * 2000))


def test_the_day_of_the_file_is_the_day_of_issue() -> None:
    with pikepdf.open(BytesIO(printed(CERTIFICATE))) as opened:
        assert str(opened.docinfo["/CreationDate"]).startswith("D:20200316000000+08")
        assert CERTIFICATE.number in str(opened.docinfo["/Title"])


def test_the_file_is_archival() -> None:
    pdfa = pytest.importorskip(
        "pikepdf.pdfa", reason="the PDF/A checker's extras are absent", exc_type=ImportError
    )
    for facts in (CERTIFICATE, crowded_certificate()):
        report = pdfa.validate_written(BytesIO(printed(facts)), "3b")
        assert report.passed, report.findings


def test_the_record_has_the_names_of_the_public_record() -> None:
    written = record_of(replace(CERTIFICATE, sites=(SITE,), issued=date(2020, 3, 17)))
    assert set(written) == {
        "number", "revision", "holder", "sites", "issuer", "body", "standard", "scope",
        "scope_en", "grade", "capabilities", "first_issued", "issued", "expires",
    }  # fmt: skip
    assert written["sites"] == [{"name": SITE.name, "address": SITE.address}]
    assert written["capabilities"] == [
        {"name": "精益生产管控能力", "viewpoint": "operation", "level": "CL3"}
    ]
    assert (written["first_issued"], written["issued"]) == ("2020-03-16", "2020-03-17")
