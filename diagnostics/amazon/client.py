"""
The only door to Amazon: one connection's view of it, opened with that connection's own grants.

Operations (paths, versions, spelling of parameters) are python-amazon-sp-api's. Sending is ours,
because that library takes an answer without `errors` for a success whatever its status, waits for
ever, caches tokens for the whole process by refresh token alone, obeys environment variables over
its arguments, adds parameters of its own, and writes tokens into debug logs.
"""

from __future__ import annotations

import asyncio
import os
import zlib

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self
from urllib.parse import urlsplit

from diagnostics.amazon import rates, shapes
from diagnostics.amazon.credentials import AppCredentials, Endpoints, Grants
from diagnostics.amazon.http import HttpClient, HttpResponse
from diagnostics.amazon.rate_limits import Buckets, CallBudget
from diagnostics.amazon.rates import Cost
from diagnostics.amazon.reply import Reply
from diagnostics.amazon.reservation import CallReservation
from diagnostics.amazon.session import Send, Session
from diagnostics.errors import CouldNotTell
from diagnostics.memory import Memory
from diagnostics.model import Connection, Region
from diagnostics.redaction.words import redact


CAMPAIGNS = "application/vnd.spCampaign.v3+json"
REACH_PATIENCE = 2.5  # seconds
_NOBODYS_ORDER = "000-0000000-0000000"  # an order id's form, and no order
_LONGEST_DOCUMENT = 64 * 1024


@contextmanager
def _without(*names: str) -> Iterator[None]:
    """
    The library reads these while it is imported, and breaks on a value that it does not know.
    """
    hidden = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(hidden)


with _without(
    "AWS_ENV", "SP_API_DEFAULT_MARKETPLACE", "SP_API_AUTH_CACHE_SIZE", "SP_API_AUTH_CACHE_TTL"
):
    from sp_api.asyncio.api.catalog_items.catalog_items_2022_04_01 import CatalogItemsV20220401
    from sp_api.asyncio.api.finances.finances_2024_06_19 import FinancesV20240619
    from sp_api.asyncio.api.inventories.inventories import Inventories
    from sp_api.asyncio.api.listings_items.listings_items_2021_08_01 import ListingsItemsV20210801
    from sp_api.asyncio.api.notifications.notifications import Notifications
    from sp_api.asyncio.api.orders.orders_2026_01_01 import OrdersV20260101
    from sp_api.asyncio.api.reports.reports import Reports
    from sp_api.asyncio.api.sales.sales import Sales
    from sp_api.asyncio.api.sellers.sellers import Sellers
    from sp_api.asyncio.api.vendor_orders.vendor_orders import VendorOrders
    from sp_api.base import Granularity, fill_query_params


