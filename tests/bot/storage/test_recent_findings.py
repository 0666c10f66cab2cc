"""
Tests for `bot.storage.recent_findings`: what processes know of each other's examinations.
"""

from __future__ import annotations

import re

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.model.answer import reused_in_words
from bot.storage.database import Database
from bot.storage.recent_findings import RecentFindings
from bot.storage.retention import purge
from bot.storage.schema import SIGHTINGS
from bot.storage.shared_rate_limits import DatabaseRateLimits
from bot.triage.use_case import Triage
from diagnostics.amazon.credentials import AppCredentials, Endpoints
from diagnostics.amazon.rate_limits import Call, CallGrant
from diagnostics.model import AccountType, Connection, Finding, Region
from sandbox.amazon import Amazon
from tests.bot.office import LIBRARY, records


AT = datetime(2026, 8, 30, 12, 0, tzinfo=UTC)
EVERY = timedelta(minutes=2)
ONE = Connection("M1001", "Alder", AccountType.SELLER, Region.EU)


def found(probe: str = "orders", outcome: str = "readable", at: datetime = AT) -> Finding:
    return Finding(probe, ONE.id, outcome, normal=outcome == "readable", summary="", at=at)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """
    What all processes share.
    """
    database = Database.open(f"sqlite:///{tmp_path}/triage.db")
    yield database
    database.close()


@pytest.fixture
def ours(database: Database) -> RecentFindings:
    """
    What one process knows of.
    """
    return RecentFindings(database)


@pytest.fixture
def theirs(database: Database) -> RecentFindings:
    """
    What another one does.
    """
    return RecentFindings(database)


async def test_what_one_process_found_another_sees(
    ours: RecentFindings, theirs: RecentFindings
) -> None:
    """
    With the connection as it was on record then, in its region only.
    """
    await ours.keep(ONE, [found()], AT, sampled=True, owner="grants")
    (sight,) = await theirs.since(Region.EU, AT - EVERY)

    assert (sight.connection, sight.findings, sight.at, sight.sampled) == (
        ONE,
        (found(),),
        AT,
        True,
    )
    assert list(await theirs.since(Region.NA, AT - EVERY)) == []


async def test_later_findings_add_to_earlier_ones(ours: RecentFindings) -> None:
    """
    Each probe's latest; what was not asked at all is no finding.
    """
    later = AT + timedelta(minutes=1)
    skipped = replace(found("reports", at=later), at=None)
    await ours.keep(ONE, [found(), found("catalog")], AT, sampled=True, owner="grants")
    anew = [found(outcome="server_error", at=later), skipped]
    await ours.keep(ONE, anew, later, sampled=False, owner="grants")
    (sight,) = await ours.since(Region.EU, AT)

    assert sight.sampled
    assert {f.signal: f.at for f in sight.findings} == {
        "orders.server_error": later,
        "catalog.readable": AT,
    }


async def test_what_is_kept_behind_is_there_once_closed(
    database: Database, theirs: RecentFindings
) -> None:
    """
    A command's answer does not wait for it, its end does.
    """
    command = RecentFindings(database, behind=True)
    await command.keep(ONE, [found()], AT, sampled=False, owner="grants")
    with database.engine.connect() as connection:
        at_once = connection.execute(sa.select(SIGHTINGS)).all()
    await command.aclose()

    assert at_once == []
    assert list(await theirs.found(ONE, "grants", AT)) == [found()]


async def test_what_is_old_is_gone(ours: RecentFindings) -> None:
    """
    Ten minutes, and it says nothing of now.
    """
    late = AT + timedelta(minutes=11)
    other = replace(ONE, merchant_id="M1002")
    await ours.keep(ONE, [found()], AT, sampled=False, owner="grants")
    await ours.keep(other, [found(at=late)], late, sampled=False, owner="grants")

    seen = await ours.since(Region.EU, AT - EVERY)
    assert [sight.connection.merchant_id for sight in seen] == ["M1002"]


async def test_a_region_is_claimed_by_one_process_at_a_time(
    ours: RecentFindings, theirs: RecentFindings
) -> None:
    """
    For two minutes, each region by itself.
    """
    assert await ours.claim_sample(Region.EU, AT, EVERY)
    assert not await theirs.claim_sample(Region.EU, AT + EVERY / 2, EVERY)
    assert await theirs.claim_sample(Region.NA, AT, EVERY)
    assert await theirs.claim_sample(Region.EU, AT + EVERY, EVERY)


async def test_other_grants_start_afresh(ours: RecentFindings) -> None:
    """
    Whoever has reconnected is not told what the old grant was answered.
    """
    await ours.keep(ONE, [found()], AT, sampled=False, owner="old grants")

    assert list(await ours.found(ONE, "old grants", AT)) == [found()]
    assert list(await ours.found(ONE, "new grants", AT)) == []


