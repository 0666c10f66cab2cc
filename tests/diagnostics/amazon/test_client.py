"""
Tests for `diagnostics.amazon.client`: what is sent, and what is read of the answer.
"""

from __future__ import annotations

import asyncio
import gzip
import json

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from diagnostics.amazon.rate_limits import CallBudget
from diagnostics.errors import CouldNotTell
from diagnostics.model import Region
from diagnostics.probes.own_network import own_network
from diagnostics.target import Target
from tests.diagnostics.amazon.odd import http
from tests.diagnostics.conftest import NOW, SELLER, with_token


def reads(odd):
    """
    What was asked apart from tokens.
    """
    return [asked for asked in odd.asked if not asked.path.endswith("/token")]


@pytest.fixture
def everything(odd):
    """
    A host that finds nothing.
    """
    odd.answer = with_token(lambda _: http(404, "{}"))
    return odd


async def test_every_question_asks_the_current_version_of_its_operation(everything, door, now):
    """
    The library's defaults are older ones, on their way out.
    """
    async with door() as amazon:
        await amazon.nobodys_order()
        await amazon.transactions(now)
        await amazon.catalog()
        await amazon.listings()
        await amazon.inventory()
        await amazon.reports(["GET_A", "GET_B"], now)
        await amazon.order_metrics(now - timedelta(days=1), now)
        await amazon.account()
        await amazon.purchase_orders(now)

    assert [asked.path for asked in reads(everything)] == [
        "/orders/2026-01-01/orders/000-0000000-0000000",
        "/finances/2024-06-19/transactions",
        "/catalog/2022-04-01/items",
        "/listings/2021-08-01/items/AFAKE1001",
        "/fba/inventory/v1/summaries",
        "/reports/2021-06-30/reports",
        "/sales/v1/orderMetrics",
        "/sellers/v1/account",
        "/vendor/orders/v1/purchaseOrders",
    ]
    assert {asked.method for asked in reads(everything)} == {"GET"}


async def test_times_are_sent_as_amazon_reads_them(everything, door, now):
    """
    In UTC, to the second.
    """
    async with door() as amazon:
        await amazon.transactions(now)
        await amazon.order_metrics(now - timedelta(days=1), now)

    transactions, metrics = reads(everything)
    assert transactions.query == {"postedAfter": "2026-11-23T12:00:00Z"}
    assert metrics.query["interval"] == "2026-11-22T12:00:00Z--2026-11-23T12:00:00Z"


async def test_an_access_token_is_traded_once_for_many_reads(everything, door):
    """
    However many begin at once.
    """
    async with door() as amazon:
        await asyncio.gather(amazon.catalog(), amazon.inventory(), amazon.nobodys_order())

    assert len(everything.asked) - len(reads(everything)) == 1


async def test_ads_is_asked_as_its_own_client_and_in_the_profiles_name(everything, door):
    """
    With a bearer token, our Ads client's id, and the media type of the version.
    """
    async with door() as amazon:
        await amazon.campaigns("123")
        await amazon.ads_profiles(Region.NA)

    token = everything.asked[0]
    campaigns, profiles = reads(everything)
    assert token.form["client_id"] == "FAKE-ADS-CLIENT-ID"
    assert campaigns.headers["authorization"] == "Bearer Atza|FAKE-ACCESS"
    assert campaigns.headers["amazon-advertising-api-clientid"] == "FAKE-ADS-CLIENT-ID"
    assert campaigns.headers["amazon-advertising-api-scope"] == "123"
    assert campaigns.headers["content-type"] == "application/vnd.spCampaign.v3+json"
    assert profiles.query == {"accessLevel": "view"}
    assert "amazon-advertising-api-scope" not in profiles.headers


async def test_a_grantless_question_carries_no_merchants_token(everything, door):
    """
    It is asked in our app's name alone.
    """
    async with door() as amazon:
        await amazon.destinations()

    token, destinations = everything.asked
    assert token.form["grant_type"] == "client_credentials"
    assert token.form["scope"] == "sellingpartnerapi::notifications"
    assert "refresh_token" not in token.form
    assert destinations.path == "/notifications/v1/destinations"


