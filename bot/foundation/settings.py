"""
The environment as a typed model. A missing or malformed variable stops the start by its name.
"""

from __future__ import annotations

import os

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from diagnostics.amazon.credentials import AppCredentials, Endpoints
from diagnostics.model import Region


class SettingsError(Exception):
    """
    A setting is missing or malformed; the message names the variable and says what it should be.
    """


def _http(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("should be an address that starts with https:// (or http:// on loopback)")
    return value.rstrip("/")


def _database(value: str) -> str:
    if value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        return value
    raise ValueError("should be sqlite:///path/to/file.db or postgresql://user:password@host/name")


def _smtp(value: SecretStr) -> SecretStr:
    parts = urlsplit(value.get_secret_value())
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("should be smtp://user:password@host:587 or smtps://…")
    try:
        _ = parts.port  # reading it is what finds a bad one
    except ValueError:
        raise ValueError("has a port that is not a number") from None
    return value


def _address(value: str) -> str:
    name, _, host = value.rpartition("@")
    if not name or not host or any(mark in value for mark in "\r\n"):
        raise ValueError("should be an email address")
    return value


def _listed(value: Any) -> Any:
    parts = value.split(",") if isinstance(value, str) else ()
    return tuple(part.strip() for part in parts if part.strip()) if parts else value


LOWER = BeforeValidator(lambda value: value.lower() if isinstance(value, str) else value)
Url = Annotated[str, AfterValidator(_http)]
Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
Address = Annotated[str, AfterValidator(_address)]
Addresses = Annotated[tuple[Address, ...], NoDecode, BeforeValidator(_listed)]
NO_SECRET = SecretStr("")
SANDBOXES = (Path("var/demo/sandbox.env"), Path("var/sandbox/sandbox.env"))


class Settings(BaseSettings):
    """
    Every setting, by the lower-case name of its variable. Secrets have no printed form.
    """

    model_config = SettingsConfigDict(
        env_file=".env",
        extra="ignore",
        frozen=True,
        env_ignore_empty=True,
        hide_input_in_errors=True,
    )

    triage_database_url: Annotated[str, AfterValidator(_database)] = Field(
        default="sqlite:///var/triage.db", repr=False
    )
    triage_connections: str = "sqlite"
    triage_platform_token: SecretStr = NO_SECRET
    triage_secret_key: SecretStr = NO_SECRET
    triage_lwa_client_id: str = Field(default="", repr=False)
    triage_lwa_client_secret: SecretStr = NO_SECRET
    triage_lwa_secret_issued_on: date | None = None
    triage_ads_client_id: str = Field(default="", repr=False)
    triage_ads_client_secret: SecretStr = NO_SECRET
    triage_lwa_url: Url = "https://api.amazon.com/auth/o2/token"
    triage_spapi_url_na: Url = Endpoints().spapi[Region.NA]
    triage_spapi_url_eu: Url = Endpoints().spapi[Region.EU]
    triage_spapi_url_fe: Url = Endpoints().spapi[Region.FE]
    triage_ads_url_na: Url = Endpoints().ads[Region.NA]
    triage_ads_url_eu: Url = Endpoints().ads[Region.EU]
    triage_ads_url_fe: Url = Endpoints().ads[Region.FE]
    slack_bot_token: SecretStr = NO_SECRET
    slack_app_token: SecretStr = NO_SECRET
    slack_signing_secret: SecretStr = NO_SECRET
    slack_api_url: Url = "https://slack.com/api"
    port: int = Field(default=3000, ge=0, le=65535)
    host: str = "0.0.0.0"  # noqa: S104  (Slack and the load balancer come from outside)
    triage_internal_channel: str = ""
    triage_agents: Words = ()
    triage_ours_only_channels: Words = ()
    triage_support_email: Addresses = ()
    triage_fleet_sample: bool = True
    triage_mail_from: str = ""
    triage_smtp_url: Annotated[SecretStr | None, AfterValidator(lambda v: v and _smtp(v))] = None
    triage_answer_within: int = Field(default=4, ge=1, le=240)  # hours, as merchants are told
    triage_remind_after_minutes: int = Field(default=120, ge=1)
    triage_close_after_days: int = Field(default=7, ge=1)
    triage_log_level: Annotated[Literal["debug", "info", "warning", "error"], LOWER] = "info"
    triage_log_format: Annotated[Literal["text", "json"], LOWER] = "text"

    @field_validator("triage_connections")
    @classmethod
    def _source(cls, value: str) -> str:
        if value == "sqlite" or value.startswith("sqlite:///"):
            return value
        try:
            return _http(value)
        except ValueError:
            raise ValueError("should be sqlite, or the address of the platform's own API") from None

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _token(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        start = "xoxb-" if info.field_name == "slack_bot_token" else "xapp-"
        if value.get_secret_value() and not value.get_secret_value().startswith(start):
            raise ValueError(f"should be a token that starts with {start}")
        return value

    @property
    def keys(self) -> tuple[str, ...]:
        """
        The keys that encrypt refresh tokens at rest; the first encrypts, all decrypt.
        """
        return tuple(_listed(self.triage_secret_key.get_secret_value()))

    @property
    def folder(self) -> Path:
        """
        Where files of ours live: beside the SQLite database, else `var`.
        """
        path = self.database_path
        return path.parent if path else Path("var")

    @property
    def database_path(self) -> Path | None:
        """
        The SQLite file, or None on PostgreSQL.
        """
        if self.triage_database_url.startswith("sqlite:///"):
            return Path(self.triage_database_url.removeprefix("sqlite:///"))
        return None

    @property
    def endpoints(self) -> Endpoints:
        """
        Where Amazon is.
        """
        return Endpoints(
            lwa_url=self.triage_lwa_url,
            spapi={
                Region.NA: self.triage_spapi_url_na,
                Region.EU: self.triage_spapi_url_eu,
                Region.FE: self.triage_spapi_url_fe,
            },
            ads={
                Region.NA: self.triage_ads_url_na,
                Region.EU: self.triage_ads_url_eu,
                Region.FE: self.triage_ads_url_fe,
            },
        )

    @property
    def app(self) -> AppCredentials:
        """
        Our own app's credentials; the Ads client is the same pair unless set apart.
        """
        self.require("TRIAGE_LWA_CLIENT_ID", "TRIAGE_LWA_CLIENT_SECRET")
        secret = self.triage_lwa_client_secret.get_secret_value()
        return AppCredentials(
            client_id=self.triage_lwa_client_id,
            client_secret=secret,
            ads_client_id=self.triage_ads_client_id or self.triage_lwa_client_id,
            ads_client_secret=self.triage_ads_client_secret.get_secret_value() or secret,
            secret_issued_on=self.triage_lwa_secret_issued_on,
        )

    def require(self, *names: str) -> None:
        """
        Raise `SettingsError` naming every one of these variables that is not set.
        """
        missing = [name for name in names if not _is_set(getattr(self, name.lower()))]
        if missing:
            verb = "is" if len(missing) == 1 else "are"
            raise SettingsError(
                f"{' and '.join(missing)} {verb} not set; "
                "set it in the environment or in a file .env (docs/operating.md lists all of them)."
            )

    @classmethod
    def load(cls, env_file: Path | None = Path(".env")) -> Settings:
        """
        Read the environment and `.env`. Raises `SettingsError`.

        Where neither says anything of Amazon and a sandbox runs in this folder, its settings are
        read, so that commands in another terminal meet the same world.
        """
        try:
            settings = cls(_env_file=env_file)
            found = None if settings.triage_lwa_client_id else running_sandbox()
            return settings if found is None else cls(_env_file=found)
        except ValidationError as error:
            raise SettingsError(_sentence(error.errors(include_url=False))) from None


def running_sandbox() -> Path | None:
    """
    The settings that a running `triage demo` or `triage sandbox` left in this folder.
    """
    for path in SANDBOXES:
        try:
            first = path.read_text(encoding="utf-8").partition("\n")[0]
            os.kill(int(first.removeprefix("# pid ")), 0)
        except (OSError, ValueError):
            continue  # none, or one that is not running any more
        return path
    return None


def _is_set(value: Any) -> bool:
    if isinstance(value, SecretStr):
        return bool(value.get_secret_value())
    return value not in (None, "", ())


def _sentence(faults: Sequence[Any]) -> str:
    parts = []
    for fault in faults:
        name = str(fault["loc"][0]).upper() if fault["loc"] else "The settings"
        why = str(fault["msg"]).removeprefix("Value error, ")
        parts.append(
            f"{name} {why if why.startswith(('should', 'has')) else 'is malformed: ' + why}"
        )
    return "; ".join(parts) + "."
