"""The step runner and the triggers that keep everybody to it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from certplatform.db import session


@pytest.mark.usefixtures("app")
def test_a_case_cannot_be_born_outside_the_first_states() -> None:
    with pytest.raises(DatabaseError, match="born_in_wrong_state"):
        session.execute(
            text(
                "INSERT INTO assessment_case (number, scheme, scheme_version, case_type, "
                "enterprise_id, grade_applied, opened_on, rules_on, created_at, state, "
                "state_since_at, version, public_id) VALUES ('x', 's', '1', 'initial', 1, '', "
                "'2026-01-01', '2026-01-01', '2026-01-01', 'certified', '2026-01-01', 1, 'p')"
            )
        )
