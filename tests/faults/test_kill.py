"""
Kill tests on SQLite: one process, killed again and again while cases are in flight.
"""

from __future__ import annotations

import time

import pytest

from sandbox.world import World
from tests.faults.conftest import MakeBot
from tests.faults.storm import asked, killed, settled, toll


@pytest.mark.parametrize(
    ("cases", "kills"),
    [(15, 2), pytest.param(200, 12, marks=pytest.mark.storm)],
)
@pytest.mark.timeout(900)
async def test_kills_lose_nothing(
    world: World, make_bot: MakeBot, cases: int, kills: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    No acknowledgement, answer or email is lost; at most one thing is doubled by each kill.
    """
    bot = make_bot()
    await bot.start()
    await world.slack.connected(60)
    began = time.monotonic()
    messages = await asked(world, cases)
    await killed(world, bot, kills, seed=cases)
    await settled(world, messages, within=400)
    cost = await toll(world, messages, time.monotonic() - began)
    with capsys.disabled():
        print(f"\nSQLite, {kills} kills: {cost}")  # noqa: T201  (the figure that operating.md quotes)
    assert cost.lost == ()
    assert len(cost.doubled) <= kills, cost.doubled
    assert cost.cases == cases
    assert cost.edits <= 50  # whoever was killed and started again
