"""
Amazon as these tests see it: the sandbox on loopback, or a host with answers of its own.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from diagnostics.amazon.client import Amazon
from diagnostics.amazon.credentials import AppCredentials, Endpoints, Grant, Grants
from diagnostics.amazon.http import HttpClient
from diagnostics.connections.record import ConnectionRecord
from diagnostics.examination.examine import examine
from diagnostics.model import AccountType, Connection, Dataset, Finding, Region
from sandbox.amazon import Amazon as Sandbox
from sandbox.amazon import Scenarios
from tests.diagnostics.amazon.odd import TOKEN, Asked, Odd


NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
APP = AppCredentials(
    client_id="FAKE-CLIENT-ID",
    client_secret="FAKE-CLIENT-SECRET",
    ads_client_id="FAKE-ADS-CLIENT-ID",
    ads_client_secret="FAKE-ADS-CLIENT-SECRET",
)
GRANTS = Grants(
    spapi=Grant("Atzr|FAKE-M1001", problem=None), ads=Grant("Atzr|FAKE-ADS-M1001", problem=None)
)
SELLER = Connection(
    merchant_id="M1001",
    name="Brambleford Kettles",
    account_type=AccountType.SELLER,
    region=Region.EU,
    marketplaces=("A1PA6795UKMFR9", "A13V1IB3VIYZZH"),
    selling_partner_id="AFAKE1001",
    authorised_at=NOW - timedelta(days=120),
    roles=(
        "Selling Partner Insights",
        "Product Listing",
        "Inventory and Order Tracking",
        "Finance and Accounting",
        "Amazon Fulfillment",
        "Brand Analytics",
    ),
    last_success=dict.fromkeys(Dataset, NOW - timedelta(hours=2)),
    ads_profile_ids=("1000000700700",),
    ads_authorised_at=NOW - timedelta(days=100),
    ads_authorised_by="ads@brambleford.example",
    has_ads=True,
)
VENDOR = replace(
    SELLER,
    account_type=AccountType.VENDOR,
    has_ads=False,
    ads_profile_ids=(),
    ads_authorised_at=None,
    ads_authorised_by=None,
)

Opening = Callable[..., AbstractAsyncContextManager[Amazon]]


@pytest.fixture
def seller() -> Connection:
    """
    A healthy seller with Ads, by our record.
    """
    return SELLER


@pytest.fixture
def vendor() -> Connection:
    """
    A healthy vendor, by our record.
    """
    return VENDOR


@pytest.fixture
def now() -> datetime:
    """
    A fixed moment.
    """
    return NOW


@pytest.fixture
async def odd() -> AsyncIterator[Odd]:
    """
    A host that gives a token to whoever asks, and whatever the test wants to everything else.
    """
    async with Odd() as host:
        yield host


@pytest.fixture
def door(odd: Odd) -> Opening:
    """
    `door(connection)` opens the odd host as if it were Amazon: all of its APIs and regions.
    """

    def build(connection: Connection = SELLER, **changes: Any) -> Amazon:
        changes.setdefault("grants", GRANTS)
        return Amazon(connection, app=APP, endpoints=everywhere(odd.url), **changes)

    return build


def everywhere(url: str) -> Endpoints:
    """
    One host for everything.
    """
    return Endpoints(
        lwa_url=f"{url}/auth/o2/token",
        spapi=dict.fromkeys(Region, url),
        ads=dict.fromkeys(Region, url),
    )


def with_token(answer: Callable[[Asked], bytes | None]) -> Callable[[Asked], bytes | None]:
    """
    A token for whoever asks for one, and the given answer to everything else.
    """
    return lambda asked: TOKEN if asked.path == "/auth/o2/token" else answer(asked)


class Merchants:
    """
    The sandbox's merchants, ready to be examined.
    """

    def __init__(self, sandbox: Sandbox, wire: HttpClient) -> None:
        self.sandbox = sandbox
        self.wire = wire
        self.app = AppCredentials(
            sandbox.client_id,
            sandbox.client_secret,
            sandbox.ads_client_id,
            sandbox.ads_client_secret,
        )
        self.endpoints = Endpoints(sandbox.lwa_url, sandbox.spapi_url, sandbox.ads_url)
        self.records = [ConnectionRecord(**row) for row in sandbox.connections()]

    def record(self, merchant_id: str) -> ConnectionRecord:
        """
        The platform's record of a merchant's first connection.
        """
        return next(record for record in self.records if record.merchant_id == merchant_id)

    def open(self, merchant_id: str, **shared: Any) -> Amazon:
        """
        The door for one merchant, with the grants on record.
        """
        record = self.record(merchant_id)
        return self.door(record.connection(), self.grants(record), **shared)

    def door(self, connection: Connection, grants: Grants, **shared: Any) -> Amazon:
        """
        The door for any connection.
        """
        shared.setdefault("wire", self.wire)
        return Amazon(connection, grants, self.app, self.endpoints, **shared)

    @staticmethod
    def grants(record: ConnectionRecord) -> Grants:
        """
        The tokens of a record, as if they had just been decrypted.
        """
        return Grants(
            *(
                Grant(token, problem=None) if token else Grant()
                for token in (record.refresh_token, record.ads_refresh_token)
            )
        )

    async def examine(
        self, merchant_id: str, change: Callable[[Connection], Connection] = lambda c: c, **how: Any
    ) -> dict[str, Finding]:
        """
        The findings of one examination, by probe.
        """
        record = self.record(merchant_id)
        connection = change(record.connection())
        shared = {"memory": how.pop("memory")} if "memory" in how else {}
        async with self.door(connection, self.grants(record), **shared) as amazon:
            how.setdefault("now", datetime.now(UTC))
            findings = await examine(connection, amazon, **how)
        return {finding.probe: finding for finding in findings}


Examine = Callable[..., Awaitable[dict[str, Finding]]]


@pytest.fixture(scope="session")
def scenarios() -> Scenarios:
    """
    A healthy seller with Ads (M1001), a healthy vendor (M1002), and others of their region.
    """
    return Scenarios.load().only("M1001", "M1002", "M2001", "M2002", "M2003", "M2005", "M2006")


@pytest.fixture
async def merchants(scenarios: Scenarios) -> AsyncIterator[Merchants]:
    """
    The sandbox, with all of them in order.
    """
    async with Sandbox(scenarios, enforce_rates=False) as sandbox, HttpClient() as wire:
        yield Merchants(sandbox, wire)
