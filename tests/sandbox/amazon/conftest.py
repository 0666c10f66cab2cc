"""
A simulated Amazon, and a plain HTTP client that asks it as the product would.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from diagnostics.model import Region
from sandbox.amazon import Amazon, Scenario, Scenarios


CAMPAIGNS = "application/vnd.spCampaign.v3+json"


class Asker:
    """
    Asks the simulated Amazon over HTTP.
    """

    def __init__(self, amazon: Amazon, http: httpx.AsyncClient) -> None:
        self.amazon = amazon
        self.http = http

    async def lwa(self, **form: str | None) -> httpx.Response:
        """
        One request to the token endpoint; None leaves a field out.
        """
        fields: dict[str, str | None] = {
            "grant_type": "refresh_token",
            "client_id": self.amazon.client_id,
            "client_secret": self.amazon.client_secret,
        }
        data = {key: value for key, value in {**fields, **form}.items() if value is not None}
        return await self.http.post(self.amazon.lwa_url, data=data)

    async def token(self, merchant_id: str = "M1001", *, ads: bool = False) -> str:
        """
        A merchant's access token.
        """
        scenario = self.amazon.scenarios[merchant_id]
        answer = await self.lwa(refresh_token=scenario.refresh_token(0, ads=ads))
        return str(answer.json()["access_token"])

    async def grantless(self) -> str:
        """
        Our app's own access token.
        """
        answer = await self.lwa(
            grant_type="client_credentials", scope="sellingpartnerapi::notifications"
        )
        return str(answer.json()["access_token"])

    async def spapi(
        self,
        path: str,
        token: str | None,
        *,
        region: Region = Region.EU,
        method: str = "GET",
        json: Any = None,
    ) -> httpx.Response:
        """
        One request to SP-API.
        """
        headers = {} if token is None else {"x-amz-access-token": token}
        url = self.amazon.spapi_url[region] + path
        return await self.http.request(method, url, headers=headers, json=json)

    async def ads(
        self,
        path: str,
        token: str,
        *,
        region: Region = Region.EU,
        scope: str | None = None,
        method: str = "GET",
        **headers: str,
    ) -> httpx.Response:
        """
        One request to the Ads API.
        """
        sent = {
            "Authorization": f"Bearer {token}",
            "Amazon-Advertising-API-ClientId": self.amazon.ads_client_id,
            **headers,
        }
        if scope is not None:
            sent["Amazon-Advertising-API-Scope"] = scope
        if method == "POST":
            sent |= {"Content-Type": CAMPAIGNS, "Accept": CAMPAIGNS}
        url = self.amazon.ads_url[region] + path
        return await self.http.request(method, url, headers=sent)


SCENARIOS = Scenarios.load()


@pytest.fixture
async def amazon() -> AsyncIterator[Amazon]:
    """
    All of the sandbox's merchants at the simulated Amazon.
    """
    async with Amazon(SCENARIOS) as amazon:
        yield amazon


@pytest.fixture
async def ask(amazon: Amazon) -> AsyncIterator[Asker]:
    """
    A client of that Amazon.
    """
    async with httpx.AsyncClient(trust_env=False, timeout=20) as http:
        yield Asker(amazon, http)


@pytest.fixture
def merchant() -> Callable[..., Scenarios]:
    """
    Makes one merchant, M9001, out of the fields of a scenario.
    """

    def make(**fields: Any) -> Scenarios:
        plain = {"id": "M9001", "name": "Test", "title": "Test", "expect": {"verdict": "healthy"}}
        return Scenarios([Scenario.model_validate(plain | fields)])

    return make
