"""What stands in a PDF, read by a program from outside."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def run_on(program: str, pdf: bytes, folder: Path, *arguments: str) -> str:
    """What a program says of a PDF; FILE in the arguments stands for it."""
    found = shutil.which(program)
    if found is None:
        if os.environ.get("CERTPLATFORM_REQUIRE_SERVICES"):
            pytest.fail(f"{program} is not installed")
        pytest.skip(f"{program} is not installed")
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    filled = [part.replace("FILE", str(file)) for part in arguments]
    done = subprocess.run([found, *filled], capture_output=True, timeout=60, check=True)
    return done.stdout.decode()


def text_of(pdf: bytes, folder: Path) -> str:
    """The text of a PDF without the blanks that only its layout asks for."""
    return "".join(run_on("pdftotext", pdf, folder, "-layout", "FILE", "-").split())
