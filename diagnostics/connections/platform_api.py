"""
Connections from the platform's own API, over HTTP. The contract is docs/platform-api.md.
"""

from __future__ import annotations

import logging
import random

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import httpx

from pydantic import BaseModel, ValidationError
from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from diagnostics.amazon.credentials import Grants
from diagnostics.connections.cipher import TokenCipher
from diagnostics.connections.platform_http import PlatformBusy, ask_once, client
from diagnostics.connections.record import ConnectionRecord
from diagnostics.connections.source import (
    ConnectionsError,
    Count,
    Draw,
    HourCount,
    Merchant,
    RegionRecord,
    UnknownMerchant,
)
from diagnostics.model import Connection, PlatformStatus, Region


log = logging.getLogger(__name__)


class _Count(BaseModel):
    region: Region
    status: PlatformStatus | None
    connections: int


class _Page(BaseModel):
    counts: list[_Count] = []
    drawn: bool = False
    others: int | None = None
    hours: list[HourCount] = []
    connections: list[dict[str, Any]] = []
    merchants: list[dict[str, str]] = []
    did_you_mean: list[dict[str, str]] = []
    connection: str | None = None  # whose tokens these are, where the platform says so
    refresh_token: str | None = None
    ads_refresh_token: str | None = None


class PlatformConnections:
    """
    The platform's record, asked anew each time; nothing of it is kept.
    """

    def __init__(self, address: str, token: str | None, cipher: TokenCipher) -> None:
        self._address = address.rstrip("/")
        self._cipher = cipher
        self._http = client(self._address, token)

    async def find(self, merchant_id: str) -> tuple[Connection, ...]:
        """
        All connections of one merchant; raises `UnknownMerchant` with the platform's suggestions.
        """
        # A path segment must not be steered by what somebody typed.
        if not merchant_id.isascii() or not merchant_id.replace("-", "").replace("_", "").isalnum():
            raise UnknownMerchant(merchant_id, await self.search(merchant_id, limit=3))
        status, page = await self._get(f"/v1/merchants/{merchant_id}/connections")
        if status == httpx.codes.NOT_FOUND or not page.connections:
            raise UnknownMerchant(merchant_id, _merchants(page.did_you_mean))
        found = self._connections(page)
        self._hold(
            all(c.merchant_id.upper() == merchant_id.upper() for c in found), "another merchant"
        )
        self._hold(len({c.id for c in found}) == len(found), "one connection twice")
        return found

    async def grants(self, connection: Connection) -> Grants:
        """
        The two refresh tokens, which travel encrypted with `TRIAGE_SECRET_KEY`.
        """
        status, page = await self._get(f"/v1/connections/{connection.id}/grants")
        if status == httpx.codes.NOT_FOUND:
            return Grants()
        self._hold(page.connection in {None, connection.id}, "another connection's tokens")
        return Grants(
            spapi=self._cipher.grant(page.refresh_token),
            ads=self._cipher.grant(page.ads_refresh_token),
        )

    async def draw(
        self, region: Region, exclude: str, limit: int, *, seed: str, ads_login: str | None = None
    ) -> Draw:
        """
        Other merchants' connections of a region: fair where the platform says that it drew them by the
        seed, or where by its own census these are all of them.
        """
        params = {"region": str(region), "limit": str(limit), "exclude": exclude, "seed": seed}
        if ads_login is not None:
            params["ads_login"] = ads_login
        _, page = await self._get("/v1/connections", params)
        listed = self._connections(page)
        self._hold(all(c.region is region for c in listed), "another region's connections")
        found = [c for c in listed if c.merchant_id != exclude]
        rank = random.Random(seed)  # noqa: S311  (a draw, no secret)
        rank.shuffle(found)
        fair = page.drawn or (ads_login is None and await self._all_of(region, len(found)))
        return Draw(tuple(found), fair=fair)

    async def _all_of(self, region: Region, found: int) -> bool:
        """
        Whether a region has no more connections than those found, and one merchant's own (two at most).
        """
        counts = [count.connections for count in await self.census() if count.region is region]
        return bool(counts) and found + 2 >= sum(counts)

    async def region_record(
        self, region: Region, exclude: str, now: datetime
    ) -> RegionRecord | None:
        """
        What the platform counted lately; None for a platform that does not count it.
        """
        params = {"region": str(region), "exclude": exclude, "now": now.isoformat()}
        status, page = await self._get("/v1/changes", params)
        if status == httpx.codes.NOT_FOUND or page.others is None:
            return None
        return RegionRecord(page.others, tuple(page.hours))

    async def census(self) -> tuple[Count, ...]:
        """
        How many connections there are, by region and status; empty for a platform that does not say.
        """
        status, page = await self._get("/v1/census")
        if status == httpx.codes.NOT_FOUND:
            return ()
        return tuple(Count(c.region, c.status, c.connections) for c in page.counts)

    async def search(self, words: str, limit: int = 10) -> tuple[Merchant, ...]:
        """
        Merchants by id and name, as the platform ranks them.
        """
        params = {"query": words[:200], "limit": str(limit)}
        _, page = await self._get("/v1/merchants", params)
        return _merchants(page.merchants)

    async def aclose(self) -> None:
        """
        Close the sockets.
        """
        await self._http.aclose()

    def _hold(self, fits: bool, what: str) -> None:  # noqa: FBT001  (said where it is called)
        """
        Refuse an answer to another question: nothing of it is used, and our own people hear of it.
        """
        if not fits:
            said = f"The platform's API at {self._address} was asked for one thing and sent {what}"
            log.error("%s; nothing of it was used", said)
            raise ConnectionsError(f"{said}; nothing of it was used. Tell whoever runs it.")

    def _connections(self, page: _Page) -> tuple[Connection, ...]:
        try:
            return tuple(ConnectionRecord(**row).connection() for row in page.connections)
        except (ValidationError, TypeError) as error:
            what = (
                "; ".join(
                    f"{'.'.join(map(str, e['loc']))}: {e['msg']}"
                    for e in error.errors(include_input=False, include_url=False)[:3]
                )
                if isinstance(error, ValidationError)
                else "an unreadable row"
            )
            raise ConnectionsError(
                f"The platform's API at {self._address} sent a connection we cannot read ({what}); "
                "hold it to docs/platform-api.md."
            ) from None

    async def _get(self, path: str, params: Mapping[str, str] | None = None) -> tuple[int, _Page]:
        try:
            async for attempt in AsyncRetrying(
                stop=stop_after_attempt(3),
                wait=wait_random_exponential(multiplier=0.1, max=1),
                retry=retry_if_exception_type(PlatformBusy),
                reraise=True,
            ):
                with attempt:
                    status, body = await ask_once(self._http, self._address, path, params or {})
        except PlatformBusy as busy:
            raise ConnectionsError(
                f"The platform's API at {self._address} {busy}; try again, and see whether it is up."
            ) from None
        try:
            return status, _Page.model_validate_json(body)
        except ValidationError:
            raise ConnectionsError(
                f"The platform's API at {self._address} answered {status} with something that is "
                "not its contract (docs/platform-api.md); see that TRIAGE_CONNECTIONS names it."
            ) from None


def _merchants(rows: Iterable[Mapping[str, str]]) -> tuple[Merchant, ...]:
    return tuple(
        Merchant(row["merchant_id"], row.get("name", "")) for row in rows if row.get("merchant_id")
    )
