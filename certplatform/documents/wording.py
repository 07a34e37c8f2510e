"""Messages in both languages at once, for papers and workbooks that carry both."""

from typing import Any

from flask_babel import force_locale, gettext

from certplatform.domain.bilingual import params_for
from certplatform.domain.scheme import Text

CHINESE, ENGLISH = "zh_CN", "en"


def worded(message: str, **params: Any) -> Text:
    """A message in both languages; parameters that are texts appear in each."""
    return Text(_in(CHINESE, message, params), _in(ENGLISH, message, params))


def _in(locale: str, message: str, params: dict[str, Any]) -> str:
    spoken = {
        name: value.in_(locale) if isinstance(value, Text) else value
        for name, value in params.items()
    }
    with force_locale(locale):
        return str(gettext(message, **params_for(spoken, locale)))
