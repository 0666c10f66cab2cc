"""
Tests for `diagnostics.examination.fleet`, with the sandbox's merchants on our own record.
"""

from __future__ import annotations

import asyncio

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cryptography.fernet import Fernet

from diagnostics.connections.cipher import TokenCipher
from diagnostics.connections.source import ConnectionsError
from diagnostics.connections.sqlite import SqliteConnections
from diagnostics.examination.fleet import FleetView
from diagnostics.model import Dataset
from sandbox.amazon import Amazon as Sandbox
from sandbox.amazon import Scenarios
from tests.diagnostics.conftest import Merchants


AT = datetime.now(UTC)
OTHERS = ("M2001", "M2002", "M2003")


class Region:
    """
    A region of merchants, some of them on record, and the fleet view of them.
    """

    def __init__(self, merchants: Merchants, folder) -> None:
        self.merchants = merchants
        self.store = SqliteConnections(
            folder / "c.db", TokenCipher([Fernet.generate_key().decode()])
        )
        self.fleet = FleetView(self.store, merchants.door)

    def record(self, *merchant_ids, **changes):
        """
        Put merchants on our record, changed.
        """
        self.store.save(
            self.merchants.record(name).model_copy(update=changes) for name in merchant_ids
        )

    async def examine(self, merchant_id: str, now: datetime = AT, **how):
        """
        Examine a merchant with this fleet.
        """
        return await self.merchants.examine(merchant_id, now=now, fleet=self.fleet, **how)

    def everybody(self, **state):
        """
        Change how everybody stands.
        """
        for name in ("M1001", *OTHERS):
            self.merchants.sandbox.set_state(name, **state)

    def asked(self, merchant_id: str) -> int:
        """
        How often Amazon was asked about a merchant.
        """
        return sum(call.merchant_id == merchant_id for call in self.merchants.sandbox.calls)


@pytest.fixture
async def region(merchants, tmp_path):
    """
    Europe, with three others on record.
    """
    region = Region(merchants, tmp_path)
    region.record(*OTHERS)
    yield region
    await region.store.aclose()


async def test_a_healthy_merchant_is_compared_with_nobody(region):
    """
    There is nothing that others could share, and nobody is asked.
    """
    found = await region.examine("M1001")

    assert found["fleet"].outcome == "only_this_merchant"
    assert [region.asked(name) for name in OTHERS] == [0, 0, 0]


async def test_a_failure_of_one_merchant_is_only_theirs(region):
    """
    Three others are asked for a token and one read each, and are well.
    """
    region.merchants.sandbox.set_state("M1001", grant="refused")
    found = await region.examine("M1001")

    assert found["fleet"].outcome == "only_this_merchant"
    assert found["fleet"].summary == "0 of 3 other merchants compared show lwa_token.invalid_grant."
    assert [region.asked(name) for name in OTHERS] == [2, 2, 2]


@pytest.mark.parametrize(
    "state",
    [
        {"grant": "refused"},
        {"answers": {"all": "denied"}},
        {"answers": {"all": "html_503"}},
        {"answers": {"getOrder": "internal_failure"}},
        {"answers": {"all": "drop"}},
    ],
    ids=str,
)
async def test_a_failure_of_many_is_everybodys(region, state):
    """
    Whatever it is, refusals and silence included.
    """
    region.everybody(**state)
    found = await region.examine("M1001")

    assert found["fleet"].outcome == "same_failure"


async def test_an_ads_failure_is_compared_among_those_with_ads(region):
    """
    Sales are well all the while, and nobody without Ads is asked.
    """
    region.record("M2006", region="eu")
    for name in ("M1001", "M2002", "M2006"):
        region.merchants.sandbox.set_state(name, ads={"grant": "refused"})
    found = await region.examine("M1001")

    assert found["fleet"].outcome == "same_failure"
    assert "ads_token.invalid_grant" in found["fleet"].summary
    assert [region.asked(name) for name in ("M2001", "M2002", "M2003", "M2006")] == [0, 1, 0, 1]


async def test_others_who_fail_in_another_way_do_not_count(region):
    """
    The same failure, not just any.
    """
    region.everybody(answers={"all": "denied"})
    region.merchants.sandbox.set_state("M1001", answers={"all": "html_503"})
    found = await region.examine("M1001")

    assert found["fleet"].outcome == "too_few_others"  # and they are not well, either


