"""
The calls of an examination, made one after another with python-amazon-sp-api's own client.

What somebody would write in an afternoon: one class of the library after the other, in its plain,
blocking form. Ads, which that library does not know, are asked with plain httpx.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from sp_api.api import (
    CatalogItemsV20220401,
    FinancesV20240619,
    Inventories,
    ListingsItemsV20210801,
    Notifications,
    OrdersV20260101,
    Reports,
    Sellers,
    VendorOrders,
)
from sp_api.auth import AccessTokenClient
from sp_api.base import Client, Marketplaces
from sp_api.base.exceptions import SellingApiException

from diagnostics.amazon.credentials import AppCredentials, Endpoints, Grants
from diagnostics.model import AccountType, Connection


_CAMPAIGNS = "application/vnd.spCampaign.v3+json"
_AN_ORDER = "000-0000000-0000000"


class OneByOne:
    """
    One connection's calls in a row. Nothing is kept from one connection to the next.
    """

    def __init__(
        self, connection: Connection, grants: Grants, app: AppCredentials, endpoints: Endpoints
    ) -> None:
        self._connection = connection
        self._grants = grants
        self._app = app
        self._endpoints = endpoints

    def run(self) -> None:
        """
        Make them all.
        """
        for call in (*self._for_all(), *self._for_the_kind()):
            try:
                call()
            except SellingApiException as refusal:
                if refusal.code != httpx.codes.NOT_FOUND:  # as asked: the order that nobody has
                    raise
        if self._connection.has_ads:
            self._ads()

    def _for_all(self) -> list[Callable[[], Any]]:
        marketplace = self._connection.marketplaces[0]
        vendor = self._connection.account_type is AccountType.VENDOR
        report = "GET_VENDOR_SALES_REPORT" if vendor else "GET_MERCHANT_LISTINGS_ALL_DATA"
        return [
            lambda: self._client(Notifications).get_destinations(),
            lambda: self._client(CatalogItemsV20220401).search_catalog_items(
                keywords="kettle", pageSize=1, marketplaceIds=[marketplace]
            ),
            lambda: self._client(Reports).get_reports(reportTypes=[report], pageSize=100),
        ]

    def _for_the_kind(self) -> list[Callable[[], Any]]:
        since = (datetime.now(UTC) - timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
        if self._connection.account_type is AccountType.VENDOR:
            return [
                lambda: self._client(VendorOrders).get_purchase_orders(createdAfter=since, limit=1)
            ]
        marketplace = self._connection.marketplaces[0]
        seller = self._connection.selling_partner_id
        return [
            lambda: self._client(Sellers).get_marketplace_participation(),
            lambda: self._client(OrdersV20260101).get_order(_AN_ORDER),
            lambda: self._client(FinancesV20240619).list_transactions(postedAfter=since),
            lambda: self._client(ListingsItemsV20210801).search_listings_items(
                seller, pageSize=1, marketplaceIds=[marketplace]
            ),
            lambda: self._client(Inventories).get_inventory_summary_marketplace(
                granularityType="Marketplace",
                granularityId=marketplace,
                marketplaceIds=[marketplace],
            ),
        ]

    def _client(self, kind: type[Client]) -> Client:
        lwa, host = self._endpoints.lwa_url, self._endpoints.spapi[self._connection.region]

        class Login(AccessTokenClient):  # type: ignore[misc]  # the library has no types
            scheme, host = "", lwa.removesuffix("/auth/o2/token")

        made = kind(
            marketplace=next(
                m for m in Marketplaces if m.marketplace_id == self._connection.marketplaces[0]
            ),
            refresh_token=self._grants.spapi.refresh_token,
            credentials={
                "lwa_app_id": self._app.client_id,
                "lwa_client_secret": self._app.client_secret,
            },
            auth_token_client_class=Login,
            verify=False,  # no TLS on loopback: loading certificates is not held against it
        )
        made.endpoint = host
        return made

    def _ads(self) -> None:
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self._grants.ads.refresh_token,
            "client_id": self._app.ads_client_id,
            "client_secret": self._app.ads_client_secret,
        }
        with httpx.Client() as http:
            token = http.post(self._endpoints.lwa_url, data=form).json()["access_token"]
            host = self._endpoints.ads[self._connection.region]
            headers = {
                "authorization": f"Bearer {token}",
                "amazon-advertising-api-clientid": self._app.ads_client_id,
            }
            http.get(f"{host}/v2/profiles", headers=headers).raise_for_status()
            headers |= {
                "amazon-advertising-api-scope": self._connection.ads_profile_ids[0],
                "content-type": _CAMPAIGNS,
                "accept": _CAMPAIGNS,
            }
            body = b'{"maxResults":1}'
            http.post(f"{host}/sp/campaigns/list", headers=headers, content=body).raise_for_status()
