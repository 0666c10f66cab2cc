"""
Probes of our own record: no call to Amazon.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from diagnostics.amazon.credentials import Grant, Grants
from diagnostics.errors import CouldNotTell
from diagnostics.model import Dataset, PlatformStatus
from diagnostics.probes.ads_consent_age import ads_consent_age
from diagnostics.probes.consent_age import consent_age
from diagnostics.probes.dataset_freshness import dataset_freshness
from diagnostics.probes.platform_status import platform_status
from diagnostics.probes.roles_on_record import roles_on_record
from diagnostics.probes.secret_age import secret_age
from diagnostics.probes.stored_ads_token import stored_ads_token
from diagnostics.probes.stored_token import stored_token
from diagnostics.target import Target
from tests.diagnostics.conftest import APP


def days(number: float) -> timedelta:
    """
    Shorter to read.
    """
    return timedelta(days=number)


@pytest.fixture
def see(seller, door, now, odd):
    """
    `await see(probe, status=…)` runs a probe on the seller with a changed record.
    """

    async def run(probe, connection=seller, at=now, grants=None, app=None, **changes):
        changed = replace(connection, **changes)
        how = {"grants": grants} if grants else {}
        async with door(changed, **how) as amazon:
            if app is not None:
                amazon._session.app = app
            seen = await probe.run(Target(changed, amazon, at, {}))
        assert odd.asked == []
        return seen.outcome

    return run


@pytest.mark.parametrize(
    ("status", "by", "outcome"),
    [
        (PlatformStatus.CONNECTED, None, "connected"),
        (PlatformStatus.RECONNECT_REQUIRED, "platform", "reconnect_required"),
        (PlatformStatus.DISCONNECTED, "ann@shop.example", "disconnected_by_user"),
        (PlatformStatus.DISCONNECTED, "platform", "disconnected_by_platform"),
        (PlatformStatus.DISCONNECTED, None, "disconnected_by_platform"),
    ],
)
async def test_the_platforms_status_and_who_set_it(see, status, by, outcome):
    """
    A person's own click is told from the platform's.
    """
    assert await see(platform_status, status=status, status_changed_by=by) == outcome


@pytest.mark.parametrize("problem", ["missing", "undecryptable", "malformed"])
async def test_an_unusable_token_says_why(see, problem):
    """
    For sales and Ads apart.
    """
    spapi = Grants(spapi=Grant(problem=problem), ads=Grant("Atzr|FAKE", problem=None))
    ads = Grants(spapi=Grant("Atzr|FAKE", problem=None), ads=Grant(problem=problem))

    assert await see(stored_token, grants=spapi) == problem
    assert await see(stored_ads_token, grants=spapi) == "present"
    assert await see(stored_token, grants=ads) == "present"
    assert await see(stored_ads_token, grants=ads) == problem


@pytest.mark.parametrize(
    ("age", "outcome"),
    [
        (days(0), "under_48_hours"),
        (timedelta(hours=47), "under_48_hours"),
        (timedelta(hours=48), "under_12_months"),
        (days(364.9), "under_12_months"),
        (days(365), "over_12_months"),
        (days(2000), "over_12_months"),
    ],
)
async def test_the_age_of_a_consent(see, now, age, outcome):
    """
    Amazon gives it 365 days.
    """
    assert await see(consent_age, authorised_at=now - age) == outcome


@pytest.mark.parametrize("ahead", [None, timedelta(minutes=1), days(30)])
async def test_a_consent_without_a_sensible_date_is_unanswered(see, now, ahead):
    """
    Neither unknown nor future is an age.
    """
    with pytest.raises(CouldNotTell, match=r"no date|in the future"):
        await see(consent_age, authorised_at=None if ahead is None else now + ahead)


@pytest.mark.parametrize(
    ("given", "at", "outcome"),
    [
        (datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC), "within_validity"),
        (datetime(2026, 7, 29, tzinfo=UTC), datetime(2027, 12, 1, tzinfo=UTC), "within_validity"),
        (datetime(2026, 7, 30, tzinfo=UTC), datetime(2027, 7, 29, tzinfo=UTC), "within_validity"),
        (datetime(2026, 7, 30, tzinfo=UTC), datetime(2027, 7, 30, tzinfo=UTC), "over_12_months"),
    ],
)
async def test_an_ads_consent_expires_only_if_given_since_july_2026(see, given, at, outcome):
    """
    Older ones have no fixed end.
    """
    assert await see(ads_consent_age, at=at, ads_authorised_at=given) == outcome


@pytest.mark.parametrize(
    ("age", "outcome"),
    [
        (0, "under_180_days"),
        (164, "under_180_days"),
        (165, "last_15_days"),
        (179, "last_15_days"),
        (180, "over_180_days"),
    ],
)
async def test_the_age_of_our_own_secret(see, now, age, outcome):
    """
    With a warning while there is time.
    """
    app = replace(APP, secret_issued_on=now.date() - days(age))

    assert await see(secret_age, app=app) == outcome


async def test_a_secret_without_a_date_is_unanswered(see):
    """
    And says which setting would tell.
    """
    with pytest.raises(CouldNotTell, match="TRIAGE_LWA_SECRET_ISSUED_ON"):
        await see(secret_age, app=replace(APP, secret_issued_on=None))


@pytest.mark.parametrize("role", ["Product Listing", "Finance and Accounting", "Brand Analytics"])
async def test_a_role_that_a_dataset_needs_is_missed(see, seller, role):
    """
    Whichever it is.
    """
    without = tuple(name for name in seller.roles if name != role)

    assert await see(roles_on_record) == "complete"
    assert await see(roles_on_record, roles=without) == "missing_role"


async def test_vendors_need_other_roles_than_sellers(see, vendor):
    """
    Amazon gives vendors no finance role at all.
    """
    roles = ("Product Listing", "Amazon Fulfillment", "Brand Analytics")

    assert await see(roles_on_record, vendor, roles=roles) == "complete"


async def test_roles_are_read_as_people_write_them(see):
    """
    Letter case and ampersands aside.
    """
    roles = (
        "PRODUCT LISTING",
        "Inventory & Order Tracking",
        "finance & accounting",
        "Brand analytics",
    )

    assert await see(roles_on_record, roles=roles) == "complete"


async def test_no_roles_on_record_is_no_missing_role(see):
    """
    We just do not know.
    """
    with pytest.raises(CouldNotTell, match="No roles"):
        await see(roles_on_record, roles=())


@pytest.mark.parametrize(
    ("stale", "outcome"),
    [
        ({}, "recent"),
        (dict.fromkeys(Dataset, days(3)), "all_stopped"),
        ({Dataset.ORDERS: days(3)}, "one_stopped"),
        ({Dataset.ORDERS: days(3), Dataset.FINANCIAL_EVENTS: days(2)}, "some_stopped"),
        ({Dataset.ORDERS: days(3), Dataset.ADVERTISING: days(2)}, "some_stopped"),
        ({Dataset.ADVERTISING: days(2)}, "only_ads_stopped"),
        ({Dataset.ADVERTISING: None}, "only_ads_stopped"),
        (dict.fromkeys(Dataset), "never_any"),
    ],
)
async def test_which_datasets_stopped(see, seller, now, stale, outcome):
    """
    What stopped together usually stopped for one reason.
    """
    last = {
        dataset: now - ago
        for dataset in Dataset
        if (ago := stale.get(dataset, timedelta(hours=2))) is not None
    }

    assert await see(dataset_freshness, last_success=last) == outcome


async def test_datasets_that_a_connection_does_not_have_are_not_missed(see, vendor, now):
    """
    Vendors have no financial events, and Ads only where it was granted.
    """
    last = dict.fromkeys((Dataset.ORDERS, Dataset.PRODUCT_INFORMATION), now)

    assert await see(dataset_freshness, vendor, last_success=last) == "recent"


async def test_the_day_a_secret_was_issued_is_a_day(see, now):
    """
    Whatever the hour of the examination.
    """
    app = replace(APP, secret_issued_on=date(2026, 11, 23))

    assert await see(secret_age, app=app, at=now.replace(hour=0)) == "under_180_days"
