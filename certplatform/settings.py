"""Typed, frozen settings from the environment or the TOML file that CERTPLATFORM_CONFIG names."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

DEMO_SECRET = "demo-secret-not-for-production"  # noqa: S105 - a production start refuses it
KNOWN_SECRETS = frozenset({DEMO_SECRET, "dev", "secret", "changeme", "change-me", "development"})
SHORTEST_SECRET = 32


class UnfitForProduction(RuntimeError):
    """A production start was asked for with settings that only a demonstration may have."""


class Settings(BaseSettings):
    """All settings, by their names in the environment; docs/settings.md is made from this class."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", case_sensitive=False)

    environment: Literal["demo", "production"] = Field(
        "demo", description="`production` refuses demo secrets, demo keys and a missing PUBLIC_URL"
    )
    secret_key: str = Field(DEMO_SECRET, description="Signs session cookies; 32 characters or more")
    database_url: str = Field("", description="Default: SQLite below the instance folder")
    redis_url: str = Field("", description="Default: none, jobs run in the web process")
    storage_url: str = Field("", description="Default: a folder; or s3://bucket/prefix")
    scanner_url: str = Field(
        "", description="clamd: tcp://host:3310 or unix:///path; default: none, said of every file"
    )
    public_url: str = Field(
        "", description="Used in every link and QR code; default http://127.0.0.1:8000"
    )
    mail_url: str = Field("", description="smtp://user:password@host:port; default: a folder")
    mail_from: str = Field("noreply@certplatform.invalid", description="Sender of all mail")
    contact_mail: str = Field(
        "", description="Where objections and reports may be sent; default: MAIL_FROM"
    )
    seal_key: str = Field("", description="PEM file, RSA: seals PDFs; default: demo key")
    seal_cert: str = Field("", description="PEM file, certificate of SEAL_KEY, then its issuers")
    token_key: str = Field("", description="PEM file, P-256: signs QR tokens; default: demo key")
    token_keys_retired: str = Field("", description="PEM files of earlier public keys, comma")
    timezone: str = Field("Asia/Shanghai", description="Local dates; the rules are written for it")
    default_locale: str = Field("zh_CN", description="zh_CN or en")
    trusted_proxies: int = Field(0, ge=0, le=3, description="Reverse proxies in front")
    instance: Path = Field(Path("var"), description="Folder of a self-contained instance")
    password_cost: Literal["normal", "test"] = Field("normal", description="argon2 profile")
    max_upload_bytes: int = Field(20 * 1024 * 1024, description="Largest single request")
    rate_limits: bool = Field(default=True, description="Limits per address; off only in tests")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over the environment, the environment over the file."""
        del dotenv_settings, file_secret_settings
        named = os.environ.get("CERTPLATFORM_CONFIG")
        file = TomlConfigSettingsSource(settings_cls, Path(named) if named else None)
        return (init_settings, env_settings, file)

    @property
    def database(self) -> str:
        """The database address, the instance's SQLite file by default."""
        return self.database_url or f"sqlite:///{self.instance.resolve() / 'certplatform.db'}"

    @property
    def address(self) -> str:
        """The public address without a trailing slash."""
        return (self.public_url or "http://127.0.0.1:8000").rstrip("/")

    @property
    def contact(self) -> str:
        """The mail address that the public is given."""
        return self.contact_mail or self.mail_from

    @property
    def has_demo_keys(self) -> bool:
        """Whether documents are sealed or tokens signed with a demo key."""
        return not (self.seal_key and self.seal_cert and self.token_key)

    @property
    def demo(self) -> bool:
        """Whether pages and documents must say that this is a demonstration."""
        return self.environment == "demo" or self.has_demo_keys

    def check(self) -> list[str]:
        """What makes these settings unfit for production, in sentences."""
        wrong = []
        if self.secret_key in KNOWN_SECRETS or len(self.secret_key) < SHORTEST_SECRET:
            wrong.append("SECRET_KEY is missing, well known or shorter than 32 characters.")
        if self.has_demo_keys:
            wrong.append("SEAL_KEY, SEAL_CERT and TOKEN_KEY must name keys of your own.")
        if not self.public_url.startswith("https://"):
            wrong.append("PUBLIC_URL must be the https:// address that the public uses.")
        return wrong

    def refuse_unfit(self) -> None:
        """Raise `UnfitForProduction` when a production start has settings of a demonstration."""
        if self.environment == "production" and (wrong := self.check()):
            raise UnfitForProduction(" ".join(wrong))


def read_settings(**given: object) -> Settings:
    """Read the settings; `given` wins over environment and file."""
    return Settings(**given)  # type: ignore[arg-type]


def service_url(name: str) -> str:
    """A test service's address from the environment (TEST_DATABASE_URL, TEST_REDIS_URL)."""
    return os.environ.get(name, "")
