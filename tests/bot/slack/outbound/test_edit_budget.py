"""
Fifty edits a minute for the whole workspace: progress makes room for ends.
"""

from __future__ import annotations

import asyncio

from bot.slack.outbound.edit_budget import EDITS, KEPT_FOR_ENDS, WINDOW, EditBudget
from bot.slack.outbound.gateway import Gateway, Posted
from bot.slack.outbound.live_message import LiveMessage
from bot.slack.views.parts import BlockMessage


class Clock:
    """
    A clock that is set by hand.
    """

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_progress_stops_before_the_window_is_full() -> None:
    """
    What is left belongs to last edits.
    """
    budget = EditBudget(clock=Clock())
    taken = sum([await budget.progress() for _ in range(100)])
    assert taken == EDITS - KEPT_FOR_ENDS


async def test_last_edits_use_the_whole_window() -> None:
    """
    Up to Slack's limit, without a wait.
    """
    budget = EditBudget(clock=Clock())
    for _ in range(EDITS):
        await budget.end()
    assert budget.left == 0


async def test_a_last_edit_past_the_window_waits_and_gets_through() -> None:
    """
    As soon as the oldest edit is a minute old.
    """
    clock = Clock()
    budget = EditBudget(clock=clock)
    for _ in range(EDITS):
        await budget.end()
    late = asyncio.create_task(budget.end())
    await asyncio.sleep(0)
    assert not late.done()
    late.cancel()
    clock.now = WINDOW + 0.1
    await budget.end()
    assert budget.left == EDITS - 1


async def test_any_window_holds_at_most_slacks_fifty() -> None:
    """
    Not only each clock minute: a sliding one.
    """
    clock = Clock()
    budget = EditBudget(kept_for_ends=0, clock=clock)
    taken = []
    for second in range(300):
        clock.now = float(second)
        taken += [clock.now for _ in range(3) if await budget.progress()]
    most = max(sum(1 for t in taken if start <= t < start + 60) for start in taken)
    assert most <= 50


async def test_slacks_refusal_pauses_progress() -> None:
    """
    429 says how long; until then nothing but ends is tried.
    """
    clock = Clock()
    budget = EditBudget(clock=clock)
    await budget.pause(30)
    assert not await budget.progress()
    clock.now = 31.0
    assert await budget.progress()


class Notebook(Gateway):
    """
    Notes edits instead of sending them.
    """

    def __init__(self) -> None:
        self.edits: list[tuple[str, bool]] = []

    async def edit(self, posted: Posted, message: BlockMessage, *, last: bool) -> bool:  # noqa: ARG002
        self.edits.append((message.text, last))
        return True


async def test_a_burst_of_changes_is_one_edit() -> None:
    """
    The one that goes out shows the newest state.
    """
    notebook = Notebook()
    live = LiveMessage(notebook, Posted("C1", "1.0"), gap=0.01)
    state = ["a"]
    for word in "bcde":
        state[0] = word
        live.changed(lambda: BlockMessage(state[0]))
    await asyncio.sleep(0.05)
    await live.end(BlockMessage("end"))

    assert notebook.edits == [("e", False), ("end", True)]


async def test_after_the_end_nothing_changes() -> None:
    """
    A late finding does not bring the running plan back.
    """
    notebook = Notebook()
    live = LiveMessage(notebook, Posted("C1", "1.0"), gap=0.0)
    await live.end(BlockMessage("end"))
    live.changed(lambda: BlockMessage("late"))
    await asyncio.sleep(0.01)

    assert notebook.edits == [("end", True)]
