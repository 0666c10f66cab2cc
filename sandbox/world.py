"""
The whole outside world on loopback: Amazon, a Slack workspace, a mail server, and our own records.
"""

from __future__ import annotations

import os
import socket

from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from cryptography.fernet import Fernet

from diagnostics.connections.cipher import TokenCipher
from diagnostics.connections.record import ConnectionRecord
from diagnostics.connections.sqlite import SqliteConnections
from sandbox.amazon import Amazon, Scenarios
from sandbox.inbox import Inbox
from sandbox.platform import Platform
from sandbox.slack import Workspace
from sandbox.slack.cast import AGENTS_GROUP
from sandbox.slack.manifest import Installed
from sandbox.slack.page import Page


SUPPORT = "support@platform.example"
SENDER = "triage@platform.example"
INTERNAL_CHANNEL = "CCASES"
SHARED_CHANNELS = {"CALPHA": "M1004", "CBETA": "M1001"}  # whose company reads each
PLATFORM_TOKEN = "FAKE-platform-token"
SECRET_DAYS = 60  # since our client secret was issued, of its 180
SETTINGS_FILE = "sandbox.env"


class World:
    """
    Everything outside the bot, for as long as the `async with` lasts.

    `folder` holds the bot's own files; the merchants of `scenarios` are on record there. `settings`
    is the environment that points a bot at this world.
    """

    def __init__(
        self,
        folder: Path,
        scenarios: Scenarios | None = None,
        *,
        latency: float = 0.0,
        page_port: int = 0,
        limits: bool = True,
    ) -> None:
        self.folder = folder
        self.scenarios = Scenarios.load() if scenarios is None else scenarios
        self.amazon = Amazon(self.scenarios, latency=latency)
        # What the manifest asks for and no more, so that whatever works here works installed.
        self.slack = Workspace(port=page_port, limits=limits, installed=Installed.read())
        self.inbox = Inbox()
        self.slack.may_name = {c: frozenset({m}) for c, m in SHARED_CHANNELS.items()}
        Page(self.slack, self.inbox, amazon=lambda: self.amazon.url, mended=self._mended)
        self._path = folder / "connections.db"
        self._key = Fernet.generate_key().decode()
        self._stack = AsyncExitStack()
        self.settings: dict[str, str] = {}

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            self._store = store = self._records()
            stack.push_async_callback(store.aclose)
            await stack.enter_async_context(self.amazon)
            await stack.enter_async_context(self.slack)
            await stack.enter_async_context(self.inbox)
            self.platform = await stack.enter_async_context(Platform(store, PLATFORM_TOKEN))
            self._stack = stack.pop_all()
        self.settings = {
            **self.amazon.settings(),
            "TRIAGE_LWA_SECRET_ISSUED_ON": str(
                (datetime.now(UTC) - timedelta(days=SECRET_DAYS)).date()
            ),
            "TRIAGE_DATABASE_URL": f"sqlite:///{self.folder / 'triage.db'}",
            "TRIAGE_CONNECTIONS": f"sqlite:///{self._path}",
            "TRIAGE_SECRET_KEY": self._key,
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_APP_TOKEN": self.slack.app_token,
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "SLACK_API_URL": self.slack.api_url,
            "HOST": "127.0.0.1",
            "PORT": "0",
            "TRIAGE_AGENTS": AGENTS_GROUP,
            "TRIAGE_INTERNAL_CHANNEL": INTERNAL_CHANNEL,
            "TRIAGE_SUPPORT_EMAIL": SUPPORT,
            "TRIAGE_MAIL_FROM": SENDER,
            "TRIAGE_SMTP_URL": self.inbox.url,
        }
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    def platform_settings(self) -> dict[str, str]:
        """
        What to set as well, so that connections come from the platform's API instead of the table.
        """
        return {"TRIAGE_CONNECTIONS": self.platform.url, "TRIAGE_PLATFORM_TOKEN": PLATFORM_TOKEN}

    def write_settings(self) -> Path:
        """
        Leave the settings in a file beside the records, for commands in another terminal.
        """
        path = self.folder / SETTINGS_FILE
        lines = (f"{name}={value}\n" for name, value in self.settings.items())
        path.write_text("".join([f"# pid {os.getpid()}\n", *lines]), encoding="utf-8")
        path.chmod(0o600)
        return path

    async def _mended(self, merchant_id: str, well: bool) -> None:  # noqa: FBT001
        """
        Bring our own record along, as the platform does when a merchant has reconnected.
        """
        if not well:
            await self._restored(merchant_id)
            return
        now = datetime.now(UTC).replace(microsecond=0).isoformat()
        fresh = {"status": "Connected", "status_changed_at": now, "authorised_at": now}
        scenario = self.scenarios[merchant_id]
        rows = [row for row in self.scenarios.connections() if row["merchant_id"] == merchant_id]
        for number, row in enumerate(rows):
            succeeded = {key: now for key in row if key.startswith("last_success") and row[key]}
            tokens = {"refresh_token": scenario.refresh_token(number, ads=False)}
            if scenario.record[number].ads:
                tokens["ads_refresh_token"] = scenario.refresh_token(number, ads=True)
            self._store.save([ConnectionRecord(**{**row, **fresh, **succeeded, **tokens})])

    async def _restored(self, merchant_id: str) -> None:
        """
        Put our own record back to what it was at first, faults and all.
        """
        self._store.forget(merchant_id)
        lost = self._lost_key()
        lost.save(_read(self.scenarios.sealed_with_a_lost_key(), merchant_id))
        await lost.aclose()
        self._store.save(_read(self.scenarios.connections(), merchant_id))

    def _lost_key(self) -> SqliteConnections:
        return SqliteConnections(self._path, TokenCipher([Fernet.generate_key().decode()]))

    def _records(self) -> SqliteConnections:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._path.unlink(missing_ok=True)
        # Tokens under a key that was lost since: an import that leaves a token out keeps them.
        self._lost_key().save(_read(self.scenarios.sealed_with_a_lost_key()))
        store = SqliteConnections(self._path, TokenCipher([self._key]))
        store.save(_read(self.scenarios.connections()))
        return store


def _read(rows: list[dict[str, Any]], merchant_id: str = "") -> list[ConnectionRecord]:
    return [ConnectionRecord(**row) for row in rows if merchant_id in ("", row["merchant_id"])]


def free_port(wished: int) -> int:
    """
    The port one wished for, or 0 (any) where somebody else listens on it.
    """
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", wished))
        except OSError:
            return 0
    return wished
