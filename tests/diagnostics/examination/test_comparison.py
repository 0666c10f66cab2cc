"""
What a comparison says, for regions of every size and for records that lack what it would need.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from diagnostics.examination.comparison import chosen, judge
from diagnostics.examination.observations import FleetEntry
from diagnostics.examination.others import OthersOfRegion
from diagnostics.model import AccountType, Connection, Dataset, PlatformStatus, Region


NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
REFUSED = {"lwa_token": "lwa_token.invalid_grant"}


def connection(number: int, *, hours: float = 0.5, flagged: float | None = None) -> Connection:
    """
    A merchant whose data came `hours` ago, and whom the platform flagged `flagged` hours ago.
    """
    return Connection(
        f"M{number}",
        f"Merchant {number}",
        AccountType.SELLER,
        Region.EU,
        status=PlatformStatus.CONNECTED if flagged is None else PlatformStatus.RECONNECT_REQUIRED,
        status_changed_at=None if flagged is None else NOW - timedelta(hours=flagged),
        status_changed_by="platform",
        authorised_by=f"owner{number}@example.com",
        last_success={Dataset.ORDERS: NOW - timedelta(hours=hours)},
    )


ME = connection(0)


def region(*others: Connection, fair: bool = True) -> OthersOfRegion:
    return OthersOfRegion(others, fair, NOW)


def seen(others: list[Connection], refused: set[str]) -> list[FleetEntry]:
    """
    A live sample of them, of whom some are refused.
    """
    return [
        FleetEntry(
            o,
            {"lwa_token": REFUSED["lwa_token"] if o.merchant_id in refused else ""},
            sampled=True,
        )
        for o in others
    ]


def verdict(of: OthersOfRegion, refused: set[str]) -> str | None:
    """
    What a comparison says once those whom it would choose were asked.
    """
    said = judge(
        ME, REFUSED, seen(chosen(ME, of, "lwa_token", ["lwa_token", "catalog"]), refused), of
    )
    return None if said is None else said.outcome


@pytest.mark.parametrize("size", [5, 30, 300])
@pytest.mark.parametrize("share", [0.5, 0.9, 0.98, 1.0])
def test_survivors_do_not_speak_for_those_who_were_hit(size: int, share: float) -> None:
    """
    Those hit have had no data for four hours; the few others are as fresh as ever.
    """
    hit = {f"M{number}" for number in range(1, 1 + max(2, round(size * share)))}
    others = [connection(n, hours=4 if f"M{n}" in hit else 0.5) for n in range(1, size + 1)]
    assert verdict(region(*others), hit) == "same_failure"


@pytest.mark.parametrize("size", [5, 30, 300])
def test_one_who_fails_among_many_is_one(size: int) -> None:
    """
    Nobody else is refused, whatever their data's age.
    """
    others = [connection(n, hours=n % 5) for n in range(1, size + 1)]
    assert verdict(region(*others), set()) == "only_this_merchant"


def test_a_few_of_three_hundred_who_fail_of_their_own_are_no_incident() -> None:
    """
    Three that our record lost, all of them refused: one in a hundred, however many of them were asked.
    """
    hit = {"M1", "M2", "M3"}
    others = [connection(n, hours=4 if f"M{n}" in hit else 0.5) for n in range(1, 301)]
    asked = {
        o.merchant_id for o in chosen(ME, region(*others), "lwa_token", ["lwa_token", "catalog"])
    }
    assert hit < asked
    assert verdict(region(*others), hit) == "only_this_merchant"


@pytest.mark.parametrize("size", [0, 1])
def test_nobody_or_one_is_no_comparison(size: int) -> None:
    """
    Whether refused or well.
    """
    others = [connection(n) for n in range(1, size + 1)]
    assert verdict(region(*others), set()) is None
    assert verdict(region(*others), {"M1"}) is None


def test_that_survivors_are_well_says_nothing_where_only_they_were_named() -> None:
    """
    A platform that lists those that are well first gave no fair draw.
    """
    others = [connection(n) for n in range(1, 31)]
    assert verdict(region(*others, fair=False), set()) is None
    assert verdict(region(*others, fair=False), {f"M{n}" for n in range(31)}) == "same_failure"


def test_those_lately_lost_who_could_not_be_asked_leave_it_open() -> None:
    """
    Half of the region is silent on our record, and only the other half answered.
    """
    others = [connection(n, hours=4 if n % 2 else 0.5) for n in range(1, 31)]
    fresh = [o for o in others if o.last_success[Dataset.ORDERS] > NOW - timedelta(hours=1)]
    assert judge(ME, REFUSED, seen(fresh[:4], set()), region(*others)) is None


def test_half_of_a_sample_was_lately_lost_where_there_are_as_many() -> None:
    """
    Never the freshest alone, and never the lost alone.
    """
    others = [connection(n, hours=4 if n <= 20 else 0.5) for n in range(1, 31)]
    asked = chosen(ME, region(*others), "lwa_token", ["lwa_token", "catalog"])
    lost = [o for o in asked if o.last_success[Dataset.ORDERS] < NOW - timedelta(hours=1)]
    assert (len(asked), len(lost)) == (6, 3)


@pytest.mark.parametrize("state", ["lwa_token.unanswered", "lwa_token.invalid_client"])
def test_who_did_not_answer_or_fails_in_another_way_is_not_well(state: str) -> None:
    """
    A sample that is silent to the last one leaves everything open.
    """
    others = [connection(n) for n in range(1, 31)]
    silent = [FleetEntry(o, {"lwa_token": state}, sampled=True) for o in others[:6]]
    assert judge(ME, REFUSED, silent, region(*others)) is None
