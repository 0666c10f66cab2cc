"""
Tests for `bot.storage.shared_rate_limits` and `diagnostics.amazon.reservation`: several processes keep Amazon's limits together.
"""

from __future__ import annotations

import asyncio
import logging

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from bot.storage.database import Database
from bot.storage.schema import CALLS
from bot.storage.shared_rate_limits import DatabaseRateLimits
from diagnostics.amazon.rate_limits import Buckets
from diagnostics.amazon.rates import Cost
from diagnostics.amazon.reservation import CallReservation
from diagnostics.errors import CouldNotTell


SLOW = Cost("getSomething", rate=0.1, burst=4)  # one in ten seconds, four at once
OTHER = Cost("getOther", rate=0.1, burst=4)
WHO = "M1001@eu"


class Clock:
    """
    Time that passes when a test says so.
    """

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class Process:
    """
    What one process has: an engine and buckets of its own.
    """

    def __init__(self, address: str, clock: Callable[[], float]) -> None:
        self.database = Database.open(address)
        self.calls = DatabaseRateLimits(self.database, clock)
        self.buckets = Buckets(1.0, clock, self.calls)

    def examination(self) -> CallReservation:
        """
        What one of its examinations spends from.
        """
        return CallReservation(self.buckets)

    async def made(self, tries: int = 20, cost: Cost = SLOW) -> int:
        """
        How many of so many calls at once were allowed.
        """
        reservation = self.examination()
        tried = [reservation.take(cost, WHO) for _ in range(tries)]
        outcomes = await asyncio.gather(*tried, return_exceptions=True)
        assert all(isinstance(outcome, CouldNotTell | None) for outcome in outcomes)
        return outcomes.count(None)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    However busy the machine is, the database is not taken for one that is away.
    """
    monkeypatch.setattr("bot.storage.shared_rate_limits.PATIENCE_S", 60.0)


@pytest.fixture
def clock() -> Clock:
    """
    One clock for all.
    """
    return Clock()


@pytest.fixture
def two(address: str, clock: Clock) -> Iterator[tuple[Process, Process]]:
    """
    Two processes on one database.
    """
    found = Process(address, clock), Process(address, clock)
    yield found
    for process in found:
        process.database.close()


async def test_two_processes_together_make_no_more_calls_than_one(
    two: tuple[Process, Process],
) -> None:
    """
    Four at once is the limit, whoever asks.
    """
    made = await asyncio.gather(two[0].made(), two[1].made())
    assert sum(made) == 4


async def test_what_comes_back_comes_back_once(two: tuple[Process, Process], clock: Clock) -> None:
    """
    In a minute of asking every second: the first four, and one each ten seconds.
    """
    total = 0
    for _ in range(60):
        total += await two[0].made(2) + await two[1].made(2)
        clock.now += 1
    assert total == 4 + 5


async def test_on_the_databases_own_clock_the_limit_holds(address: str) -> None:
    """
    Without a clock of the test's, as in earnest; one in a thousand seconds does not come back.
    """
    slow = Cost("getSlow", rate=0.001, burst=6)
    databases = [Database.open(address) for _ in range(2)]
    reservations = [
        CallReservation(Buckets(common=DatabaseRateLimits(database))) for database in databases
    ]
    tried = [reservation.take(slow, WHO) for reservation in reservations for _ in range(10)]
    outcomes = await asyncio.gather(*tried, return_exceptions=True)
    for database in databases:
        database.close()
    assert outcomes.count(None) == 3  # our half of six


async def test_a_refusal_says_when_the_next_one_is(
    two: tuple[Process, Process], clock: Clock
) -> None:
    """
    Though another process made the calls.
    """
    await two[0].made(4)
    clock.now += 3
    with pytest.raises(CouldNotTell, match=r"getSomething is used up; the next one is in 7 s"):
        await two[1].examination().take(SLOW, WHO)


async def test_an_examination_draws_its_calls_with_one_statement(
    two: tuple[Process, Process],
) -> None:
    """
    However many they are: sharing costs no round trip a call.
    """
    said: list[str] = []
    engine = two[0].database.engine
    sa.event.listen(engine, "before_cursor_execute", lambda *a: said.append(str(a[2])))
    reservation = two[0].examination()
    costs = [Cost(f"get{number}", rate=1, burst=2) for number in range(12)]
    reservation.prefetch((cost, WHO) for cost in costs)
    for cost in costs:
        await reservation.take(cost, WHO)
    assert len(said) == 1


async def test_what_was_drawn_and_not_asked_goes_back(two: tuple[Process, Process]) -> None:
    """
    A merchant whose token is refused costs no reads.
    """
    reservation = two[0].examination()
    reservation.prefetch([(SLOW, WHO), (OTHER, WHO)])
    await reservation.take(OTHER, WHO)
    assert await two[1].made() == 3
    reservation.close()
    await two[0].calls.aclose()
    assert await two[1].made() == 1
    assert await two[1].made(cost=OTHER) == 3


async def test_what_came_back_by_itself_does_not_go_back_as_well(
    two: tuple[Process, Process], clock: Clock
) -> None:
    """
    Ten seconds later the bucket was full without it.
    """
    reservation = two[0].examination()
    reservation.prefetch([(SLOW, WHO), (OTHER, WHO)])
    await reservation.take(OTHER, WHO)
    clock.now += 10
    assert await two[1].made() == 4
    reservation.close()
    await two[0].calls.aclose()
    assert await two[1].made() == 0


async def test_a_429_empties_the_bucket_for_everybody(two: tuple[Process, Process]) -> None:
    """
    Amazon's word counts more than our sums.
    """
    two[0].examination().drain(SLOW, WHO)
    await two[0].calls.aclose()
    assert await two[1].made() == 0


async def test_a_clock_that_jumps_back_costs_one_filling_at_most(
    two: tuple[Process, Process], clock: Clock
) -> None:
    """
    Two hours back: empty for forty seconds, not for two hours.
    """
    await two[0].made(1)
    clock.now -= 7200
    assert await two[1].made() == 0
    clock.now += 40
    assert await two[1].made() == 4


async def test_without_the_database_each_process_has_its_own_limit(
    two: tuple[Process, Process], caplog: pytest.LogCaptureFixture
) -> None:
    """
    As it was last seen; an examination does without, and the log says so.
    """
    assert await two[0].made(2) == 2
    two[1].database.do(lambda c: c.exec_driver_sql("drop table calls"))
    with caplog.at_level(logging.WARNING):
        assert await two[0].made() == 2
        assert await two[1].made() == 4
    assert "counted by this process alone" in caplog.text


async def test_a_database_that_hangs_is_not_waited_for(
    two: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    After a moment the process goes on within its own limit.
    """

    async def hang(_: object) -> Any:
        await asyncio.Event().wait()

    monkeypatch.setattr("bot.storage.shared_rate_limits.PATIENCE_S", 0.01)
    monkeypatch.setattr(two[0].database, "run", hang)
    assert await two[0].made() == 4


async def test_rows_name_no_merchant_and_go_once_full(
    two: tuple[Process, Process], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    So that an erased merchant leaves nothing here, and the table stays small.
    """
    monkeypatch.setattr("bot.storage.shared_rate_limits.TIDY_S", -1.0)
    query = sa.select(CALLS.c.bucket)
    await two[0].made(1)
    (row,) = two[0].database.do(lambda c: c.execute(query).scalars().all())
    assert "M1001" not in row
    clock.now += 60
    await two[0].made(1, OTHER)
    await two[0].calls.aclose()
    (left,) = two[0].database.do(lambda c: c.execute(query).scalars().all())
    assert left != row
