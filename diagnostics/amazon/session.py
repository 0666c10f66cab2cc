"""
What every question to Amazon goes through: tokens, budgets, secrets, and reading the answer.
"""

from __future__ import annotations

import asyncio

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import TypeVar

from pydantic import BaseModel

from diagnostics.amazon import rates, shapes
from diagnostics.amazon.credentials import AppCredentials, Endpoints, Grant, Grants
from diagnostics.amazon.http import HttpClient, HttpResponse
from diagnostics.amazon.lwa import Login
from diagnostics.amazon.rate_limits import CallBudget
from diagnostics.amazon.rates import Cost
from diagnostics.amazon.reply import Reply, read
from diagnostics.amazon.reservation import CallReservation
from diagnostics.errors import CouldNotTell
from diagnostics.model import Connection, Region


_TOO_MANY = 429
APP = "app"  # owns what is asked in our own name: once a minute for everybody, in each process

Shape = TypeVar("Shape", bound=BaseModel)
Send = Callable[[str, str, Mapping[str, str]], Awaitable[HttpResponse]]


class Session:
    """
    One connection's way to Amazon, for one examination. Access tokens live here and die with it.
    """

    def __init__(  # noqa: PLR0913  (what is shared is passed in by name)
        self,
        connection: Connection,
        grants: Grants,
        app: AppCredentials,
        endpoints: Endpoints,
        *,
        wire: HttpClient,
        reservation: CallReservation,
        calls: CallBudget,
    ) -> None:
        self.connection = connection
        self.grants = grants
        self.app = app
        self.endpoints = endpoints
        self.wire = wire
        self.calls = calls
        self.clock_skew: timedelta | None = None
        self._reservation = reservation
        self._login = Login(wire, endpoints.lwa_url, app)
        self._tokens: dict[str, str] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def names(self) -> tuple[str, str]:
        """
        Whose findings these are: our app's in this region, and this connection's with these very
        grants, so that a merchant who has reconnected starts afresh.
        """
        app, ends = self.app, self.endpoints
        parts = [ends.lwa_url, *ends.spapi.values(), *ends.ads.values()]
        parts += [app.client_id, app.client_secret, app.ads_client_id, app.ads_client_secret]
        ours = sha256("\n".join(parts).encode())
        merchants = ours.copy()
        held = (self.grants.spapi.refresh_token, self.grants.ads.refresh_token)
        merchants.update(f"{self.connection!r}\n{held!r}".encode())
        return f"{ours.hexdigest()} {self.connection.region}", merchants.hexdigest()

    def forget(self) -> None:
        """
        Let go of the access tokens, and of the calls that were not made.
        """
        self._tokens.clear()
        self._reservation.close()

    def reserve(self, costs: Iterable[Cost]) -> None:
        """
        Begin to draw calls that will be made soon in this connection's own name.
        """
        self._reservation.prefetch(
            (cost, self._owner(cost, self.connection.region)) for cost in costs
        )

    async def exchange(self, kind: str) -> Reply[shapes.Token]:
        """
        Get an access token now, whatever we held: `spapi`, `ads` or `grantless`.
        """
        cost, owner, ask = self._exchanges()[kind]
        async with self._turns[kind]:
            await self.spend(cost, owner)
            answer = await ask()
            self.notice(answer, cost, owner)
            reply = self.read(cost, answer, shapes.Token)
            if reply.pieces is None:
                self._tokens.pop(kind, None)
            else:
                self._tokens[kind] = reply.pieces.access_token
            return reply

    def spapi(self, cost: Cost, region: Region | None = None, kind: str = "spapi") -> Send:
        """
        How to send one SP-API request to a regional host, with a token and nothing else added.
        """
        region = region or self.connection.region
        owner = f"app@{region}" if kind == "grantless" else self._owner(cost, region)

        async def send(method: str, path: str, params: Mapping[str, str]) -> HttpResponse:
            access_token = await self._token(kind)
            await self.spend(cost, owner)
            answer = await self.wire.ask(
                method,
                self.endpoints.spapi[region].rstrip("/") + path,
                params=params,
                headers={"x-amz-access-token": access_token},
            )
            self.notice(answer, cost, owner)
            return answer

        return send

    async def ads(  # noqa: PLR0913  (an HTTP request has that many parts)
        self,
        cost: Cost,
        method: str,
        path: str,
        region: Region | None = None,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> HttpResponse:
        """
        Send one request to a regional Ads host.
        """
        region = region or self.connection.region
        owner = self._owner(cost, region)
        access_token = await self._token("ads")
        await self.spend(cost, owner)
        answer = await self.wire.ask(
            method,
            self.endpoints.ads[region].rstrip("/") + path,
            params=params,
            content=content,
            headers={
                "authorization": f"Bearer {access_token}",
                "amazon-advertising-api-clientid": self.app.ads_client_id,
                **(headers or {}),
            },
        )
        self.notice(answer, cost, owner)
        return answer

    async def spend(self, cost: Cost, owner: str) -> None:
        """
        Pay for a call. Raises `CouldNotTell` when a budget is used up.
        """
        if owner.partition("@")[0] == APP:
            self._reservation.take_local(cost, owner)
        else:
            await self._reservation.take(cost, owner)
        self.calls.take()

    def notice(self, answer: HttpResponse, cost: Cost, owner: str) -> None:
        """
        Learn from an answer what is not its subject: an empty bucket, and Amazon's clock.
        """
        if answer.status == _TOO_MANY:
            self._reservation.drain(cost, owner)
        try:
            theirs = parsedate_to_datetime(answer.headers.get("date", ""))
        except (ValueError, TypeError):
            return
        if theirs.tzinfo is not None:
            self.clock_skew = theirs - datetime.now(UTC)

    def read(self, cost: Cost, answer: HttpResponse, shape: type[Shape]) -> Reply[Shape]:
        """
        An answer in the shape expected, or with Amazon's words.
        """
        return read(cost.operation, answer, shape, self.secrets(), datetime.now(UTC))

    def secrets(self) -> tuple[str, ...]:
        """
        All that must not leave, however it got into an answer.
        """
        held = (
            self.grants.spapi.refresh_token,
            self.grants.ads.refresh_token,
            self.app.client_secret,
            self.app.client_id,
            self.app.ads_client_secret,
            self.app.ads_client_id,
            *self._tokens.values(),
        )
        return tuple(secret for secret in held if secret)

    def _owner(self, cost: Cost, region: Region) -> str:
        # Login with Amazon knows no regions.
        ours = self.connection.id
        return ours if cost in {rates.LWA_TOKEN, rates.ADS_TOKEN} else f"{ours}@{region}"

    def _exchanges(self) -> dict[str, tuple[Cost, str, Callable[[], Awaitable[HttpResponse]]]]:
        login, whose = self._login, self.connection.id
        return {
            "spapi": (
                rates.LWA_TOKEN,
                whose,
                lambda: login.refresh(_held(self.grants.spapi)),
            ),
            "ads": (rates.ADS_TOKEN, whose, lambda: login.refresh_ads(_held(self.grants.ads))),
            "grantless": (rates.GRANTLESS_TOKEN, "app", login.grantless),
        }

    async def _token(self, kind: str) -> str:
        async with self._turns[f"{kind} for a read"]:
            if kind not in self._tokens:
                await self.exchange(kind)
        if kind not in self._tokens:
            raise CouldNotTell("Without an access token this cannot be asked.")
        return self._tokens[kind]


def _held(grant: Grant) -> str:
    if grant.refresh_token is None:
        raise CouldNotTell("We hold no usable refresh token for this.")
    return grant.refresh_token
