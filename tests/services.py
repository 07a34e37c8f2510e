"""Whether the PostgreSQL server of TEST_DATABASE_URL answers; `python -m tests.services`.

Exit 0: it does. Exit 3: it is not asked for or does not answer, and nothing requires it. Exit 1:
it does not answer although CERTPLATFORM_REQUIRE_SERVICES says that it must.
"""

import os
import sys

from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError

ABSENT = 3


def main() -> int:
    """Try to connect and say how it went."""
    required = bool(os.environ.get("CERTPLATFORM_REQUIRE_SERVICES"))
    url = os.environ.get("TEST_DATABASE_URL", "")
    problem = "TEST_DATABASE_URL is not set"
    if url:
        try:
            engine = create_engine(url, connect_args={"connect_timeout": 5})
            engine.connect().close()
        except SQLAlchemyError as error:
            problem = f"TEST_DATABASE_URL does not answer: {error}"
        else:
            return 0
    sys.stdout.write(f"not run on PostgreSQL: {problem}\n")
    return 1 if required else ABSENT


if __name__ == "__main__":
    sys.exit(main())
