"""Which law holds for a case: its scheme and its rule values."""

from certplatform.domain.ruleset import Ruleset
from certplatform.domain.scheme import Scheme
from certplatform.models.case import Case
from certplatform.schemes import ruleset_on, scheme


def scheme_of(case: Case) -> Scheme:
    """The scheme in the version that the case keeps."""
    return scheme(case.scheme, case.scheme_version)


def rules_of(case: Case) -> Ruleset:
    """The rule values that hold for the case."""
    return ruleset_on(case.scheme, case.rules_on)
