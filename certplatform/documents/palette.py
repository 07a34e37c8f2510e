"""The few colours and sizes that all documents share."""

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

INK: Color = HexColor(0x1B2430)
DEEP: Color = HexColor(0x16405B)
GOLD: Color = HexColor(0x9C7628)
PALE_GOLD: Color = HexColor(0xD9C79A)
GREY: Color = HexColor(0x5A6570)
RULE: Color = HexColor(0xC5CED5)
TINT: Color = HexColor(0xEFF3F6)
MIST: Color = HexColor(0xE9EFF2)
WARN: Color = HexColor(0xA63A2B)
WHITE: Color = HexColor(0xFFFFFF)

PAGE: tuple[float, float] = (A4[0], A4[1])
MARGIN: float = 20 * mm
MM: float = mm

DEMO_MARK = "演示 DEMONSTRATION"
