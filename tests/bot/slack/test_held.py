"""
Where nobody may compare a merchant with others: what it reads, what an agent reads and may send.
"""

from __future__ import annotations

import re

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.model.case import State
from tests.bot.slack.house import ALPHA, House, house


pytestmark = pytest.mark.asyncio(loop_scope="module")

HOLDING = re.compile(
    r"Amazon does not let us read .*We will look again at \d\d:\d\d UTC", re.DOTALL
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def built(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with house(tmp_path_factory.mktemp("house"), TRIAGE_FLEET_SAMPLE="false") as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def home(built: House) -> House:
    await built.tidy()
    built.world.amazon.stage(ALPHA)
    built.world.amazon.set_state(ALPHA, grant="refused")
    return built


async def test_the_merchant_reads_a_holding_sentence_with_a_time(home: House) -> None:
    """
    No reconnect, nothing of other merchants; the case is looked at again, and nobody is written to.
    """
    await home.asked()
    shown = home.shown("CALPHA")
    [case] = await home.cases()

    assert HOLDING.search(shown)
    assert "econnect" not in shown
    assert "other merchant" not in shown
    assert (case.state, home.mails) == (State.WAITING, [])


async def test_an_agent_reads_why_and_sends_it_by_one_click(home: House) -> None:
    """
    Once, however often it is pressed.
    """
    await home.asked()
    inside = home.said("CCASES")[-1]
    assert "could not be compared" in home.shown("CCASES")
    for _ in range(2):
        await home.slack.click("UAGENT", "CCASES", inside.ts, "held_send", forged=True)
        await home.idle()

    assert "econnect" in home.said("CALPHA")[-1].text + home.shown("CALPHA")
    assert len([m for m in home.said("CALPHA") if "econnect" in str(m.blocks)]) == 1


async def test_nothing_is_held_back_where_an_agent_asked(home: House) -> None:
    """
    There is no merchant's conversation to send it to.
    """
    await home.triaged()
    assert "held_send" not in home.shown("CCASES")
