"""
The bot within the test's own process, so that its waits can be short and its database at hand.
"""

from __future__ import annotations

import asyncio

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.foundation.settings import Settings
from bot.foundation.timeouts import Timeouts
from bot.runtime.server import serve
from sandbox.slack.state import Message
from sandbox.world import INTERNAL_CHANNEL, World


HASTY = Timeouts(retry_first=0.3, retry_longest=0.5, post_first=0.1, post_tries=2, later_poll=0.2)
AGENT = "UAGENT"
PATIENCE = 40.0


def settings_of(world: World, **more: str) -> Settings:
    """
    What points a bot at this world.
    """
    values = {name.lower(): value for name, value in {**world.settings, **more}.items()}
    return Settings(_env_file=None, **values)  # type: ignore[arg-type]


@asynccontextmanager
async def serving(world: World, **more: str) -> AsyncIterator[None]:
    """
    A connected bot, stopped as SIGTERM would stop it.
    """
    stop = asyncio.Event()
    task = asyncio.create_task(serve(settings_of(world, **more), stop, HASTY))
    connected = asyncio.create_task(world.slack.connected(60, 1))
    if settings_of(world, **more).slack_app_token.get_secret_value():
        await asyncio.wait({task, connected}, return_when=asyncio.FIRST_COMPLETED)
    try:
        if task.done():
            task.result()
        yield
    finally:
        connected.cancel()
        stop.set()
        await task


async def ask(world: World, merchant: str) -> Message:
    """
    Mention the bot in our own channel.
    """
    return await world.slack.mention(AGENT, INTERNAL_CHANNEL, f"triage {merchant}")


def posts(world: World, key: str) -> list[Message]:
    """
    What the bot posted under a key (`answer.1`, `notice.mail.r1.sent`).
    """
    return [
        message
        for message in world.slack.messages(INTERNAL_CHANNEL)
        if (message.metadata or {}).get("event_payload", {}).get("key") == key
    ]


async def answered(world: World, key: str = "answer.1") -> Message:
    """
    The post under a key, once it stands.
    """
    return (await world.slack.wait_for(lambda: posts(world, key), timeout=PATIENCE))[0]
