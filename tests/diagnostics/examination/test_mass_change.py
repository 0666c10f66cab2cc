"""
What our own record says of many others by the hour, and where it says nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from diagnostics.connections.source import ChangeKind, HourCount, RegionRecord
from diagnostics.examination.mass_change import mass_change, status_changes
from diagnostics.model import Connection, Dataset, PlatformStatus
from tests.diagnostics.examination.test_comparison import ME, NOW, REFUSED, connection, region


HOUR = NOW.replace(minute=0)
ORDERS_DENIED = {"orders": "orders.denied_unauthorized"}


def flagged(
    logins: int, hours_ago: float = 1, *, connections: int = 0, usual: int | None = None
) -> HourCount:
    at = HOUR - timedelta(hours=hours_ago)
    return HourCount(at, ChangeKind.STATUS, connections or logins, logins, usual=usual)


def outcome(*hours: HourCount, size: int = 30, me: Connection = ME, failing=REFUSED) -> str | None:
    said = mass_change(me, failing, RegionRecord(size, hours), NOW)
    return None if said is None else said.outcome


@pytest.mark.parametrize("size", [5, 30, 50])
def test_five_logins_within_two_hours_and_a_tenth_of_the_region_are_a_mass_event(size: int) -> None:
    """
    Also where they fall on both sides of a full hour.
    """
    assert outcome(flagged(5), size=size) == "same_failure"
    assert outcome(flagged(3, 1), flagged(2, 0), size=size) == "same_failure"


@pytest.mark.parametrize(
    ("hours", "size"),
    [
        ([], 30),
        ([flagged(4)], 5),
        ([flagged(5)], 300),
        ([flagged(1, connections=20)], 30),
        ([flagged(9, 80)], 30),
        ([flagged(3, 1), flagged(3, 4)], 30),
        ([flagged(6, usual=2)], 30),
    ],
    ids=["none", "four", "one in sixty", "one agency", "long ago", "apart", "as usual"],
)
def test_a_usual_day_is_no_mass_event(hours: list[HourCount], size: int) -> None:
    """
    Few, spread, long ago, of one login, or no more than three times what these hours always bring.
    """
    assert outcome(*hours, size=size) is None


def test_what_is_more_than_usual_is_a_mass_event() -> None:
    """
    Where the days before are known, they are the measure.
    """
    assert outcome(flagged(7, usual=2)) == "same_failure"


def test_a_merchant_who_was_flagged_days_before_is_not_of_it() -> None:
    """
    Whoever broke before is not excused by what befell others.
    """
    assert outcome(flagged(9), me=connection(0, hours=90, flagged=80)) is None
    assert outcome(flagged(9), me=connection(0, hours=2, flagged=1)) == "same_failure"


def test_one_read_that_is_refused_is_not_of_a_mass_of_lost_grants() -> None:
    """
    A grant that is gone shows in the token.
    """
    assert outcome(flagged(9), failing=ORDERS_DENIED) is None


@pytest.mark.parametrize("kind", [ChangeKind.REFUSED, ChangeKind.STATUS])
def test_lost_grants_of_ads_are_of_ads(kind: ChangeKind) -> None:
    """
    A platform that counts by dataset tells the two apart.
    """
    count = replace(flagged(9), kind=kind, dataset=Dataset.ADVERTISING)
    assert outcome(count) is None
    assert outcome(count, failing={"ads_token": "ads_token.invalid_grant"}) == "same_failure"


def test_a_dataset_that_stopped_for_many_in_one_hour_is_about_that_dataset() -> None:
    """
    When this merchant's own stopped then, too; and not where nobody knows when it did.
    """
    me = connection(0, hours=50)
    stopped = HourCount(HOUR - timedelta(hours=50), ChangeKind.STOPPED, 9, 9, Dataset.ORDERS)
    assert outcome(stopped, me=me, failing=ORDERS_DENIED) == "same_failure"
    assert outcome(stopped, me=connection(0, hours=1), failing=ORDERS_DENIED) is None
    assert outcome(stopped, me=replace(me, last_success={}), failing=ORDERS_DENIED) is None


def test_what_nobody_counts_is_counted_over_those_drawn() -> None:
    """
    What the platform itself changed, by the hour; what a person ended is no part of the fleet, and what
    nobody dated is counted nowhere.
    """
    ended = replace(
        connection(9, flagged=1), status=PlatformStatus.DISCONNECTED, status_changed_by="U1"
    )
    undated = replace(connection(8, flagged=1), status_changed_at=None)
    record = status_changes(region(*(connection(n, flagged=1) for n in (1, 2)), undated, ended))
    at: datetime = HOUR - timedelta(hours=1)
    assert record == RegionRecord(3, (HourCount(at, ChangeKind.STATUS, 2, 2),))


def test_a_status_that_is_not_on_record_is_no_change() -> None:
    """
    Unknown is not lost, neither for others nor for this merchant.
    """
    unknown = [replace(connection(n, flagged=1), status=None) for n in range(1, 10)]
    assert status_changes(region(*unknown)) == RegionRecord(9)
    me = replace(connection(0, hours=2, flagged=80), status=None)
    assert outcome(flagged(9), me=me) == "same_failure"
