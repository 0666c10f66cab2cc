"""
The whole product for Slack's tests: the real desk on SQLite, the simulated Amazon, a real mailbox.

One house serves a module; each test moves into a tidy one and sees only what happened since.
"""

from __future__ import annotations

import asyncio
import json

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from dbos import DBOS

from bot.foundation.settings import Settings
from bot.foundation.timeouts import Timeouts
from bot.model.case import Case
from bot.model.case import State as CaseState
from bot.runtime.server import Bot, opened
from bot.slack.handlers.merchants import LIVE
from bot.storage.channels import ChannelSettings
from sandbox.inbox import Mail
from sandbox.slack import Message, Workspace
from sandbox.slack.state import State
from sandbox.world import World


TIMES = Timeouts(
    retry_first=0.05, post_first=0.01, post_tries=2, housekeeping=3600, later_poll=0.05
)
ALPHA, BETA = "M1004", "M1001"  # whose companies read CALPHA and CBETA


@dataclass
class House:
    """
    A bot at work on a world, and what came of it since this test began.
    """

    world: World
    bot: Bot
    _told: Counter[str] = field(default_factory=Counter)
    _since: str = ""

    @property
    def slack(self) -> Workspace:
        return self.world.slack

    @property
    def state(self) -> State:
        return self.world.slack.state

    async def idle(self) -> None:
        """
        Return when nothing is on its way any more; what waits for its time is not on its way.
        """
        front = self.bot.slack._front
        assert front is not None
        while True:
            await self.slack.settled()
            if front.tasks:
                await asyncio.wait(set(front.tasks))
            elif await DBOS.list_workflows_async(status="PENDING", load_input=False):
                await asyncio.sleep(0.01)
            else:
                await self.bot.slack.surface.drain()
                return

    async def tidy(self) -> None:
        """
        Put everything back that a test may have moved, and begin to count anew.
        """
        await self.idle()
        self.slack.faults.clear()
        self.world.amazon.world()
        self.state.stacks.clear()
        self.state.channels |= {channel.id: channel for channel in self.state.cast.channels}
        front = self.bot.slack._front
        assert front is not None
        for channel in self.state.channels:
            front.audiences.forget_channel(channel)
        decided = sa.text("delete from slack_once")  # bursts are one answer, alarms one line
        await self.bot.files.database.run(lambda c: c.execute(decided))
        for case in await self.bot.files.cases.list(limit=1000, states=LIVE):
            await self.bot.files.cases.change(
                case.id, state=CaseState.CLOSED
            )  # nothing is joined to it
        for settings in await self.bot.files.channels.all():
            await self.bot.files.channels.forget(settings.channel)
        await self.bind("CALPHA", ALPHA)
        await self.bind("CBETA", BETA)
        self._since = self.state.next_ts()
        self._told["mails"] = len(self.world.inbox.messages)
        self._told["calls"] = len(self.slack.calls)
        self._told["cases"] = len(await self.bot.files.cases.list(limit=1000))

    async def bind(self, channel: str, *merchants: str, **options: Any) -> None:
        """
        Whose a channel is, and how the bot behaves there.
        """
        await self.bot.files.channels.save(ChannelSettings(channel, merchants=merchants, **options))

    def said(self, channel: str) -> list[Message]:
        """
        What the bot said in a channel.
        """
        return [m for m in self.slack.messages(channel) if m.bot and m.ts > self._since]

    def shown(self, channel: str) -> str:
        """
        All that a reader of a channel sees of the bot, as text.
        """
        return json.dumps([(m.text, m.blocks) for m in self.said(channel)], ensure_ascii=False)

    def whispered(self, user: str) -> list[str]:
        """
        What one person alone was told.
        """
        return [m.text for m in self.slack.ephemerals(user) if m.ts > self._since]

    @property
    def mails(self) -> list[Mail]:
        return self.world.inbox.messages[self._told["mails"] :]

    async def cases(self) -> list[Case]:
        """
        The cases opened, oldest first.
        """
        every = await self.bot.files.cases.list(limit=1000)
        return list(reversed(every[: len(every) - self._told["cases"]]))

    async def decided(self) -> list[str]:
        """
        What was decided in these cases, by anybody but us: `escalate.1`, `run 2`, `close.1`.
        """
        events = await self.bot.files.journal.audited(limit=10_000)
        mine = {case.id for case in await self.cases()}
        quiet = {"triage", "Triage"}
        return [e.what for e in events if e.case_id in mine and e.who not in quiet]

    async def asked(self, user: str = "UALPHA", channel: str = "CALPHA", text: str = "") -> Message:
        """
        The answer to a merchant who mentioned the bot.
        """
        await self.slack.mention(user, channel, text or "our orders have not come in since Monday")
        await self.idle()
        return self.said(channel)[-1]

    async def triaged(self, merchant: str = ALPHA, channel: str = "CCASES") -> Message:
        """
        The answer to an agent who typed the command.
        """
        await self.slack.command("UAGENT", channel, "/triage", f"{merchant} orders stopped")
        await self.idle()
        return self.said(channel)[-1]

    def wire(self) -> str:
        """
        All that went to Slack, as text.
        """
        calls = self.slack.calls[self._told["calls"] :]
        return json.dumps([call.args for call in calls], ensure_ascii=False)


@asynccontextmanager
async def house(folder: Path, **more: str) -> AsyncIterator[House]:
    """
    A house, over Socket Mode or, without an app token, over signed HTTP.
    """
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(World(folder, limits=False))
        bot = await stack.enter_async_context(opened(settings_of(world, more), TIMES))
        stop = asyncio.Event()
        served = asyncio.create_task(bot.listen(stop))
        try:
            await asyncio.wait_for(bot.slack.listening.wait(), 60)
            if bot.settings.slack_app_token.get_secret_value():
                await world.slack.connected(60, 2)
            else:
                address = f"http://127.0.0.1:{bot.slack.doors.port}/slack/events"
                await world.slack.deliver_to(address)
            yield House(world, bot)
        finally:
            stop.set()
            await served


def settings_of(world: World, more: Mapping[str, str]) -> Settings:
    values = {name.lower(): value for name, value in {**world.settings, **more}.items()}
    return Settings(_env_file=None, **values)  # type: ignore[arg-type]