async def test_one_other_who_fails_is_too_few(region):
    """
    Two of three are well.
    """
    for name in ("M1001", "M2001"):
        region.merchants.sandbox.set_state(name, grant="refused")
    found = await region.examine("M1001")

    assert found["fleet"].outcome == "only_this_merchant"


@pytest.mark.parametrize("others", [(), ("M2001",)])
async def test_with_too_little_to_compare_it_says_so(merchants, tmp_path, others):
    """
    One of one is no comparison, and no bar either: an agent reads why.
    """
    region = Region(merchants, tmp_path)
    region.record(*others)
    region.everybody(grant="refused")
    found = await region.examine("M1001")
    await region.store.aclose()

    assert found["fleet"].outcome == "too_few_others"
    assert found["fleet"].normal is None
    assert f"{len(others)} other merchants" in found["fleet"].summary


async def test_others_who_were_broken_before_are_not_asked(region):
    """
    What they show is older than any incident.
    """
    region.record("M2001", status="Reconnect Required")
    region.record("M2002", **{f"last_success_{name}": AT - timedelta(days=9) for name in Dataset})
    region.everybody(grant="refused")
    found = await region.examine("M1001")

    assert found["fleet"].outcome == "too_few_others"
    assert (region.asked("M2001"), region.asked("M2002")) == (0, 0)


async def test_connections_of_one_login_are_one_witness(region):
    """
    An agency that lost its access is not an outage.
    """
    region.record(*OTHERS, authorised_by="agency@example.com")
    region.everybody(grant="refused")
    found = await region.examine("M1001")

    assert found["fleet"].outcome == "too_few_others"


async def test_a_region_is_sampled_every_two_minutes_at_most(region):
    """
    In between the earlier sample counts.
    """
    region.merchants.sandbox.set_state("M1001", grant="refused")
    await region.examine("M1001")
    first = [region.asked(name) for name in OTHERS]
    found = await region.examine("M1001", AT + timedelta(seconds=119))
    second = [region.asked(name) for name in OTHERS]

    assert first == second == [2, 2, 2]
    assert found["fleet"].outcome == "only_this_merchant"


async def test_an_old_sample_is_taken_anew(region):
    """
    What was seen ten minutes ago says nothing of now.
    """
    region.merchants.sandbox.set_state("M1001", grant="refused")
    assert (await region.examine("M1001"))["fleet"].outcome == "only_this_merchant"
    region.everybody(grant="refused")
    found = await region.examine("M1001", AT + timedelta(minutes=11))

    assert found["fleet"].outcome == "same_failure"


async def test_recent_examinations_of_others_are_used_first(region):
    """
    Two who were well a moment ago make a sample needless.
    """
    for name in OTHERS[:2]:
        await region.examine(name)
    region.merchants.sandbox.calls.clear()
    region.merchants.sandbox.set_state("M1001", grant="refused")
    found = await region.examine("M1001")

    assert found["fleet"].outcome == "only_this_merchant"
    assert region.asked("M2003") == 0


async def test_those_who_complained_are_no_fair_sample(region):
    """
    Two refused grants in ten minutes are two cases, as long as those nobody asked about are well.
    """
    region.record("M2005", region="eu", marketplaces=("A1PA6795UKMFR9",))
    for name in ("M1001", "M2001", "M2002"):
        region.merchants.sandbox.set_state(name, grant="refused")
    for name in ("M2001", "M2002"):
        await region.examine(name, AT)
    found = await region.examine("M1001", AT + timedelta(minutes=3))

    assert found["fleet"].outcome == "only_this_merchant"


async def test_the_sample_is_never_more_than_six(merchants, tmp_path):
    """
    However many there are.
    """
    async with Sandbox(Scenarios.generated(30), enforce_rates=False) as sandbox:
        crowd = Region(Merchants(sandbox, merchants.wire), tmp_path)
        names = [record.merchant_id for record in crowd.merchants.records if record.region == "eu"]
        for name in names:
            crowd.record(name, authorised_by=f"owner@{name}.example")
        sandbox.set_state(names[0], grant="refused")
        found = await crowd.examine(names[0])
        await crowd.store.aclose()
        asked = {call.merchant_id for call in sandbox.calls} - {names[0], None}

    assert len(asked) == 6
    assert found["fleet"].outcome == "only_this_merchant"


