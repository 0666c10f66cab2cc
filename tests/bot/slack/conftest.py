"""
The bot on a workspace: real Bolt, real sockets, real HTTP, a real database; only the cases are scripted.
"""

from __future__ import annotations

import asyncio

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.foundation.settings import Settings
from bot.slack.app import SlackApp
from bot.slack.views.help import ArticleHit
from bot.storage.channels import ChannelSettings
from bot.storage.stores import Stores
from diagnostics.connections.source import Count, Merchant, UnknownMerchant
from diagnostics.model import Connection, PlatformStatus, Region
from sandbox.slack import Workspace, audit
from sandbox.slack.manifest import Installed
from tests.bot.slack import samples
from tests.bot.slack.desk import ScriptedDesk


NAMES = {"M1001": "Alpha Outdoor", "M1002": "Beta Naturals"}
BOUND = {"CALPHA": frozenset({"M1001"}), "CBETA": frozenset({"M1002"})}


class FewConnections:
    """
    Two merchants on record.
    """

    async def find(self, merchant_id: str) -> tuple[Connection, ...]:
        if merchant_id not in NAMES:
            raise UnknownMerchant(merchant_id)
        return (replace(samples.CONNECTION, merchant_id=merchant_id),)

    async def census(self) -> tuple[Count, ...]:
        return (Count(Region.EU, PlatformStatus.CONNECTED, len(NAMES)),)

    async def search(self, words: str, limit: int = 10) -> tuple[Merchant, ...]:
        found = [Merchant(i, n) for i, n in NAMES.items() if words.lower() in f"{i} {n}".lower()]
        return tuple(found[:limit])


class FewArticles:
    """
    One article, and a crude sense of what is about the connection.
    """

    hit = ArticleHit(
        "consent-expired", "The yearly consent has expired", "Amazon asks once a year.", ""
    )

    def search(self, words: str, limit: int = 5) -> list[ArticleHit]:
        found = [self.hit] if "consent" in words or "reconnect" in words else []
        return found[:limit]

    def relevant(self, text: str) -> bool:
        return "orders" in text or "amazon" in text.lower()

    def explain(self, text: str) -> list[ArticleHit]:
        return [self.hit] if "invalid_grant" in text else []


@dataclass
class Running:
    """
    A bot at work on a workspace.
    """

    slack: Workspace
    app: SlackApp
    desk: ScriptedDesk
    files: Stores
    settings: Settings
    stop: asyncio.Event

    async def idle(self) -> None:
        """
        Return when nothing is on its way any more.
        """
        for _ in range(3):
            await self.slack.settled()
            front = self.app._front
            assert front is not None
            while front.tasks or self.desk.tasks:
                await asyncio.gather(*front.tasks, *self.desk.tasks)
            await self.app.surface.drain()

    async def bind(self, channel: str, merchant: str, **options: object) -> None:
        """
        Bind a shared channel.
        """
        await self.files.channels.save(
            ChannelSettings(channel, merchants=(merchant,), **options)  # type: ignore[arg-type]
        )

    def texts(self, channel: str) -> list[str]:
        """
        What the bot said in a channel, oldest first.
        """
        return [m.text for m in self.slack.messages(channel) if m.bot]


def settings_for(slack: Workspace, folder: Path, *, http: bool = False, **more: object) -> Settings:
    """
    Settings that point the bot at a workspace.
    """
    values: dict[str, object] = {
        "triage_database_url": f"sqlite:///{folder}/triage.db",
        "slack_bot_token": slack.bot_token,
        "slack_app_token": "" if http else slack.app_token,
        "slack_signing_secret": slack.signing_secret,
        "slack_api_url": slack.api_url,
        "port": 0,
        "triage_internal_channel": "CCASES",
        "triage_agents": ("SAGENTS",),
    }
    return Settings(_env_file=None, **{**values, **more})  # type: ignore[arg-type]


@asynccontextmanager
async def running(
    slack: Workspace, folder: Path, *, http: bool = False, **more: object
) -> AsyncIterator[Running]:
    """
    A bot on this workspace, from start to a clean stop.
    """
    settings = settings_for(slack, folder, http=http, **more)
    files = Stores.open(settings.triage_database_url)
    app = await SlackApp.connect(settings, files)
    desk = ScriptedDesk(files, app.surface)
    stop = asyncio.Event()
    served = asyncio.create_task(
        app.serve(desk, FewConnections(), FewArticles(), stop)  # type: ignore[arg-type]
    )
    try:
        if http:
            await app.listening.wait()
            await slack.deliver_to(f"http://127.0.0.1:{app.doors.port}/slack/events")
        else:
            await slack.connected(at_least=2)
        yield Running(slack, app, desk, files, settings, stop)
    finally:
        stop.set()
        await served
        await app.close()
        files.close()


Start = Callable[..., AbstractAsyncContextManager[Running]]


@pytest.fixture
async def slack() -> AsyncIterator[Workspace]:
    """
    A workspace; at its end, nothing that went to it may be amiss.
    """
    async with Workspace(installed=Installed.read()) as workspace:
        workspace.may_name = BOUND
        yield workspace
        assert audit.faults(workspace.calls, workspace.acks, bound=BOUND) == []


@pytest.fixture
async def bot(slack: Workspace, tmp_path: Path) -> AsyncIterator[Running]:
    """
    A bot over Socket Mode.
    """
    async with running(slack, tmp_path) as bot:
        yield bot
