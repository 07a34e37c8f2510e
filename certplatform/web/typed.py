"""What is typed into fields, read so that nothing reaches the database that no column can hold."""

from datetime import date
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.routing import IntegerConverter
from wtforms import DateField as AnyDateField
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

LARGEST = 2**31 - 1  # of a column for whole numbers
FIRST_YEAR, LAST_YEAR = 1900, 2200  # no day of a case lies outside, and sums of days stay dates


def plain(value: str | None) -> str:
    """What was typed without blanks around it; a field that was not sent is empty."""
    return (value or "").strip()


Line = partial(StringField, filters=[plain])
Text = partial(TextAreaField, filters=[plain])


def needed() -> InputRequired:
    """Something must be there."""
    return InputRequired(_l("Please fill this in."))


def at_most(count: int) -> Length:
    """Not longer than its column."""
    return Length(max=count, message=_l("At most %(max)d characters."))


def whole(typed: str | None) -> int:
    """The number of a row or version as a form sends it back; 0 for anything else."""
    digits = (typed or "").strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(LARGEST))):
        return 0
    return min(int(digits), LARGEST)


class DateField(AnyDateField):
    """A day that can be reckoned with."""

    data: date | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Refuse days of other ages like days that do not exist."""
        super().process_formdata(valuelist)
        if self.data is not None and not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            self.data = None
            raise ValueError(self.gettext("Not a valid date value."))


class RowNumber(IntegerConverter):
    """A whole number in an address; one that no column can hold leads nowhere."""

    def __init__(self, *args: Any, **more: Any) -> None:
        """Set the largest, unless the rule has a smaller one."""
        super().__init__(*args, **{"max": LARGEST, **more})