class _Sent:
    """
    Takes the place of the library's constructor and of its sending; first among the bases.

    The constructor would look for credentials in the environment and in files, and open two pools.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self.marketplace_id = ""

    async def _request(
        self, path: str, *, params: Mapping[str, Any] | None = None, **_: object
    ) -> HttpResponse:
        wanted = dict(params or {})
        method = str(wanted.pop("method", "GET"))
        return await self._send(method, path, {name: str(value) for name, value in wanted.items()})

    async def _request_grantless_operation(
        self, path: str, *, params: Mapping[str, Any] | None = None, **_: object
    ) -> HttpResponse:
        return await self._request(path, params=params)


class _Sellers(_Sent, Sellers): ...


class _Orders(_Sent, OrdersV20260101): ...


class _Finances(_Sent, FinancesV20240619): ...


class _Catalog(_Sent, CatalogItemsV20220401): ...


class _Listings(_Sent, ListingsItemsV20210801): ...


class _Inventories(_Sent, Inventories): ...


class _Sales(_Sent, Sales): ...


class _VendorOrders(_Sent, VendorOrders): ...


class _Notifications(_Sent, Notifications): ...


class _Reports(_Sent, Reports):
    async def location(self, document_id: str) -> HttpResponse:
        """
        Where a report's document is. The library's own method wants its own kind of answer.
        """
        path = fill_query_params("/reports/2021-06-30/documents/{}", document_id)
        return await self._request(path)


class Amazon:
    """
    Amazon as one connection's grants open it, for one examination.

    Use it in `async with`. Every question returns a `Reply`, whatever its status, or raises
    `CouldNotTell`. `wire`, `buckets` and `memory` are a process's to share between merchants;
    without them this door has its own.
    """

    def __init__(  # noqa: PLR0913  (what is shared is passed in by name)
        self,
        connection: Connection,
        grants: Grants,
        app: AppCredentials,
        endpoints: Endpoints | None = None,
        *,
        wire: HttpClient | None = None,
        buckets: Buckets | None = None,
        memory: Memory | None = None,
        calls: CallBudget | None = None,
    ) -> None:
        self.connection = connection
        self.memory = Memory() if memory is None else memory
        self.calls = CallBudget() if calls is None else calls
        self.participations: Sequence[shapes.Participation] | None = None  # as last answered
        self.profiles: Sequence[shapes.AdsProfile] | None = None
        self._own_wire = HttpClient() if wire is None else None
        self._session = Session(
            connection,
            grants,
            app,
            Endpoints() if endpoints is None else endpoints,
            wire=wire or self._own_wire or HttpClient(),
            reservation=CallReservation(Buckets() if buckets is None else buckets),
            calls=self.calls,
        )
        self.app_owner, self.owner = self._session.names()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._session.forget()
        if self._own_wire is not None:
            await self._own_wire.aclose()

    def reserve(self, costs: Iterable[Cost]) -> None:
        """
        Say which calls will be made soon, so that they are drawn in one go.
        """
        self._session.reserve(costs)

    # What we hold ourselves ---------------------------------------------------------------------

    @property
    def grant_problem(self) -> str | None:
        """
        Why there is no usable SP-API refresh token, None if there is one.
        """
        return self._session.grants.spapi.problem

    @property
    def ads_grant_problem(self) -> str | None:
        """
        Why there is no usable Ads refresh token, None if there is one.
        """
        return self._session.grants.ads.problem

    @property
    def secret_issued_on(self) -> date | None:
        """
        When our app's client secret was issued, where that is on record.
        """
        return self._session.app.secret_issued_on

    @property
    def clock_skew(self) -> timedelta | None:
        """
        Amazon's clock minus ours, by the last answer; None before any.
        """
        return self._session.clock_skew

    # Login with Amazon --------------------------------------------------------------------------

    async def exchange(self) -> Reply[shapes.Token]:
        """
        Trade the merchant's refresh token for an access token, now.
        """
        return await self._session.exchange("spapi")

    async def exchange_ads(self) -> Reply[shapes.Token]:
        """
        Trade the Ads refresh token for an access token, now.
        """
        return await self._session.exchange("ads")

    async def exchange_grantless(self) -> Reply[shapes.Token]:
        """
        Ask for a token in our app's own name.
        """
        return await self._session.exchange("grantless")

    # SP-API -------------------------------------------------------------------------------------

    async def destinations(self, region: Region | None = None) -> Reply[shapes.RowsPayload]:
        """
        One grantless operation: SP-API as our app sees it without any merchant, here or elsewhere.
        """
        cost = rates.GET_DESTINATIONS
        send = self._session.spapi(cost, region, kind="grantless")
        return self._session.read(
            cost, await _Notifications(send).get_destinations(), shapes.RowsPayload
        )

    async def marketplace_participations(
        self, region: Region | None = None
    ) -> Reply[shapes.ParticipationsPayload]:
        """
        Where the seller sells, by the regional host on record or another one.
        """
        cost = rates.GET_MARKETPLACE_PARTICIPATIONS
        answer = await _Sellers(self._session.spapi(cost, region)).get_marketplace_participation()
        reply = self._session.read(cost, answer, shapes.ParticipationsPayload)
        if reply.pieces and region is None:
            self.participations = reply.pieces.payload
        return reply

    async def account(self) -> Reply[shapes.AccountPayload]:
        """
        The seller's plan.
        """
        cost = rates.GET_ACCOUNT
        answer = await _Sellers(self._session.spapi(cost)).get_account()
        return self._session.read(cost, answer, shapes.AccountPayload)

    async def nobodys_order(self) -> Reply[shapes.Order]:
        """
        An order that does not exist: "not found" is what a caller with the right role is told.
        """
        cost = rates.GET_ORDER
        answer = await _Orders(self._session.spapi(cost)).get_order(_NOBODYS_ORDER)
        return self._session.read(cost, answer, shapes.Order)

    async def transactions(self, since: datetime) -> Reply[shapes.TransactionsPayload]:
        """
        Financial transactions posted since then.
        """
        cost = rates.LIST_TRANSACTIONS
        answer = await _Finances(self._session.spapi(cost)).list_transactions(
            postedAfter=_text(since)
        )
        return self._session.read(cost, answer, shapes.TransactionsPayload)

    async def catalog(self) -> Reply[shapes.Found]:
        """
        One search of the catalog, which sellers and vendors may both make.
        """
        cost = rates.SEARCH_CATALOG_ITEMS
        answer = await _Catalog(self._session.spapi(cost)).search_catalog_items(
            keywords="kettle", pageSize=1, **self._marketplace()
        )
        return self._session.read(cost, answer, shapes.Found)

    async def listings(self) -> Reply[shapes.Found]:
        """
        The seller's own listings, one at most.
        """
        cost = rates.SEARCH_LISTINGS_ITEMS
        seller = self.connection.selling_partner_id
        if not seller:
            raise CouldNotTell("No selling partner id is on record for this connection.")
        answer = await _Listings(self._session.spapi(cost)).search_listings_items(
            seller, pageSize=1, includedData="summaries", **self._marketplace()
        )
        return self._session.read(cost, answer, shapes.Found)

    async def inventory(self) -> Reply[shapes.InventoryPayload]:
        """
        Amazon-fulfilled inventory of one marketplace.
        """
        cost = rates.GET_INVENTORY_SUMMARIES
        [marketplace] = self._marketplace().values()
        answer = await _Inventories(self._session.spapi(cost)).get_inventory_summary_marketplace(
            granularityType="Marketplace", granularityId=marketplace, marketplaceIds=marketplace
        )
        return self._session.read(cost, answer, shapes.InventoryPayload)

    async def order_metrics(self, since: datetime, until: datetime) -> Reply[shapes.RowsPayload]:
        """
        Sales figures of a time span, as one total.
        """
        cost = rates.GET_ORDER_METRICS
        answer = await _Sales(self._session.spapi(cost)).get_order_metrics(
            (_text(since), _text(until)), Granularity.TOTAL, **self._marketplace()
        )
        return self._session.read(cost, answer, shapes.RowsPayload)

    async def reports(self, types: Sequence[str], since: datetime) -> Reply[shapes.Reports]:
        """
        How the reports of these types, asked for since then, stand.
        """
        cost = rates.GET_REPORTS
        answer = await _Reports(self._session.spapi(cost)).get_reports(
            reportTypes=",".join(types), createdSince=_text(since), pageSize=100
        )
        return self._session.read(cost, answer, shapes.Reports)

    async def report_says(self, document_id: str) -> str:
        """
        The first words of a report's document, which is where a failed one says why.
        """
        cost = rates.GET_REPORT_DOCUMENT
        answer = await _Reports(self._session.spapi(cost)).location(document_id)
        reply = self._session.read(cost, answer, shapes.Document)
        if reply.pieces is None:
            raise CouldNotTell("Amazon did not say where the report is.", reply.evidence)
        await self._session.spend(rates.REPORT_DOWNLOAD, self.connection.id)
        fetched = await self._session.wire.ask("GET", self._document_url(reply.pieces.url))
        return redact(_unpacked(fetched.body).decode("utf-8", "replace"), self._session.secrets())

    async def purchase_orders(
        self, since: datetime, region: Region | None = None
    ) -> Reply[shapes.PurchaseOrdersPayload]:
        """
        A vendor's purchase orders since then (at most seven days ago), one at most.
        """
        cost = rates.GET_PURCHASE_ORDERS
        answer = await _VendorOrders(self._session.spapi(cost, region)).get_purchase_orders(
            createdAfter=_text(since), limit=1
        )
        return self._session.read(cost, answer, shapes.PurchaseOrdersPayload)

    async def reach(self, region: Region) -> int:
        """
        The status with which a regional host answers a request without a token. Raises `Silence`.
        """
        await self._session.spend(rates.REACH_HOST, f"app@{region}")
        url = (
            self._session.endpoints.spapi[region].rstrip("/")
            + "/sellers/v1/marketplaceParticipations"
        )
        return (await self._session.wire.ask("GET", url, patience=REACH_PATIENCE)).status

    async def can_connect(self) -> str | None:
        """
        Connect to Amazon's hosts, sending nothing: None if one lets us in, else what stood in the way.
        """
        hosts = (
            self._session.endpoints.lwa_url,
            self._session.endpoints.spapi[self.connection.region],
        )
        kinds = await asyncio.gather(
            *(self._session.wire.can_connect(url, REACH_PATIENCE) for url in hosts)
        )
        return None if None in kinds else kinds[0]

    # Ads ----------------------------------------------------------------------------------------

    async def ads_profiles(self, region: Region | None = None) -> Reply[shapes.AdsProfiles]:
        """
        The Ads profiles that this login sees; without asking for view access some stay hidden.
        """
        cost = rates.LIST_PROFILES
        answer = await self._session.ads(
            cost, "GET", "/v2/profiles", region, params={"accessLevel": "view"}
        )
        reply = self._session.read(cost, answer, shapes.AdsProfiles)
        if reply.pieces is not None and region is None:
            self.profiles = reply.pieces.root
        return reply

    async def campaigns(self, profile_id: str) -> Reply[shapes.Campaigns]:
        """
        One read in the name of a profile.
        """
        cost = rates.LIST_CAMPAIGNS
        headers = {
            "amazon-advertising-api-scope": profile_id,
            "content-type": CAMPAIGNS,
            "accept": CAMPAIGNS,
        }
        answer = await self._session.ads(
            cost, "POST", "/sp/campaigns/list", None, headers=headers, content=b'{"maxResults":1}'
        )
        return self._session.read(cost, answer, shapes.Campaigns)

    def _marketplace(self) -> dict[str, str]:
        if not self.connection.marketplaces:
            raise CouldNotTell("No marketplace is on record for this connection.")
        return {"marketplaceIds": self.connection.marketplaces[0]}

    def _document_url(self, url: str) -> str:
        asked = urlsplit(url)
        ours = urlsplit(self._session.endpoints.spapi[self.connection.region])
        if asked.scheme != "https" and asked.netloc != ours.netloc:
            raise CouldNotTell("The report's document is at an address that we do not trust.")
        return url


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body[:_LONGEST_DOCUMENT]
    try:
        return zlib.decompressobj(wbits=31).decompress(body, _LONGEST_DOCUMENT)
    except zlib.error:
        raise CouldNotTell("The report's document could not be unpacked.") from None
