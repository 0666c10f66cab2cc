"""
A small server that keeps the contract of docs/platform-api.md over an embedded record.
"""

from __future__ import annotations

import asyncio
import gzip
import json

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Self

from aiohttp import web
from aiohttp.typedefs import Handler

from diagnostics.connections.record import TOKENS
from diagnostics.connections.source import Merchant, UnknownMerchant
from diagnostics.connections.sqlite import SqliteConnections
from diagnostics.model import Connection, Region


CONTRACT = Path(__file__).parents[2] / "docs" / "platform-api.md"


def contract() -> object:
    """
    The OpenAPI document that docs/platform-api.md publishes.
    """
    text = CONTRACT.read_text(encoding="utf-8")
    return json.loads(text.partition("```json\n")[2].partition("\n```")[0])


class Platform:
    """
    The platform on loopback: `async with Platform(store, token) as platform: platform.url`.

    `fault` makes the next answers odd: `html`, `down`, `slow`, `garbage`, `packed`, `drip`,
    `mixed up` (the answer to another question), `old` (an earlier
    contract: no draw, no census), or empty for none.
    """

    def __init__(self, store: SqliteConnections, token: str, port: int = 0) -> None:
        self._store = store
        self._token = token
        self._port = port
        self.fault = ""
        self.url = ""

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._guard])
        app.add_routes(
            [
                web.get("/openapi.json", self._contract),
                web.get("/v1/merchants", self._search),
                web.get("/v1/merchants/{merchant_id}/connections", self._find),
                web.get("/v1/connections", self._in_region),
                web.get("/v1/changes", self._changes),
                web.get("/v1/census", self._census),
                web.get("/v1/connections/{merchant_id}/{kind}/{region}/grants", self._grants),
            ]
        )
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if self.fault == "html":
            return web.Response(status=503, text="<html>Down</html>", content_type="text/html")
        if self.fault == "garbage":
            return web.Response(text="<html>Hello</html>", content_type="text/html")
        if self.fault == "down" and request.transport:
            request.transport.close()
        if self.fault == "packed":
            bomb = gzip.compress(b'{"connections": []}' + b" " * 5_000_000)
            return web.Response(body=bomb, headers={"Content-Encoding": "gzip"})
        if self.fault == "drip":
            return await self._dripping(request)
        open_to_all = request.path == "/openapi.json"
        if not open_to_all and request.headers.get("Authorization") != f"Bearer {self._token}":
            return web.json_response({"error": "unauthorized"}, status=401)
        return await handler(request)

    async def _dripping(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        for _ in range(400):
            await answer.write(b" ")
            await asyncio.sleep(0.05)
        return answer

    async def _contract(self, _: web.Request) -> web.Response:
        return web.json_response(contract())

    async def _find(self, request: web.Request) -> web.Response:
        try:
            found = await self._store.find(request.match_info["merchant_id"])
        except UnknownMerchant as unknown:
            body = {
                "error": "unknown_merchant",
                "did_you_mean": [_merchant(m) for m in unknown.suggestions],
            }
            return web.json_response(body, status=404)
        if self.fault == "mixed up":
            drawn = await self._store.draw(found[0].region, found[0].merchant_id, 1, seed="")
            found = drawn.connections
        return web.json_response({"connections": [self._shown(c) for c in found]})

    async def _search(self, request: web.Request) -> web.Response:
        limit = int(request.query.get("limit", "10"))
        found = await self._store.search(request.query.get("query", ""), limit)
        return web.json_response({"merchants": [_merchant(m) for m in found]})

    async def _in_region(self, request: web.Request) -> web.Response:
        drawn = await self._store.draw(
            Region(request.query["region"]),
            request.query.get("exclude", ""),
            int(request.query.get("limit", "10")),
            seed=request.query.get("seed", ""),
            ads_login=request.query.get("ads_login"),
        )
        shown = {"connections": [self._shown(c) for c in drawn.connections]}
        told = {} if self.fault == "old" else {"drawn": "seed" in request.query}
        return web.json_response(shown | told)

    async def _changes(self, request: web.Request) -> web.Response:
        if self.fault == "old":
            return web.json_response({"error": "not_found"}, status=404)
        record = await self._store.region_record(
            Region(request.query["region"]),
            request.query.get("exclude", ""),
            datetime.fromisoformat(request.query["now"]),
        )
        hours = [{**asdict(each), "hour": each.hour.isoformat()} for each in record.hours]
        return web.json_response({"others": record.connections, "hours": hours})

    async def _census(self, _: web.Request) -> web.Response:
        if self.fault == "old":
            return web.json_response({"error": "not_found"}, status=404)
        counts = [asdict(count) for count in await self._store.census()]
        return web.json_response({"counts": counts})

    async def _grants(self, request: web.Request) -> web.Response:
        row = self._store.stored(
            request.match_info["merchant_id"],
            request.match_info["kind"],
            request.match_info["region"],
        )
        if row is None:
            return web.json_response({"error": "unknown_connection"}, status=404)
        whose = "/".join(request.match_info[name] for name in ("merchant_id", "kind", "region"))
        told = "M0/seller/eu" if self.fault == "mixed up" else whose
        return web.json_response({"connection": told, **{column: row[column] for column in TOKENS}})

    def _shown(self, connection: Connection) -> dict[str, object]:
        row = self._store.stored(connection.merchant_id, connection.account_type, connection.region)
        shown = dict(row or {})
        for column in ("marketplaces", "roles", "ads_profile_ids"):
            shown[column] = json.loads(str(shown[column]))
        return {key: value for key, value in shown.items() if key not in TOKENS}


def _merchant(merchant: Merchant) -> dict[str, str]:
    return {"merchant_id": merchant.merchant_id, "name": merchant.name}
