"""
Socket Mode: two connections, so that one that Slack closes is not missed, and a clean end.
"""

from __future__ import annotations

import asyncio
import logging
import time

from collections.abc import Callable

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient


log = logging.getLogger(__name__)

CONNECTIONS = 2
_ACK_SECONDS = 3.0
_SETTLE_SECONDS = 0.1


class Sockets:
    """
    Slack's sockets to us. The SDK reconnects each by itself.
    """

    def __init__(
        self,
        app: AsyncApp,
        token: str,
        client: AsyncWebClient,
        on_ack: Callable[[float], None] = lambda _: None,
    ) -> None:
        self._under_way = 0
        self.on_ack = on_ack
        quiet = logging.getLogger("slack_sdk.socket_mode")
        quiet.setLevel(logging.WARNING)
        self._handlers = [
            _Counting(self, app, app_token=token, logger=quiet, web_client=client)
            for _ in range(CONNECTIONS)
        ]

    async def open(self) -> None:
        """
        Open every connection. Raises SlackApiError when Slack refuses the token.
        """
        for handler in self._handlers:
            # Asked for here, and not by connect(), which would repeat a refusal for ever.
            handler.client.wss_uri = await handler.client.issue_new_wss_url()
            await handler.connect_async()  # type: ignore[no-untyped-call]

    @property
    def connected(self) -> bool:
        """
        Whether at least one socket is open.
        """
        return any(
            handler.client.current_session is not None and not handler.client.current_session.closed
            for handler in self._handlers
        )

    async def close(self) -> None:
        """
        Let what is being acknowledged be acknowledged, then close.
        """
        for _ in range(int(_ACK_SECONDS / _SETTLE_SECONDS)):
            if not self._under_way:
                break
            await asyncio.sleep(_SETTLE_SECONDS)
        for handler in self._handlers:
            await handler.close_async()  # type: ignore[no-untyped-call]

    def began(self) -> None:
        """
        Count an envelope that arrived and is not acknowledged yet.
        """
        self._under_way += 1

    def ended(self) -> None:
        """
        Count one envelope less: it was acknowledged.
        """
        self._under_way -= 1


class _Counting(AsyncSocketModeHandler):
    """
    Bolt's handler, counting the envelopes that are not acknowledged yet.
    """

    def __init__(self, sockets: Sockets, app: AsyncApp, **options: object) -> None:
        super().__init__(app, **options)  # type: ignore[arg-type]
        self._sockets = sockets

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        self._sockets.began()
        began = time.perf_counter()
        try:
            await super().handle(client, req)
            self._sockets.on_ack(time.perf_counter() - began)
        finally:
            self._sockets.ended()
