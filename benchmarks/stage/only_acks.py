"""
A Bolt app that only acknowledges, over Socket Mode: the floor for any bot built with Bolt.

`python -m benchmarks.stage.only_acks`, with SLACK_API_URL, SLACK_BOT_TOKEN and SLACK_APP_TOKEN set.
"""

from __future__ import annotations

import asyncio
import os

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient


async def _main() -> None:
    client = AsyncWebClient(
        token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"]
    )
    app = AsyncApp(client=client)

    @app.command("/triage")
    async def triage(ack: AsyncAck) -> None:
        await ack("Examining …")

    handler = AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"], web_client=client)
    await handler.start_async()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    asyncio.run(_main())
