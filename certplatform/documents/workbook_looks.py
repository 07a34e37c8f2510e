"""How workbooks look: formats, page settings, names of sheets."""

import math
from collections.abc import Sequence
from typing import Any

DEEP, TINT, LINE, GREY = "#12395B", "#EAF0F6", "#B8C4D0", "#6B7785"
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
LONGEST_NAME = 31
FONT = "微软雅黑"
WIDE_FROM, LINE_HEIGHT = 0x2E80, 15.0


class Looks:
    """The formats of one workbook."""

    def __init__(self, writer: Any) -> None:
        def look(**more: Any) -> Any:
            return writer.add_format({"font_name": FONT, "font_size": 10, "valign": "top", **more})

        entry = {"border": 1, "border_color": LINE, "num_format": "@", "text_wrap": True}
        label = {"border": 1, "border_color": LINE, "bg_color": TINT, "text_wrap": True}
        self.title = look(bold=True, font_size=15, font_color=DEEP)
        self.hint = look(font_color=GREY)
        self.head = look(**label, bold=True, font_color=DEEP)
        self.label = look(**label)
        self.entry = look(**entry)
        self.long_entry = look(**entry)
        self.fact = look(**entry)
        self.hint_cell = look(font_color=GREY, text_wrap=True, font_size=9)
        self.sentence = look(text_wrap=True)
        self.number = look(font_color=GREY, align="center", border=1, border_color=LINE)
        self.quiet = look(font_color=GREY, font_size=9, num_format="@")
        self.mark = look(font_color="#FFFFFF", font_size=8)

    def page(self, page: Any, *, portrait: bool = False) -> None:
        """Set up a sheet: its first column of marks hidden, to be printed one page wide."""
        page.set_column(0, 0, 2, None, {"hidden": True})
        page.set_row(0, 28)
        page.set_row(1, 20)
        page.hide_gridlines(2)
        page.set_paper(9)
        if not portrait:
            page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_footer("&L&A&R&P / &N")


def height_of(text: str, width: float) -> float:
    """How high a row has to be for a text in a column; Chinese characters take two places."""
    lines = sum(
        max(1, math.ceil(sum(2 if ord(one) >= WIDE_FROM else 1 for one in line) / width))
        for line in text.splitlines() or [""]
    )
    return lines * LINE_HEIGHT + LINE_HEIGHT / 3


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Names that spreadsheet programs take: short, without signs of theirs, none twice."""
    names: list[str] = []
    for title in titles:
        plain = " ".join(title.translate(FORBIDDEN).split())[:LONGEST_NAME] or "-"
        name, nth = plain, 1
        while name.casefold() in {one.casefold() for one in names}:
            nth += 1
            name = f"{plain[: LONGEST_NAME - 4]} {nth}"
        names.append(name)
    return names
