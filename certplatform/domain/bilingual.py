"""Names from scheme data inside translated sentences: both languages travel as one parameter.

`in_both("document", title)` gives `document` and `document_en`; whoever renders a sentence passes
its params through `params_for(params, locale)` and gets the right one of the two.
"""

from collections.abc import Mapping

from certplatform.domain.scheme import Text

_ENGLISH = "_en"


def in_both(name: str, text: Text) -> dict[str, str | int]:
    """One parameter of a sentence in both languages."""
    return {name: text.zh, name + _ENGLISH: text.en}


def params_for(params: Mapping[str, str | int], locale: str) -> dict[str, str | int]:
    """The parameters of a sentence in the language of a locale such as zh_CN."""
    if not locale.startswith("en"):
        return dict(params)
    return {name: params.get(name + _ENGLISH) or value for name, value in params.items()}
