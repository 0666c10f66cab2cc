"""
Slack's edits are counted per workspace: two processes have one window.
"""

from __future__ import annotations

import asyncio

from collections.abc import Iterator

import pytest

from bot.slack.outbound.edit_budget import EDITS, KEPT_FOR_ENDS, WINDOW, EditBudget
from bot.storage.database import Database
from bot.storage.rate_window import RateWindow
from tests.bot.slack.outbound.test_edit_budget import Clock


Two = tuple[EditBudget, EditBudget]


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    However busy the machine is, the database is not taken for one that is away.
    """
    monkeypatch.setattr("bot.storage.rate_window.PATIENCE_S", 60.0)


@pytest.fixture
def databases(address: str) -> Iterator[list[Database]]:
    """
    An engine for each process.
    """
    found = [Database.open(address) for _ in range(2)]
    yield found
    for database in found:
        database.close()


@pytest.fixture
def clock() -> Clock:
    """
    One clock for all.
    """
    return Clock()


@pytest.fixture
def two(databases: list[Database], clock: Clock) -> Two:
    """
    Two processes' budgets.
    """
    first, second = [
        EditBudget(clock=clock, common=RateWindow(database, "edits", WINDOW, clock))
        for database in databases
    ]
    return first, second


async def test_two_processes_show_no_more_progress_than_one(two: Two) -> None:
    """
    However many try at once.
    """
    shown = await asyncio.gather(*(budget.progress() for budget in two for _ in range(60)))
    assert sum(shown) == EDITS - KEPT_FOR_ENDS


async def test_two_processes_end_no_more_messages_than_one(two: Two) -> None:
    """
    The forty-ninth waits, whoever made the others; it gets through once the oldest is old.
    """
    await asyncio.gather(*(budget.end() for budget in two for _ in range(EDITS // 2)))
    for budget in two:
        assert not await budget.progress()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(budget.end(), 0.2)


async def test_any_minute_of_two_processes_holds_at_most_slacks_fifty(
    two: Two, clock: Clock
) -> None:
    """
    A sliding one, over some minutes.
    """
    taken = []
    for second in range(150):
        clock.now = float(second)
        taken += [clock.now for budget in two for _ in range(2) if await budget.progress()]
    most = max(sum(1 for t in taken if start <= t < start + 60) for start in taken)
    assert most == EDITS - KEPT_FOR_ENDS


async def test_slacks_refusal_pauses_the_other_process_too(two: Two, clock: Clock) -> None:
    """
    429 is said to one, and meant for the workspace.
    """
    await two[0].pause(30)
    assert not await two[1].progress()
    clock.now = 31.0
    assert await two[1].progress()


async def test_a_process_that_is_started_again_remembers_the_minute(
    two: Two, databases: list[Database], clock: Clock
) -> None:
    """
    A deploy does not double what Slack is asked.
    """
    for _ in range(EDITS):
        await two[0].end()
    again = EditBudget(clock=clock, common=RateWindow(databases[1], "edits", WINDOW, clock))
    assert not await again.progress()


async def test_without_the_database_each_process_has_its_own_window(
    two: Two, databases: list[Database]
) -> None:
    """
    As it was last seen: the message is edited all the same, within the limit.
    """
    assert await two[0].progress()
    databases[1].do(lambda c: c.exec_driver_sql("drop table windows"))
    assert sum([await two[0].progress() for _ in range(60)]) == EDITS - KEPT_FOR_ENDS - 1


async def test_on_the_databases_own_clock_the_window_holds(databases: list[Database]) -> None:
    """
    Without a clock of the test's, as in earnest.
    """
    budgets = [EditBudget(common=RateWindow(database, "edits", WINDOW)) for database in databases]
    shown = await asyncio.gather(*(budget.progress() for budget in budgets for _ in range(40)))
    assert sum(shown) == EDITS - KEPT_FOR_ENDS
