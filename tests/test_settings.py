"""A production start with what only a demonstration may have refuses, and says why."""

from pathlib import Path

import pytest

from certplatform.factory import create_app
from certplatform.settings import DEMO_SECRET, UnfitForProduction, read_settings

GOOD = {
    "environment": "production",
    "secret_key": "k" * 40,
    "public_url": "https://certificates.example.org",
    "seal_key": "seal-key.pem",
    "seal_cert": "seal-cert.pem",
    "token_key": "token-key.pem",
}


def test_good_settings_are_fit(tmp_path: Path) -> None:
    assert read_settings(**GOOD, instance=tmp_path).check() == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("secret_key", DEMO_SECRET, "SECRET_KEY"),
        ("secret_key", "", "SECRET_KEY"),
        ("secret_key", "changeme", "SECRET_KEY"),
        ("secret_key", "k" * 31, "SECRET_KEY"),
        ("seal_key", "", "SEAL_KEY"),
        ("seal_cert", "", "SEAL_CERT"),
        ("token_key", "", "TOKEN_KEY"),
        ("public_url", "", "PUBLIC_URL"),
        ("public_url", "http://certificates.example.org", "PUBLIC_URL"),
    ],
)
def test_a_production_start_refuses(name: str, value: str, said: str, tmp_path: Path) -> None:
    settings = read_settings(**{**GOOD, name: value}, instance=tmp_path)
    with pytest.raises(UnfitForProduction, match=said):
        create_app(settings)


def test_the_file_named_in_the_environment_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('public_url = "https://from.the.file"\nlog_level = "ERROR"\n', encoding="utf-8")
    monkeypatch.setenv("CERTPLATFORM_CONFIG", str(file))
    monkeypatch.setenv("LOG_LEVEL", "WARNING")
    settings = read_settings()
    assert settings.address == "https://from.the.file"
    assert settings.log_level == "WARNING", "the environment wins over the file"


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_settings().secret_key = "other"  # type: ignore[misc]
