"""
The fault table, inside: our disk, our database, our clock, and being stopped in mid-case.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.storage.database import Database
from bot.storage.workflow_engine import Engine
from sandbox.world import World
from tests.faults.conftest import MakeBot
from tests.faults.serving import answered, ask, posts, serving
from tests.faults.storm import asked, settled, toll


@pytest.fixture
def opened() -> Iterator[list[Any]]:
    """
    Every connection to a database that is opened meanwhile.
    """
    found: list[Any] = []

    def note(raw: Any, _: Any) -> None:
        found.append(raw)

    sa.event.listen(sa.engine.Engine, "connect", note)
    yield found
    sa.event.remove(sa.engine.Engine, "connect", note)


async def test_a_full_disk_delays_and_loses_nothing(
    world: World, opened: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    """
    SQLite says that the disk is full: events are not acknowledged, and answered once there is room.
    """
    async with serving(world):
        pages = await asyncio.to_thread(lambda: _pragma(opened, "page_count"))
        await asyncio.to_thread(lambda: _pragma(opened, f"max_page_count = {pages}"))
        for _ in range(8):
            await ask(world, "M1016")
        await world.slack.wait_for(
            lambda: (
                any("full" in record.getMessage() for record in caplog.records)
                or any(not ack.ok for ack in world.slack.acks)
            ),
            timeout=30,
        )
        await asyncio.to_thread(lambda: _pragma(opened, "max_page_count = 1000000"))
        await world.slack.wait_for(lambda: len(posts(world, "answer.1")) == 8, timeout=60)
        await world.slack.wait_for(
            lambda: len(posts(world, "notice.mail.r1.sent")) == 8, timeout=60
        )


async def test_a_checkpoint_that_meets_a_full_disk_is_written_later(
    tmp_path: Path, opened: list[Any]
) -> None:
    """
    The disk is full just when a step is done: the workflow waits there, and is not broken.
    """
    database = Database.open(f"sqlite:///{tmp_path / 'triage.db'}")
    done, broken = asyncio.Event(), list[str]()

    async def fill() -> str:
        pages = await asyncio.to_thread(lambda: _pragma(opened, "page_count"))
        await asyncio.to_thread(lambda: _pragma(opened, f"max_page_count = {pages}"))
        return "x" * 100_000

    async def finish() -> None:
        done.set()

    async def life(_name: str) -> None:
        await engine.step("fill", fill)
        await engine.step("finish", finish)

    async def note(name: str, _case: str) -> None:
        broken.append(name)

    engine = Engine(database, tmp_path / "triage.db")
    await engine.start_up({"life": life}, note)
    await engine.start("life", "a", "a")
    await asyncio.sleep(1.5)
    assert not done.is_set()
    await asyncio.to_thread(lambda: _pragma(opened, "max_page_count = 1000000"))
    await asyncio.wait_for(done.wait(), 30)
    await engine.stop(1)
    database.close()
    assert broken == []


async def test_a_locked_database_is_waited_for(world: World, tmp_path: Path) -> None:
    """
    Another program holds the file for some seconds: the case is answered when it lets go.
    """
    async with serving(world):
        other = sqlite3.connect(tmp_path / "triage.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        await ask(world, "M1016")
        await asyncio.sleep(4.0)  # longer than Slack waits for an acknowledgement
        other.execute("ROLLBACK")
        other.close()
        await answered(world)
        await answered(world, "notice.mail.r1.sent")
        await world.slack.settled()
    assert len(posts(world, "answer.1")) == 1
    assert len(world.inbox.messages) == 1


@pytest.mark.parametrize("jump", [7200.0, -7200.0])
async def test_a_clock_that_jumps_changes_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, jump: float
) -> None:
    """
    The clock goes two hours forward or back while a mail waits to be tried again: it is sent once.
    """
    honest = time.time
    await world.inbox.down()
    async with serving(world):
        await ask(world, "M1016")
        await answered(world, "notice.mail.r1.pending")
        monkeypatch.setattr(time, "time", lambda: honest() + jump)
        await world.inbox.up()
        await answered(world, "notice.mail.r1.sent")
        monkeypatch.undo()
    assert len(world.inbox.messages) == 1


async def test_a_stop_in_mid_case_is_clean_and_the_next_start_goes_on(
    world: World, make_bot: MakeBot
) -> None:
    """
    SIGTERM among ten cases: it ends with 0 within its time, and nothing is lost or doubled.
    """
    bot = make_bot()
    await bot.start()
    await world.slack.connected(60)
    began = time.monotonic()
    messages = await asked(world, 10)
    await asyncio.sleep(0.3)
    assert await bot.stop() == 0
    assert time.monotonic() - began < 45
    await bot.start()
    await settled(world, messages, within=60)
    cost = await toll(world, messages, 0.0)
    assert cost.lost == ()
    assert cost.doubled == ()


async def test_a_new_release_finishes_old_cases_as_they_began(tmp_path: Path) -> None:
    """
    A step was added to a workflow: one that is past it goes on without, a new one has it.
    """
    database = Database.open(f"sqlite:///{tmp_path / 'triage.db'}")
    done: list[str] = []
    ended = asyncio.Event()

    async def do(what: str) -> None:
        done.append(what)

    async def old(name: str) -> None:
        await engine.step("first", do, f"{name} first")
        await engine.step("next", do, f"{name} next")
        await asyncio.Event().wait()

    async def new(name: str) -> None:
        await engine.step("first", do, f"{name} first")
        if await engine.changed("second thoughts"):
            await engine.step("second", do, f"{name} second")
        await engine.step("next", do, f"{name} next")
        await engine.step("last", do, f"{name} last")
        ended.set()

    async def nobody(_name: str, _case: str) -> None: ...

    engine = Engine(database, tmp_path / "triage.db")
    await engine.start_up({"life": old}, nobody)
    await engine.start("life", "a", "a")
    await asyncio.sleep(1.0)
    await engine.stop(0)
    engine = Engine(database, tmp_path / "triage.db")
    await engine.start_up({"life": new}, nobody)
    await asyncio.wait_for(ended.wait(), 20)
    ended.clear()
    await engine.start("life", "b", "b")
    await asyncio.wait_for(ended.wait(), 20)
    await engine.stop(1)
    database.close()
    assert done == [
        *("a first", "a next", "a last"),
        *("b first", "b second", "b next", "b last"),
    ]


def _pragma(opened: list[Any], words: str) -> int:
    numbers = [raw.execute(f"PRAGMA {words}").fetchone()[0] for raw in opened]
    return max(int(number) for number in numbers)
