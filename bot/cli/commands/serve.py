"""
`triage serve`: the bot, against real Slack, Amazon and mail.
"""

from __future__ import annotations

import asyncio

from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from bot.foundation.settings import Settings


def serve() -> None:
    """
    Run the bot until it is told to stop (Ctrl+C, or SIGTERM from the system).

    What was running then is finished or taken up by the next start.
    """
    from bot.foundation.logs import set_up
    from bot.foundation.settings import Settings
    from bot.runtime.malloc import few_heaps

    few_heaps()
    settings = Settings.load()
    set_up(settings)
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    from bot.cli.commands.signals import interrupted
    from bot.runtime.server import serve as serve_until

    stop = asyncio.Event()

    async def listen() -> None:
        await interrupted()
        stop.set()

    listening = asyncio.create_task(listen())
    try:
        await serve_until(settings, stop)
    finally:
        listening.cancel()
