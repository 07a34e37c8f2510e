"""What tests of the documents share: keys made once, and programs that look from outside."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from joserfc.jwk import ECKey

from certplatform.documents.keys import (
    SealKey,
    load_seal_key,
    load_token_key,
    make_demo_seal_key,
    make_demo_token_key,
)
from certplatform.documents.seal import PadesSealer

Tool = Callable[..., str]


@pytest.fixture(scope="session")
def seal_key() -> SealKey:
    return load_seal_key(*make_demo_seal_key())


@pytest.fixture(scope="session")
def other_seal_key() -> SealKey:
    return load_seal_key(*make_demo_seal_key())


@pytest.fixture(scope="session")
def sealer(seal_key: SealKey) -> PadesSealer:
    return PadesSealer(seal_key)


@pytest.fixture(scope="session")
def token_key() -> ECKey:
    return load_token_key(make_demo_token_key())


@pytest.fixture
def tool(tmp_path: Path) -> Tool:
    """Run a program on a PDF: tool("pdftotext", pdf, "-layout", FILE, "-")."""

    def run(program: str, pdf: bytes, *arguments: str) -> str:
        found = shutil.which(program)
        if found is None:
            if os.environ.get("CERTPLATFORM_REQUIRE_SERVICES"):
                pytest.fail(f"{program} is not installed")
            pytest.skip(f"{program} is not installed")
        file = tmp_path / "document.pdf"
        file.write_bytes(pdf)
        filled = [part.replace("FILE", str(file)) for part in arguments]
        done = subprocess.run(
            [found, *filled], capture_output=True, cwd=tmp_path, timeout=60, check=False
        )
        return done.stdout.decode()

    return run
