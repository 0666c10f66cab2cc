"""
A case that ends every process that works on it does not end the bot.
"""

from __future__ import annotations

import asyncio

import pytest

from bot.model.case import Case, State
from bot.storage.cases import Cases
from bot.storage.database import Database
from bot.storage.takeover import DEATHS
from sandbox.world import INTERNAL_CHANNEL, World
from tests.faults.bots import Bot
from tests.faults.conftest import MakeBot
from tests.faults.deadly import DEADLY
from tests.faults.storm import AGENT


MODULE = ("-m", "tests.faults.deadly")


async def _kept_up(bot: Bot, ends: list[int]) -> None:
    """
    Start it again as systemd would, until cancelled, noting how it ended.
    """
    while True:
        await bot.start(*MODULE)
        ends.append(await bot.ended())


async def _cases(world: World, merchant: str) -> tuple[Case, ...]:
    database = Database(world.settings["TRIAGE_DATABASE_URL"])
    try:
        return await Cases(database).list(merchant_id=merchant)
    finally:
        database.close()


@pytest.mark.storm
@pytest.mark.timeout(600)
async def test_a_deadly_case_ends_in_the_internal_channel(world: World, make_bot: MakeBot) -> None:
    """
    After some deaths it is left alone and our people are told; other cases are answered.
    """
    bot = make_bot()
    ends: list[int] = []
    keeping = asyncio.create_task(_kept_up(bot, ends))
    await world.slack.connected(60)
    await world.slack.mention(AGENT, INTERNAL_CHANNEL, f"triage {DEADLY}")
    told = await world.slack.wait_for(
        lambda: [m for m in world.slack.messages(INTERNAL_CHANNEL) if "again and again" in m.text],
        timeout=300,
    )
    await world.slack.connected(60)
    await world.slack.mention(AGENT, INTERNAL_CHANNEL, "triage M1016")
    await world.inbox.wait_for(lambda mail: "M1016" in mail.subject, timeout=120)
    keeping.cancel()
    assert len(told) == 1
    assert len(ends) == DEATHS
    assert [case.state for case in await _cases(world, DEADLY)] == [State.REFUSED]
