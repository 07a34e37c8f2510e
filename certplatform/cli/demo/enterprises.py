"""Made-up enterprises in different industries and regions. None of them exists."""

import csv
from dataclasses import dataclass

from stdnum.cn import uscc

from certplatform.paths import CONFIG


@dataclass(frozen=True, slots=True)
class Enterprise:
    """A made-up enterprise, and the capability that it is proud of."""

    key: str
    name: str
    name_en: str
    region: str
    industry: str
    city: str
    street: str
    headcount: int
    representative: str
    contact: str
    activity: str
    capability: str
    viewpoint: int
    goal: str
    unit: str

    @property
    def code(self) -> str:
        """A unified social credit code with a right check character."""
        digits = sum(ord(one) * place for place, one in enumerate(self.key, start=7)) % 10**8
        base = f"91{self.region}{digits:08d}X"
        return base + uscc.calc_check_digit(base)

    @property
    def address(self) -> str:
        """Registered address."""
        return f"{self.city}{self.street}"

    @property
    def email(self) -> str:
        """Sign-in address of its first person."""
        return f"office@{self.key}.demo.invalid"


def _read(row: dict[str, str]) -> Enterprise:
    cells = {
        key: int(text) if key in {"headcount", "viewpoint"} else text for key, text in row.items()
    }
    return Enterprise(**cells)  # type: ignore[arg-type]


def _all() -> dict[str, Enterprise]:
    with (CONFIG / "demo" / "enterprises.psv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: _read(row) for row in csv.DictReader(file, delimiter="|")}


ENTERPRISES = _all()
