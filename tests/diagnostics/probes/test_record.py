"""
Probes of our own record: no call to Amazon.
"""

from __future__ import annotations

import asyncio

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hypothesis import given
from hypothesis import strategies as st

from diagnostics.amazon.credentials import Grant, Grants
from diagnostics.errors import CouldNotTell
from diagnostics.model import AccountType, Connection, Dataset, PlatformStatus, Region
from diagnostics.probes.ads_consent_age import ads_consent_age
from diagnostics.probes.consent_age import consent_age
from diagnostics.probes.dataset_freshness import dataset_freshness
from diagnostics.probes.platform_status import platform_status
from diagnostics.probes.roles_on_record import NEEDED, roles_on_record
from diagnostics.probes.secret_age import secret_age
from diagnostics.probes.stored_ads_token import stored_ads_token
from diagnostics.probes.stored_token import stored_token
from diagnostics.target import Target
from tests.diagnostics.conftest import APP


NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
NO_AMAZON: Any = None
ALL_ROLES = tuple(role for _, any_of in NEEDED[AccountType.SELLER] for role in sorted(any_of))


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
    ],
)
async def test_the_platforms_status_and_who_set_it(see, status, by, outcome):
    """
    A person's own click is told from the platform's.
    """
    assert await see(platform_status, status=status, status_changed_by=by) == outcome


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(None, "not on record"), (PlatformStatus.DISCONNECTED, "by whom is not on record")],
)
async def test_a_status_without_its_half_is_unanswered(see, status, sentence):
    """
    An empty status is not Connected, and an empty name is not the platform.
    """
    for by in (None, ""):
        with pytest.raises(CouldNotTell, match=sentence):
            await see(platform_status, status=status, status_changed_by=by)


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
        (datetime(2026, 6, 29, tzinfo=UTC), datetime(2027, 12, 1, tzinfo=UTC), "within_validity"),
        (datetime(2026, 7, 29, tzinfo=UTC), datetime(2027, 7, 28, tzinfo=UTC), "within_validity"),
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
    "day", [datetime(2026, 6, 30, tzinfo=UTC), datetime(2026, 7, 29, tzinfo=UTC)]
)
async def test_whether_an_ads_consent_of_july_2026_ends_is_not_claimed(see, day):
    """
    Amazon's own pages disagree.
    """
    with pytest.raises(CouldNotTell, match="disagree"):
        await see(ads_consent_age, at=day + timedelta(days=400), ads_authorised_at=day)


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
    ages = {dataset: stale.get(dataset, timedelta(hours=2)) for dataset in Dataset}
    last = {dataset: now - ago for dataset, ago in ages.items() if ago is not None}
    never = frozenset(dataset for dataset, ago in ages.items() if ago is None)

    seen = await see(dataset_freshness, last_success=last, never_succeeded=never)
    assert seen == outcome


@pytest.mark.parametrize("known", [[], [Dataset.ORDERS], [Dataset.ORDERS, Dataset.ADVERTISING]])
async def test_a_dataset_without_a_record_neither_stopped_nor_came(see, now, known):
    """
    Empty is not never, and what others did does not fill it.
    """
    with pytest.raises(CouldNotTell, match="not on record"):
        await see(dataset_freshness, last_success=dict.fromkeys(known, now))


def thinned(connection, columns):
    """
    The same connection with some of what is on record left out.
    """
    empty: dict[str, Any] = {"status": None, "status_changed_by": None, "authorised_at": None}
    empty |= {"roles": (), "ads_authorised_at": None}
    changes = {name: empty[name] for name in columns if name in empty}
    last = {d: at for d, at in connection.last_success.items() if d not in columns}
    never = connection.never_succeeded - set(columns)
    return replace(connection, **changes, last_success=last, never_succeeded=never)


SIDES = st.fixed_dictionaries(
    {
        "status": st.sampled_from(PlatformStatus),
        "status_changed_by": st.sampled_from(["platform", "ann@shop.example"]),
        "age": st.sampled_from([0.5, 100, 400]),
        "roles": st.sampled_from([("Product Listing",), ALL_ROLES]),
        "hours": st.lists(st.sampled_from([None, 2, 90]), min_size=4, max_size=4),
        "left_out": st.sets(
            st.sampled_from(
                [
                    "status",
                    "status_changed_by",
                    "authorised_at",
                    "roles",
                    "ads_authorised_at",
                    *Dataset,
                ]
            )
        ),
    }
)


@given(SIDES)
def test_a_thin_record_never_contradicts_the_full_one(drawn):
    """
    Each probe of our own record says the same of both, or cannot tell.
    """
    hours = dict(zip(Dataset, drawn["hours"], strict=True))
    full = Connection(
        merchant_id="M1",
        name="Shop",
        account_type=AccountType.SELLER,
        region=Region.EU,
        status=drawn["status"],
        status_changed_by=drawn["status_changed_by"],
        authorised_at=NOW - days(drawn["age"]),
        ads_authorised_at=NOW - days(drawn["age"]),
        roles=drawn["roles"],
        last_success={d: NOW - timedelta(hours=h) for d, h in hours.items() if h is not None},
        never_succeeded=frozenset(d for d, h in hours.items() if h is None),
        has_ads=True,
    )
    for probe in (
        platform_status,
        consent_age,
        ads_consent_age,
        roles_on_record,
        dataset_freshness,
    ):
        said = _outcome(probe, thinned(full, drawn["left_out"]))
        assert said in {None, _outcome(probe, full)}


def _outcome(probe, connection):
    target = Target(connection, NO_AMAZON, NOW, {})
    try:
        return asyncio.run(probe.run(target)).outcome
    except CouldNotTell:
        return None


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
