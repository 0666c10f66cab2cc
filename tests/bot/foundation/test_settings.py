"""
Settings: read from the environment, named in one sentence where they are wrong, never printed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.foundation.settings import Settings, SettingsError
from diagnostics.model import Region


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of this machine, and no sandbox running beside."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TRIAGE_DATABASE_URL", "mysql://x", "TRIAGE_DATABASE_URL should be sqlite:///"),
        ("TRIAGE_SMTP_URL", "http://x", "TRIAGE_SMTP_URL should be smtp://"),
        ("TRIAGE_SMTP_URL", "smtp://host:abc", "TRIAGE_SMTP_URL has a port that is not a number"),
        ("TRIAGE_SUPPORT_EMAIL", "nobody", "TRIAGE_SUPPORT_EMAIL should be an email address"),
        ("TRIAGE_LWA_URL", "api.amazon.com", "TRIAGE_LWA_URL should be an address"),
        ("TRIAGE_CONNECTIONS", "csv", "TRIAGE_CONNECTIONS should be sqlite, or the address"),
        ("SLACK_BOT_TOKEN", "FAKE", "SLACK_BOT_TOKEN should be a token that starts with xoxb-"),
        ("PORT", "many", "PORT is malformed"),
        ("TRIAGE_LOG_FORMAT", "xml", "TRIAGE_LOG_FORMAT is malformed"),
        ("TRIAGE_LWA_SECRET_ISSUED_ON", "soon", "TRIAGE_LWA_SECRET_ISSUED_ON is malformed"),
    ],
)
def test_a_malformed_variable_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    """One sentence that starts with the variable's name and says what it should be."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        Settings.load()
    assert str(caught.value).startswith(said)
    assert value not in str(caught.value) or value in {"nobody", "csv", "soon", "many", "xml"}


def test_what_is_missing_is_named_together() -> None:
    """Everything that is not set is told at once, not one start at a time."""
    with pytest.raises(SettingsError, match="TRIAGE_MAIL_FROM and TRIAGE_SMTP_URL are not set"):
        Settings.load().require("TRIAGE_MAIL_FROM", "TRIAGE_SMTP_URL")


def test_secrets_have_no_printed_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """Printing the settings shows none of the secrets, nor a database's password."""
    secrets = {
        "TRIAGE_DATABASE_URL": "postgresql://u:FAKE-pass@db.example/x",
        "TRIAGE_SECRET_KEY": "FAKE-key",
        "TRIAGE_LWA_CLIENT_ID": "FAKE-id",
        "TRIAGE_LWA_CLIENT_SECRET": "FAKE-secret",
        "SLACK_BOT_TOKEN": "xoxb-FAKE",
        "SLACK_SIGNING_SECRET": "FAKE-sign",
        "TRIAGE_SMTP_URL": "smtp://u:FAKE-mail@mail.example",
        "TRIAGE_PLATFORM_TOKEN": "FAKE-platform",
    }
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    settings = Settings.load()
    printed = f"{settings!r} {settings} {settings.app!r}"
    assert "FAKE" not in printed


def test_the_env_file_is_read(tmp_path: Path) -> None:
    """A .env file serves as well as the environment."""
    (tmp_path / ".env").write_text("TRIAGE_SUPPORT_EMAIL=a@b.example, c@d.example\n")
    assert Settings.load().triage_support_email == ("a@b.example", "c@d.example")


def test_the_ads_client_is_the_same_pair_unless_set_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ads credentials default to the Selling Partner app's."""
    monkeypatch.setenv("TRIAGE_LWA_CLIENT_ID", "FAKE-id")
    monkeypatch.setenv("TRIAGE_LWA_CLIENT_SECRET", "FAKE-secret")
    assert Settings.load().app.ads_client_id == "FAKE-id"
    monkeypatch.setenv("TRIAGE_ADS_CLIENT_ID", "FAKE-ads")
    assert Settings.load().app.ads_client_id == "FAKE-ads"


def test_a_region_can_be_pointed_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each regional host has its own variable."""
    monkeypatch.setenv("TRIAGE_SPAPI_URL_EU", "http://127.0.0.1:1/")
    assert Settings.load().endpoints.spapi[Region.EU] == "http://127.0.0.1:1"
