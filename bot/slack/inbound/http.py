"""
Our own HTTP doors: Slack's signed requests, and health for whoever watches us.
"""

from __future__ import annotations

import time

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp


SLACK_PATH = "/slack/events"


class CannotListen(Exception):
    """
    Our own port cannot be opened; the message says why and what to do.
    """


class HttpServer:
    """
    The server on PORT. `not_ready` says why we are not, or nothing.
    """

    def __init__(self, not_ready: Callable[[], str]) -> None:
        self._not_ready = not_ready
        self._runner: web.AppRunner | None = None
        self.port = 0
        self.on_ack: Callable[[float], None] = lambda _: None

    async def open(
        self, host: str, port: int, app: AsyncApp | None, routes: Sequence[web.RouteDef] = ()
    ) -> None:
        """
        Listen; without a Bolt app (Socket Mode) only health is served. Raises `CannotListen`.
        """
        server = web.Application()
        server.add_routes([web.get("/healthz", self._alive), web.get("/readyz", self._ready)])
        server.add_routes(routes)
        if app is not None:
            server.add_routes([web.post(SLACK_PATH, _slack(app, self.on_ack))])
        self._runner = web.AppRunner(server, access_log=None, shutdown_timeout=5.0)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise CannotListen(
                f"Cannot listen on {host}:{port} ({error.strerror or error}); "
                "set PORT to a free port, or stop what listens there."
            ) from error
        self.port = self._runner.addresses[0][1]

    async def close(self) -> None:
        """
        Stop listening.
        """
        if self._runner is not None:
            await self._runner.cleanup()

    async def _alive(self, _: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def _ready(self, _: web.Request) -> web.Response:
        why_not = self._not_ready()
        return web.Response(text=why_not or "ready", status=503 if why_not else 200)


def _slack(
    app: AsyncApp, on_ack: Callable[[float], None]
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def slack(request: web.Request) -> web.StreamResponse:
        # Bolt reads the timestamp as a number without asking whether it is one.
        if not request.headers.get("X-Slack-Request-Timestamp", "").isdecimal():
            return web.Response(status=401, text="not signed by Slack")
        began = time.perf_counter()
        answer = await app.async_dispatch(await to_bolt_request(request))
        on_ack(time.perf_counter() - began)
        return await to_aiohttp_response(answer)

    return slack
