"""
A loop of its own, in a thread of its own, for what must be answered at once.

Slack waits three seconds for an acknowledgement, and a person looks on. Examinations keep the main
loop busy for longer than that matters; here nothing happens but to acknowledge and to hand over.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.inbound.socket_mode import Sockets


R = TypeVar("R")
log = logging.getLogger(__name__)

# How long a busy thread may keep the interpreter while another waits; Python's own is 5 ms, and an
# acknowledgement needs the interpreter several times.
SWITCH_SECONDS = 0.001
LAST_SECONDS = 5.0


class AckThread:
    """
    Slack's sockets, apart from everything else.
    """

    def __init__(
        self,
        make_app: Callable[[], AsyncApp],
        token: str,
        api_url: str,
        on_ack: Callable[[float], None] = lambda _: None,
    ) -> None:
        self._on_ack = on_ack
        self._make_app = make_app
        self._token = token
        self._api_url = api_url
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="intake", daemon=True)
        self._sockets: Sockets | None = None

    @property
    def connected(self) -> bool:
        """
        Whether at least one socket is open.
        """
        return self._sockets is not None and self._sockets.connected

    async def open(self) -> None:
        """
        Start the thread and open the sockets. Raises SlackApiError when Slack refuses the token.
        """
        sys.setswitchinterval(SWITCH_SECONDS)
        self._thread.start()
        await self._there(self._open())

    async def close(self) -> None:
        """
        Let what is being acknowledged be acknowledged, then close the sockets and end the thread.
        """
        if not self._thread.is_alive():
            return
        await self._there(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        await asyncio.to_thread(self._thread.join, LAST_SECONDS)
        if not self._thread.is_alive():
            self._loop.close()

    async def _open(self) -> None:
        client = AsyncWebClient(base_url=self._api_url)
        self._sockets = Sockets(self._make_app(), self._token, client, self._on_ack)
        await self._sockets.open()

    async def _close(self) -> None:
        if self._sockets is not None:
            await self._sockets.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _there(self, work: Coroutine[Any, Any, R]) -> R:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))


async def run_in_main_loop(home: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, R]) -> R:
    """
    Await something that belongs to the main loop, from whichever loop this is.
    """
    if asyncio.get_running_loop() is home:
        return await work
    there: Awaitable[R] = asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, home))
    return await there