async def test_no_other_merchant_is_named(region):
    """
    A finding is read by this merchant's people too.
    """
    region.everybody(grant="refused")
    said = repr((await region.examine("M1001"))["fleet"])

    for name in OTHERS:
        assert name not in said
        assert region.merchants.record(name).name not in said


async def test_a_record_that_cannot_be_read_is_no_comparison(region):
    """
    It is said, and the merchant's own answers stand.
    """

    class Away:
        async def draw(self, *_, **__):
            raise ConnectionsError("The platform's API is away.")

    region.fleet = FleetView(Away(), region.merchants.door)  # type: ignore[arg-type]
    region.merchants.sandbox.set_state("M1001", grant="refused")
    found = await region.examine("M1001")

    assert found["fleet"].outcome == "could_not_compare"
    assert found["fleet"].summary == (
        "Other connections could not be read: The platform's API is away."
    )
    assert found["lwa_token"].outcome == "invalid_grant"


@pytest.mark.parametrize("counts", [None, ConnectionsError("The platform's API is away.")])
async def test_without_counts_by_the_hour_those_drawn_are_counted(region, counts):
    """
    A platform that counts nothing, or cannot: not that nothing happened.
    """

    class Uncounted(SqliteConnections):
        async def region_record(self, *_):
            if counts is not None:
                raise counts

    region.store.__class__ = Uncounted
    many = [f"M3{n:03}" for n in range(6)]
    for name in many:
        row = region.merchants.record("M2001").model_copy(
            update={
                "merchant_id": name,
                "authorised_by": f"{name}@example.com",
                "status": "Reconnect Required",
                "status_changed_at": AT - timedelta(minutes=50),
            }
        )
        region.store.save([row])
    region.merchants.sandbox.set_state("M1001", grant="refused")
    found = await region.examine("M1001")

    assert found["fleet"].outcome == "same_failure"
    assert "within two hours" in found["fleet"].summary
    assert [region.asked(name) for name in (*OTHERS, *many)] == [0] * 9


async def test_a_forgotten_merchant_is_not_counted(region):
    """
    What was found of them a moment ago says nothing any more.
    """
    region.everybody(grant="refused")
    assert (await region.examine("M1001"))["fleet"].outcome == "same_failure"
    for name in OTHERS:
        region.store.forget(name)
    found = await region.examine("M1001", AT + timedelta(minutes=1))

    assert found["fleet"].outcome == "too_few_others"
    assert "0 other merchants" in found["fleet"].summary


async def test_where_nobody_may_be_asked_many_others_could_not_be_compared(region):
    """
    The switch saves calls, and is no leave to blame the merchant.
    """
    region.record("M2005", "M2006", region="eu")
    region.fleet = FleetView(region.store, region.merchants.door, sample=False)
    region.merchants.sandbox.set_state("M1001", grant="refused")
    found = await region.examine("M1001")

    assert found["fleet"].outcome == "could_not_compare"
    assert sum(region.asked(name) for name in (*OTHERS, "M2005", "M2006")) == 0


@pytest.mark.parametrize(
    ("stale", "outcome"), [(True, "failing_too"), (False, "well"), (None, None)]
)
async def test_connections_of_one_ads_login_are_looked_at_together(region, seller, stale, outcome):
    """
    By our own record; an agency's login takes all its merchants down.
    """
    if stale is not None:
        at = AT - timedelta(days=4 if stale else 0)
        region.record(
            *OTHERS,
            ads_authorised_by="agency@example.com",
            ads_authorised_at=AT - timedelta(days=90),
            last_success_advertising=at,
        )
    region.merchants.sandbox.set_state("M1001", ads={"grant": "refused"})
    found = await region.examine(
        "M1001", change=lambda c: replace(c, ads_authorised_by="agency@example.com")
    )

    assert found["ads_login_siblings"].outcome == outcome


async def test_examining_from_many_sides_samples_once(region):
    """
    Merchants of one region, examined at one moment.
    """

    region.everybody(grant="refused")
    await asyncio.gather(*(region.examine("M1001") for _ in range(5)))

    assert [region.asked(name) for name in OTHERS] == [1, 1, 1]
