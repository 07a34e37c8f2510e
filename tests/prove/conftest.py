from collections.abc import Iterator

import pytest

from tests.prove.instances import Instances


@pytest.fixture(scope="session")
def instances(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instances]:
    """Where the proofs get their databases from; those on a server are dropped at the end."""
    made = Instances(tmp_path_factory.mktemp("prove"))
    yield made
    made.clear()
