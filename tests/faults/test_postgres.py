"""
Several processes on one PostgreSQL: one is killed for good, and the rest finish its work.
"""

from __future__ import annotations

import asyncio
import time

from collections.abc import AsyncIterator, Iterator

import pytest

from sandbox.world import World
from tests.faults.bots import Bot
from tests.faults.conftest import MakeBot
from tests.faults.storm import asked, killed, settled, toll
from tests.postgres import NONE_HERE, cluster, programs, restart


pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(programs() is None, reason=NONE_HERE),
    pytest.mark.timeout(900),
]


@pytest.fixture
def address() -> Iterator[str]:
    """
    An empty database.
    """
    with cluster() as address:
        yield address


@pytest.fixture
async def two(world: World, make_bot: MakeBot, address: str) -> AsyncIterator[tuple[Bot, Bot]]:
    """
    Two processes that share a database and Slack's sockets.
    """
    world.settings["TRIAGE_DATABASE_URL"] = address
    first, second = make_bot(), make_bot()
    for bot in (first, second):
        await bot.start()
    await world.slack.connected(60, 4)
    yield first, second
    for bot in (first, second):  # before the database goes
        await bot.kill()


async def test_another_process_finishes_what_a_dead_one_left(
    world: World, two: tuple[Bot, Bot], capsys: pytest.CaptureFixture[str]
) -> None:
    """
    One of two processes is killed for good in mid-case: within a minute everything is answered.
    """
    messages = await asked(world, 30)
    await asyncio.sleep(1.0)
    began = time.monotonic()
    await two[0].kill()
    await settled(world, messages, within=60)
    cost = await toll(world, messages, time.monotonic() - began)
    with capsys.disabled():
        print(f"\nPostgreSQL, one of two killed for good: {cost}")  # noqa: T201
    assert cost.lost == ()
    assert len(cost.doubled) <= 1, cost.doubled
    assert cost.cases == 30


async def test_a_server_that_is_restarted_delays_and_loses_nothing(
    world: World, two: tuple[Bot, Bot], address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    PostgreSQL goes away under twenty cases and comes back: both processes go on, nothing is lost.
    """
    messages = await asked(world, 20)
    await asyncio.sleep(1.0)
    began = time.monotonic()
    await asyncio.to_thread(restart, address)
    await settled(world, messages, within=400)
    cost = await toll(world, messages, time.monotonic() - began)
    with capsys.disabled():
        print(f"\nPostgreSQL, restarted: {cost}")  # noqa: T201
    assert cost.lost == ()
    assert cost.cases == 20


@pytest.mark.storm
async def test_kills_lose_nothing(
    world: World, two: tuple[Bot, Bot], capsys: pytest.CaptureFixture[str]
) -> None:
    """
    Two processes, one killed again and again and the other for good: nothing is lost, little doubled.
    """
    cases, kills = 200, 12
    began = time.monotonic()
    messages = await asked(world, cases)
    await killed(world, two[1], kills - 1, seed=cases)
    await two[0].kill()
    await settled(world, messages, within=400)
    cost = await toll(world, messages, time.monotonic() - began)
    with capsys.disabled():
        print(f"\nPostgreSQL, {kills} kills: {cost}")  # noqa: T201
    assert cost.lost == ()
    assert len(cost.doubled) <= kills, cost.doubled
    assert cost.cases == cases
    assert cost.edits <= 50  # whoever was killed and started again
