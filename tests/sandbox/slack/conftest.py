"""
A workspace, a Web API client for it, and a small bot of Bolt's on its sockets.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest_asyncio

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import Workspace
from tests.sandbox.slack.bot import EchoBot


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[Workspace]:
    async with Workspace(retry_after=(0.01, 0.02, 0.03)) as opened:
        yield opened


@pytest_asyncio.fixture
async def client(slack: Workspace) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=session)


@pytest_asyncio.fixture
async def bot(slack: Workspace, client: AsyncWebClient) -> AsyncIterator[EchoBot]:
    echo = EchoBot(AsyncApp(client=client, signing_secret=slack.signing_secret))
    handler = AsyncSocketModeHandler(echo.app, slack.app_token, ping_interval=0.1)
    await handler.connect_async()
    await slack.connected()
    yield echo
    await slack.settled()
    await handler.close_async()
