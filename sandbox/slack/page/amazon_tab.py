"""
The simulated Amazon in the page, by way of its control address; and the wire tab.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from aiohttp import web

from sandbox.slack.page.asking import asked_for, refused
from sandbox.slack.page.wire import wire
from sandbox.slack.state import Json
from sandbox.slack.workspace import Workspace


OK = 200


class AmazonTab:
    """
    Answers under `/page/amazon` and `/page/wire`.
    """

    def __init__(
        self,
        slack: Workspace,
        amazon: Callable[[], str] | None,
        mended: Callable[[str, bool], Awaitable[None]] | None,
        tell: Callable[[], None],
    ) -> None:
        self._slack = slack
        self._amazon = amazon
        self._on_mended = mended
        self._mended: set[str] = set()  # whose record is no longer as written
        self._tell = tell

    def routes(self) -> list[web.RouteDef]:
        """
        For the page's application.
        """
        return [
            web.get("/page/wire", self._wire),
            web.get("/page/amazon/{place}", self._see),
            web.post("/page/amazon/{place}", self._change),
        ]

    async def _see(self, request: web.Request) -> web.StreamResponse:
        if self._amazon is None:
            return refused("there is no simulated Amazon here", 404)
        held, status = await self._ask("GET", place := request.match_info["place"])
        if place == "merchants" and status == OK:
            held = [{**one, "record_mended": one["id"] in self._mended} for one in held]
        return web.json_response(held, status=status)

    async def _change(self, request: web.Request) -> web.StreamResponse:
        if self._amazon is None:
            return refused("there is no simulated Amazon here", 404)
        place, asked = request.match_info["place"], await asked_for(request)
        held, status = await self._ask("POST", place, asked)
        if self._on_mended and status == OK and place in ("mend", "restore"):
            merchant_id = str(asked.get("merchant_id", "")).upper()
            await self._on_mended(merchant_id, place == "mend")
            (self._mended.add if place == "mend" else self._mended.discard)(merchant_id)
        self._tell()
        return web.json_response(held, status=status)

    async def _wire(self, _: web.Request) -> web.StreamResponse:
        held = (await self._ask("GET", "calls"))[0] if self._amazon else []
        return web.json_response(wire(self._slack.calls, self._slack.acks, held))

    async def _ask(self, method: str, place: str, asked: Json | None = None) -> tuple[Any, int]:
        url = f"{self._amazon() if self._amazon else ''}/_sandbox/{place}"
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.request(method, url, json=asked) as answer,
            ):
                return await answer.json(), answer.status
        except aiohttp.ClientError:
            return {"error": "The simulated Amazon is not running."}, 502
