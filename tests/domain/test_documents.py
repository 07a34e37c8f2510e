"""What a document says of itself: the period it covers."""

from datetime import date, timedelta

import pytest

from certplatform.domain.documents import period_faults
from certplatform.domain.scheme import DocumentKind, Text

TODAY = date(2026, 3, 3)
ANY = DocumentKind("ANY", Text("其他", "Other"), Text("", ""))
REPORT = DocumentKind("REPORT", Text("报告", "Report"), Text("", ""), covers_period=True)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "begins", "ends", "at_fault"),
    [
        (ANY, None, None, set()),
        (ANY, TODAY, None, set()),
        (ANY, None, TODAY, set()),
        (REPORT, None, None, {"covers_from_on", "covers_until_on"}),
        (REPORT, TODAY, None, {"covers_until_on"}),
        (REPORT, None, TODAY, {"covers_from_on"}),
        (REPORT, TODAY, TODAY, set()),
        (REPORT, TODAY - DAY, TODAY, set()),
        (REPORT, TODAY, TODAY - DAY, {"covers_until_on"}),
        (REPORT, TODAY, TODAY + 300 * DAY, set()),  # a period may run on
        (REPORT, TODAY + DAY, TODAY + 2 * DAY, {"covers_from_on"}),
        (ANY, TODAY + DAY, None, {"covers_from_on"}),
        (ANY, date(1979, 12, 31), TODAY, {"covers_from_on"}),
        (ANY, date(1980, 1, 1), TODAY, set()),
    ],
)
def test_a_period_is_whole_in_order_and_has_begun(
    kind: DocumentKind, begins: date | None, ends: date | None, at_fault: set[str]
) -> None:
    assert set(period_faults(kind, begins, ends, TODAY)) == at_fault