async def test_a_forgotten_merchant_leaves_no_sighting(
    ours: RecentFindings, database: Database
) -> None:
    """
    As with cases.
    """
    await ours.keep(ONE, [found()], AT, sampled=False, owner="grants")
    await purge(database, who="U1", merchant_id="M1001")

    assert list(await ours.since(Region.EU, AT - EVERY)) == []


async def test_without_the_database_each_process_is_alone(
    ours: RecentFindings, database: Database
) -> None:
    """
    Nothing raises: an examination does without it.
    """
    database.do(lambda c: c.exec_driver_sql("drop table sightings"))

    await ours.keep(ONE, [found()], AT, sampled=False, owner="grants")
    assert list(await ours.since(Region.EU, AT - EVERY)) == []


class Processes:
    """
    Opens the use case as often as asked, each time with nothing in memory.
    """

    def __init__(self, folder: Path, amazon: Amazon, database: Database) -> None:
        self.folder, self.amazon, self.database = folder, amazon, database
        self.clock: Callable[[], float] | None = None

    def another(self) -> Triage:
        amazon = self.amazon
        app = AppCredentials(
            amazon.client_id, amazon.client_secret, amazon.ads_client_id, amazon.ads_client_secret
        )
        return Triage.open(
            records(self.folder, amazon),
            LIBRARY,
            app=app,
            endpoints=Endpoints(amazon.lwa_url, amazon.spapi_url, amazon.ads_url),
            sightings=RecentFindings(self.database),
            common=DatabaseRateLimits(self.database, self.clock),
        )

    def asked(self) -> set[str]:
        """
        For which merchants Amazon was asked since last time.
        """
        names = {call.merchant_id for call in self.amazon.calls if call.merchant_id}
        self.amazon.calls.clear()
        return names


@pytest.fixture
async def processes(tmp_path: Path, database: Database) -> AsyncIterator[Processes]:
    """
    A simulated Amazon, and processes that share our database.
    """
    async with Amazon() as amazon:
        yield Processes(tmp_path, amazon, database)


async def test_a_region_is_sampled_once_for_all_processes(processes: Processes) -> None:
    """
    The second process compares with what the first one's sample saw.
    """
    processes.amazon.stage("M1001")
    processes.amazon.set_state("M1001", grant="refused")
    asked, compared = [], []
    for _ in range(2):
        async with processes.another() as triage:
            answer = await triage.triage("M1001", fresh=True)
        asked.append(processes.asked() - {"M1001"})
        compared += [f for f in answer.connections[0].findings if f.probe == "fleet"]

    assert 3 <= len(asked[0]) <= 6
    assert asked[1] == set()
    assert [finding.signal for finding in compared] == ["fleet.only_this_merchant"] * 2
    assert compared[0].summary == compared[1].summary


async def test_a_process_that_is_started_again_reuses_the_last_minute(
    processes: Processes,
) -> None:
    """
    And says how old that is; asked anew when told to.
    """
    processes.amazon.stage("M1001")
    times, said = [], []
    for fresh in (False, False, True):
        async with processes.another() as triage:
            answer = await triage.triage("M1001", fresh=fresh)
        token = next(f for f in answer.connections[0].findings if f.probe == "lwa_token")
        times.append((token.at, "M1001" in processes.asked()))
        said.append(reused_in_words(answer))

    (first, _), (second, asked_again), (third, asked_anew) = times
    assert (second, asked_again) == (first, False)
    assert third != first
    assert asked_anew
    assert re.fullmatch(r"\d+ findings reused, up to \d s old", said[1])
    assert (said[0], said[2]) == ("", "")


async def test_processes_keep_amazons_limits_together(processes: Processes) -> None:
    """
    Our half of the twenty tokens that we allow ourselves, where each alone would have taken them.
    """
    processes.amazon.stage("M1001")
    processes.clock = lambda: 1_000_000.0  # nothing comes back
    async with processes.another() as first, processes.another() as second:
        for triage in (first, second) * 8:
            await triage.triage("M1001", fresh=True)

    made = [(call.operation, call.merchant_id) for call in processes.amazon.calls]
    assert made.count(("token", "M1001")) == 10


async def test_an_examination_asks_the_database_once_for_its_calls(
    processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Ten calls and more in one go; the two in our app's name are counted by each process alone.
    """
    draws: list[int] = []
    reserve = DatabaseRateLimits.reserve

    async def counted(
        self: DatabaseRateLimits, calls: Sequence[Call]
    ) -> Sequence[CallGrant] | None:
        draws.append(len(calls))
        return await reserve(self, calls)

    monkeypatch.setattr(DatabaseRateLimits, "reserve", counted)
    processes.amazon.stage("M1001")
    async with processes.another() as triage:
        await triage.triage("M1001")
        assert draws == [len(processes.amazon.calls) - 2]
