"""
Socket Mode: the websockets over which the bot is told things, and their acknowledgements.
"""

from __future__ import annotations

import asyncio
import json

from collections.abc import Callable

from aiohttp import WSMsgType, web

from sandbox.slack.cast import APP_ID
from sandbox.slack.state import Json


MOST_SOCKETS = 10  # of one app


class NoSocket(Exception):
    """
    Nobody is connected, or the connection went before the acknowledgement came.
    """


class Sockets:
    """
    The bot's open connections; each delivery goes over one of them, in turn.
    """

    def __init__(self) -> None:
        self._open: list[web.WebSocketResponse] = []
        self._waiting: dict[str, tuple[web.WebSocketResponse, asyncio.Future[Json]]] = {}
        self._turn = 0
        self._connected = asyncio.Event()
        self.hellos = 0
        self.on_change: Callable[[], None] = lambda: None

    @property
    def connected(self) -> int:
        """
        How many connections are open.
        """
        return len(self._open)

    async def wait(self, within: float = 10.0, at_least: int = 1) -> None:
        """
        Return when the bot has connected (TimeoutError).
        """
        async with asyncio.timeout(within):
            while len(self._open) < at_least:
                self._connected.clear()
                await self._connected.wait()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """
        One connection, from hello to goodbye.
        """
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if len(self._open) >= MOST_SOCKETS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        self._open.append(socket)
        self.hellos += 1
        await socket.send_json(self._hello())
        self._connected.set()
        self.on_change()
        try:
            async for frame in socket:
                if frame.type == WSMsgType.TEXT:
                    self._acknowledge(frame.data)
        finally:
            self._forget(socket)
        return socket

    async def deliver(self, envelope: Json, within: float) -> Json:
        """
        Send one envelope and return the payload of its acknowledgement.

        Raises NoSocket, or TimeoutError when none came in time.
        """
        if not self._open:
            raise NoSocket
        self._turn += 1
        socket = self._open[self._turn % len(self._open)]
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = (socket, answer)
        try:
            await socket.send_json(envelope)
            async with asyncio.timeout(within):
                return await answer
        except ConnectionError as lost:
            raise NoSocket from lost
        finally:
            self._waiting.pop(envelope["envelope_id"], None)

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """
        Ask every connection to reconnect, as Slack does now and then (`warning` comes before).

        Nothing more is sent over the old ones; acknowledgements on them still count.
        """
        for socket in list(self._open):
            self._open.remove(socket)
            await socket.send_json({"type": "disconnect", "reason": reason})

    async def cut(self) -> None:
        """
        Lose every connection without a word.
        """
        for socket in list(self._open):
            self._forget(socket)
            transport = socket._req.transport if socket._req else None  # noqa: SLF001
            if transport is not None:
                transport.close()
        await asyncio.sleep(0)

    async def close(self) -> None:
        """
        End every connection when the workspace ends.
        """
        for socket in list(self._open):
            await socket.close()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "connection_info": {"app_id": APP_ID},
            "debug_info": {"host": "sandbox", "approximate_connection_time": 18060},
        }

    def _acknowledge(self, text: str) -> None:
        try:
            said = json.loads(text)
            waiting = self._waiting.get(said.get("envelope_id", ""))
        except (json.JSONDecodeError, AttributeError):
            return
        if waiting is not None and not waiting[1].done():
            waiting[1].set_result(said.get("payload") or {})

    def _forget(self, socket: web.WebSocketResponse) -> None:
        if socket in self._open:
            self._open.remove(socket)
        for held, answer in self._waiting.values():
            if held is socket and not answer.done():
                answer.set_exception(NoSocket())
        self.on_change()