async def test_an_odd_record_breaks_no_request(everything, door, seller):
    """
    A seller id with a slash, a profile id that no header can carry.
    """
    odd_one = replace(seller, selling_partner_id="a/b?c=d", ads_profile_ids=("naïve\r\nX: y",))
    async with door(odd_one) as amazon:
        await amazon.listings()
        with pytest.raises(CouldNotTell):
            await amazon.campaigns(odd_one.ads_profile_ids[0])

    [listings] = reads(everything)
    assert listings.path == "/listings/2021-08-01/items/a%2Fb%3Fc%3Dd"


async def test_the_calls_of_one_door_are_limited(everything, door):
    """
    Tokens count too.
    """
    async with door(calls=CallBudget(limit=2)) as amazon:
        await amazon.catalog()
        with pytest.raises(CouldNotTell, match="call limit"):
            await amazon.inventory()

    assert len(everything.asked) == 2


def report_at(url):
    """
    A host with one report document at an address.
    """

    def answer(asked):
        if asked.path.startswith("/reports/"):
            return http(200, json.dumps({"reportDocumentId": "d", "url": url(asked)}))
        return http(200, gzip.compress(b'{"errorDetails": "not yet available"}' + b" " * 10**6))

    return with_token(answer)


async def test_a_reports_document_is_fetched_without_a_token(odd, door):
    """
    Unpacked as far as it is of use.
    """
    odd.answer = report_at(lambda asked: f"http://{asked.headers['host']}/document")
    async with door() as amazon:
        said = await amazon.report_says("amzn1.spdoc.1")

    assert "not yet available" in said
    assert len(said) <= 500
    assert "x-amz-access-token" not in odd.asked[-1].headers


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/x", "file:///etc/passwd", "ftp://example.com/x", "", "//x"]
)
async def test_a_reports_document_is_not_fetched_from_anywhere(odd, door, url):
    """
    Amazon's own addresses are encrypted.
    """
    odd.answer = report_at(lambda _: url)
    async with door() as amazon:
        with pytest.raises(CouldNotTell, match="address that we do not trust"):
            await amazon.report_says("amzn1.spdoc.1")


@pytest.mark.parametrize("value", ["", "yesterday", "Mon, 99 Foo 2026 12:00:00 GMT", "now"])
async def test_an_odd_date_header_is_passed_over(odd, door, value):
    """
    It is not what was asked for.
    """
    odd.answer = lambda _: http(503, "", {"Date": value})
    async with door() as amazon:
        await amazon.exchange()

        assert amazon.clock_skew is None


@pytest.mark.parametrize(
    ("hours", "outcome"), [(0, "fine"), (3, "clock_wrong"), (-3, "clock_wrong")]
)
async def test_our_clock_is_compared_with_amazons(odd, door, hours, outcome):
    """
    A clock that is off makes tokens and certificates look wrong.
    """
    theirs = datetime.now(UTC) + timedelta(hours=hours)
    odd.answer = lambda _: http(503, "", {"Date": format_datetime(theirs, usegmt=True)})
    async with door() as amazon:
        await amazon.exchange()
        seen = await own_network.run(Target(SELLER, amazon, NOW, {}))

    assert seen.outcome == outcome


@pytest.mark.parametrize(
    ("address", "outcome"),
    [
        ("http://amazon.invalid", "dns_failed"),
        ("http://127.0.0.1:1", "unreachable"),
        (None, "tls_failed"),
    ],
)
async def test_what_is_wrong_on_our_own_side_is_told_apart(odd, door, address, outcome):
    """
    Names, ways, encryption.
    """
    odd.greeting = b"220 mail.example ESMTP\r\n"
    odd.url = address or odd.url.replace("http:", "https:")
    async with door() as amazon:
        seen = await own_network.run(Target(SELLER, amazon, NOW, {}))

    assert seen.outcome == outcome
