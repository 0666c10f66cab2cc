"""
A bare httpx loop: the calls of an examination and nothing else. No reading, judging or budget.
"""

from __future__ import annotations

import asyncio

from collections.abc import Sequence
from typing import Any

import httpx

from diagnostics.amazon.credentials import AppCredentials, Endpoints, Grants
from diagnostics.model import AccountType, Connection


_CAMPAIGNS = "application/vnd.spCampaign.v3+json"
_SINCE = "2026-01-01T00:00:00Z"


class Bare:
    """
    Asks what an examination asks, for one connection at a time: tokens first, then all reads at once.
    """

    def __init__(self, app: AppCredentials, endpoints: Endpoints) -> None:
        self._app = app
        self._ends = endpoints
        self._clients: dict[str, httpx.AsyncClient] = {}

    async def aclose(self) -> None:
        """
        Close the sockets.
        """
        await asyncio.gather(*(client.aclose() for client in self._clients.values()))

    async def examine(self, connection: Connection, grants: Grants) -> None:
        """
        Every call for one connection. Raises where one is refused.
        """
        halves = [self._sales(connection, grants)]
        if connection.has_ads:
            halves.append(self._ads(connection, grants))
        await asyncio.gather(*halves)

    async def app(self, connection: Connection) -> None:
        """
        The two calls in our app's own name.
        """
        scope = "sellingpartnerapi::notifications"
        token = await self._token(
            {"grant_type": "client_credentials", "scope": scope, **self._spapi_client()}
        )
        host = self._ends.spapi[connection.region]
        await self._get(host, "/notifications/v1/destinations", token)

    async def _sales(self, connection: Connection, grants: Grants) -> None:
        form = {"grant_type": "refresh_token", "refresh_token": grants.spapi.refresh_token}
        token = await self._token({**form, **self._spapi_client()})
        host = self._ends.spapi[connection.region]
        await asyncio.gather(
            *(self._get(host, path, token, params) for path, params in _reads(connection))
        )

    async def _ads(self, connection: Connection, grants: Grants) -> None:
        token = await self._token(
            {
                "grant_type": "refresh_token",
                "refresh_token": grants.ads.refresh_token,
                "client_id": self._app.ads_client_id,
                "client_secret": self._app.ads_client_secret,
            }
        )
        host = self._ends.ads[connection.region]
        headers = {
            "authorization": f"Bearer {token}",
            "amazon-advertising-api-clientid": self._app.ads_client_id,
        }
        scoped = headers | {
            "amazon-advertising-api-scope": connection.ads_profile_ids[0],
            "content-type": _CAMPAIGNS,
            "accept": _CAMPAIGNS,
        }
        await asyncio.gather(
            self._http(host).get(f"{host}/v2/profiles?accessLevel=view", headers=headers),
            self._http(host).post(
                f"{host}/sp/campaigns/list", headers=scoped, content=b'{"maxResults":1}'
            ),
        )

    def _spapi_client(self) -> dict[str, str]:
        return {"client_id": self._app.client_id, "client_secret": self._app.client_secret}

    async def _token(self, form: dict[str, Any]) -> str:
        answer = await self._http(self._ends.lwa_url).post(self._ends.lwa_url, data=form)
        return str(answer.json()["access_token"])

    async def _get(
        self, host: str, path: str, token: str, params: dict[str, str] | None = None
    ) -> None:
        answer = await self._http(host).get(
            host + path, params=params, headers={"x-amz-access-token": token}
        )
        assert answer.status_code in {200, 404}, f"{path}: {answer.status_code}"

    def _http(self, host: str) -> httpx.AsyncClient:
        # One for each host: with all hosts in one pool this loop is slower still.
        if host not in self._clients:
            limits = httpx.Limits(max_connections=100, max_keepalive_connections=100)
            self._clients[host] = httpx.AsyncClient(trust_env=False, verify=False, limits=limits)  # noqa: S501  (no TLS on loopback)
        return self._clients[host]


def _reads(connection: Connection) -> Sequence[tuple[str, dict[str, str]]]:
    marketplace = {"marketplaceIds": connection.marketplaces[0]}
    catalog = ("/catalog/2022-04-01/items", {**marketplace, "keywords": "kettle", "pageSize": "1"})
    if connection.account_type is AccountType.VENDOR:
        reports = {"reportTypes": "GET_VENDOR_SALES_REPORT", "createdSince": _SINCE}
        orders = {"createdAfter": _SINCE, "limit": "1"}
        return [
            catalog,
            ("/reports/2021-06-30/reports", reports),
            ("/vendor/orders/v1/purchaseOrders", orders),
        ]
    reports = {"reportTypes": "GET_MERCHANT_LISTINGS_ALL_DATA", "createdSince": _SINCE}
    inventory = {
        **marketplace,
        "granularityType": "Marketplace",
        "granularityId": connection.marketplaces[0],
    }
    seller = connection.selling_partner_id
    return [
        catalog,
        ("/reports/2021-06-30/reports", reports),
        ("/sellers/v1/marketplaceParticipations", {}),
        ("/orders/2026-01-01/orders/000-0000000-0000000", {}),
        ("/finances/2024-06-19/transactions", {"postedAfter": _SINCE}),
        (f"/listings/2021-08-01/items/{seller}", {**marketplace, "pageSize": "1"}),
        ("/fba/inventory/v1/summaries", inventory),
    ]
