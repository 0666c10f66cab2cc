"""
Loopback ports: one listener for each host of the simulated Amazon.
"""

from __future__ import annotations

import asyncio

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web


LOOPBACK = "127.0.0.1"
MAX_REQUEST = 256 * 1024

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class Listeners:
    """
    The open ports by name. They are bound to loopback and to nothing else.
    """

    def __init__(self, ports: Mapping[str, int]) -> None:
        self._ports = dict(ports)
        self._runners: list[web.ServerRunner] = []
        self.urls: dict[str, str] = {}
        self.closing = asyncio.Event()

    async def open(self, name: str, handler: Handler) -> None:
        """
        Listen on the port fixed for this name, or on a free one. Raises OSError when it is taken.
        """
        server = web.Server(handler, handler_cancellation=True, access_log=None)
        runner = web.ServerRunner(server, shutdown_timeout=0.2)
        await runner.setup()
        self._runners.append(runner)
        site = web.TCPSite(runner, LOOPBACK, self._ports.get(name, 0), backlog=1024)
        await site.start()
        self.urls[name] = f"http://{LOOPBACK}:{runner.addresses[0][1]}"

    async def close(self) -> None:
        """
        Close all ports; `closing` lets go of what would hang for ever.
        """
        self.closing.set()
        await asyncio.gather(*(runner.cleanup() for runner in self._runners))
        self._runners.clear()


async def body_of(request: web.BaseRequest) -> bytes:
    """
    The request's body; what is longer than any honest one is cut.
    """
    if not request.body_exists:
        return b""
    read = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        read += chunk
        if len(read) > MAX_REQUEST:
            break
    return bytes(read[:MAX_REQUEST])
