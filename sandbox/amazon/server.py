"""
The simulated Amazon: Login with Amazon, SP-API and Ads on loopback ports of their own.

Each regional host has its own listener, so that one of them can hang while the others answer.
"""

from __future__ import annotations

import asyncio
import time

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Self

from aiohttp import web

from diagnostics.model import Region
from sandbox.amazon.accounts import Account, Accounts
from sandbox.amazon.ads import AdsHost
from sandbox.amazon.app import apps
from sandbox.amazon.calls import Calls
from sandbox.amazon.control import Control
from sandbox.amazon.listeners import Handler, Listeners, body_of
from sandbox.amazon.loading import Scenarios
from sandbox.amazon.lwa import TokenEndpoint
from sandbox.amazon.spapi import Answered, Gateway, Request
from sandbox.amazon.state import World
from sandbox.amazon.wire import Reply, send


TOKEN_PATH = "/auth/o2/token"


class Amazon:
    """
    Amazon on loopback, for as long as the `async with` lasts.

    `latency` (seconds, changeable at any time) is waited before every answer. `ports` fixes the
    listeners' ports by name (`lwa`, `spapi_eu`, `ads_na` …); the others are free ones. With
    `own_ads_client` the Ads API knows us by a client of its own.
    """

    def __init__(
        self,
        scenarios: Scenarios | None = None,
        *,
        latency: float = 0.0,
        ports: Mapping[str, int] | None = None,
        enforce_rates: bool = True,
        own_ads_client: bool = False,
    ) -> None:
        self.scenarios = Scenarios.load() if scenarios is None else scenarios
        self.latency = latency
        self.calls = Calls()
        self.state = World()
        self._accounts = Accounts(iter(self.scenarios))
        self._selling, self._ads = apps(own_ads_client=own_ads_client)
        self._tokens = TokenEndpoint((self._selling, self._ads), self._accounts)
        self._gateways = {
            region: Gateway(region, self._accounts, enforce_rates) for region in Region
        }
        self._ads_hosts = {region: AdsHost(region, self._accounts, self._ads) for region in Region}
        self._listeners = Listeners(ports or {})

    @property
    def client_id(self) -> str:
        """
        Our app's client id.
        """
        return self._selling.client_id

    @property
    def client_secret(self) -> str:
        """
        Our app's client secret.
        """
        return self._selling.client_secret

    @property
    def ads_client_id(self) -> str:
        """
        The Ads client's id; our app's own, unless it was asked to be another.
        """
        return self._ads.client_id

    @property
    def ads_client_secret(self) -> str:
        """
        The Ads client's secret.
        """
        return self._ads.client_secret

    @property
    def url(self) -> str:
        """
        Where Login with Amazon and the control address live.
        """
        return self._listeners.urls["lwa"]

    @property
    def lwa_url(self) -> str:
        """
        The token endpoint in full.
        """
        return self._listeners.urls["lwa"] + TOKEN_PATH

    @property
    def spapi_url(self) -> dict[Region, str]:
        """
        Scheme and host of each region's SP-API.
        """
        return {region: self._listeners.urls[f"spapi_{region}"] for region in Region}

    @property
    def ads_url(self) -> dict[Region, str]:
        """
        Scheme and host of each region's Ads API.
        """
        return {region: self._listeners.urls[f"ads_{region}"] for region in Region}

    def settings(self) -> dict[str, str]:
        """
        The environment that points the product at this Amazon.
        """
        values = {
            "TRIAGE_LWA_CLIENT_ID": self.client_id,
            "TRIAGE_LWA_CLIENT_SECRET": self.client_secret,
            "TRIAGE_ADS_CLIENT_ID": self.ads_client_id,
            "TRIAGE_ADS_CLIENT_SECRET": self.ads_client_secret,
            "TRIAGE_LWA_URL": self.lwa_url,
        }
        for region in Region:
            values[f"TRIAGE_SPAPI_URL_{region.upper()}"] = self.spapi_url[region]
            values[f"TRIAGE_ADS_URL_{region.upper()}"] = self.ads_url[region]
        return values

    def connections(self) -> list[dict[str, Any]]:
        """
        The platform's records of all merchants, ready for import.
        """
        return self.scenarios.connections()

    def accounts(self, merchant_id: str, connection: str | None = None) -> tuple[Account, ...]:
        """
        A merchant's accounts, or the one of a connection such as `seller/eu`. Raises KeyError.
        """
        return self._accounts.of(merchant_id, connection)

    def set_state(self, merchant_id: str, connection: str | None = None, **changes: Any) -> None:
        """
        Change how a merchant stands: words of `AccountState`; None takes one back.

        Raises KeyError for an unknown merchant, pydantic's ValidationError for an unknown word.
        """
        for account in self._accounts.of(merchant_id, connection):
            account.change(**changes)

    def mend(self, merchant_id: str, connection: str | None = None) -> None:
        """
        Put a merchant in order.
        """
        for account in self._accounts.of(merchant_id, connection):
            account.mend()

    def restore(self, merchant_id: str) -> None:
        """
        Put a merchant back as its scenario has it.
        """
        for account in self._accounts.of(merchant_id):
            account.state = account.scenario.account_states()[account.number]

    def world(self, **changes: Any) -> World:
        """
        Change what is so for everybody: words of `World`; none at all puts everything in order.
        """
        self.state = self.state.changed(changes) if changes else World()
        return self.state

    def stage(self, merchant_id: str) -> None:
        """
        Set the world as the merchant's scenario needs it, or in order when it needs nothing.
        """
        self.state = self.scenarios[merchant_id].world or World()

    def expire_access_tokens(self) -> None:
        """
        Make an hour pass for every access token given out so far.
        """
        self._accounts.expire_access_tokens()

    async def __aenter__(self) -> Self:
        try:
            await self._listeners.open("lwa", self._login)
            for region in Region:
                await self._listeners.open(f"spapi_{region}", self._host(f"spapi_{region}", region))
                await self._listeners.open(f"ads_{region}", self._host(f"ads_{region}", region))
        except BaseException:
            await self._listeners.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._listeners.close()

    async def _login(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path.startswith("/_sandbox/"):
            return await Control(self).answer(request)
        started = time.perf_counter()
        if request.path != TOKEN_PATH or request.method != "POST":
            return await self._send(request, "lwa", None, Answered(Reply(404), "unknown"), started)
        body = await body_of(request)
        traded = self._tokens.answer(self.state, request.headers.get("Content-Type", ""), body)
        answered = Answered(traded.reply, traded.operation, traded.account)
        return await self._send(request, "lwa", None, answered, started)

    def _host(self, name: str, region: Region) -> Handler:
        host = self._gateways[region] if name.startswith("spapi") else self._ads_hosts[region]
        api = "sp-api" if name.startswith("spapi") else "ads"

        async def handle(request: web.BaseRequest) -> web.StreamResponse:
            started = time.perf_counter()
            read = Request(
                method=request.method,
                path=request.path,
                query=request.query,
                headers=request.headers,
                body=await body_of(request),
                base_url=self._listeners.urls[name],
                now=datetime.now(UTC),
            )
            return await self._send(request, api, region, host.answer(self.state, read), started)

        return handle

    async def _send(
        self,
        request: web.BaseRequest,
        api: str,
        region: Region | None,
        answered: Answered,
        started: float,
    ) -> web.StreamResponse:
        account = answered.account
        wait = self.latency + (account.state.latency if account else 0.0)
        status = 0
        try:
            if wait:
                await asyncio.sleep(wait)
            response = await send(request, answered.reply, self._listeners.closing)
            status = answered.reply.status
            return response
        finally:
            self.calls.add(
                at=datetime.now(UTC),
                api=api,
                operation=answered.operation,
                merchant_id=account.merchant_id if account else None,
                region=region,
                status=status,
                duration_ms=round((time.perf_counter() - started) * 1000, 1),
                request_id=answered.reply.request_id,
            )
