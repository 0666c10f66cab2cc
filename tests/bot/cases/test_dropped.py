"""
Work that the engine let go of while its process lives on.
"""

from __future__ import annotations

import asyncio
import errno

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dbos import error

from bot.storage.database import DatabaseError
from tests.bot.office import Office, office, until


async def _begun(open_office: Office) -> str:
    """
    A case whose run is under way.
    """
    case_id = await open_office.open("M1004")
    await until(lambda: open_office.notebook.opened)
    return case_id


async def test_a_run_that_its_living_process_dropped_is_taken_up(tmp_path: Path) -> None:
    """
    A workflow that ended without a word of its end is found, and its case is answered.
    """
    async with office(tmp_path) as open_office:
        open_office.amazon.latency = 0.5
        case_id = await _begun(open_office)
        for task in tuple(open_office.engine._running):
            task.cancel()
        open_office.amazon.latency = 0.0
        await until(lambda: open_office.notebook.shown, seconds=20)

        assert [case.id for case, _, _ in open_office.notebook.shown] == [case_id]


async def test_a_run_that_goes_on_is_not_begun_twice(tmp_path: Path) -> None:
    """
    However long it takes, what is at work here is not dropped.
    """
    async with office(tmp_path) as open_office:
        open_office.amazon.latency = 0.5
        await _begun(open_office)
        for _ in range(3):
            assert await open_office.engine._takeover.look(_nobody) == 0
        await until(lambda: open_office.notebook.shown, seconds=20)

        assert len(open_office.notebook.shown) == 1


async def test_an_error_of_the_engine_that_is_no_end_is_told(tmp_path: Path) -> None:
    """
    Whatever the engine raises but a cancellation: our people hear of the case.
    """
    async with office(tmp_path) as open_office:

        async def fails(*_: object) -> None:
            await asyncio.sleep(0)
            raise error.DBOSException("the store went away")

        open_office.engine.step = fails  # type: ignore[method-assign, assignment]
        case_id = await open_office.open("M1004")
        await until(lambda: open_office.notebook.alarms)

        assert case_id in open_office.notebook.alarms[0][1]


async def _nobody(_: str) -> None: ...


@pytest.mark.parametrize(
    "reason",
    [
        sa.exc.InternalError(
            "update", None, Exception("cannot execute UPDATE in a read-only transaction")
        ),
        sa.exc.InterfaceError("select", None, Exception("the connection is closed")),
        sa.exc.DatabaseError("select", None, Exception("database disk image is malformed")),
        DatabaseError("away"),
        OSError(errno.EMFILE, "Too many open files"),
        MemoryError(),
    ],
    ids=lambda reason: type(reason).__name__,
)
async def test_a_run_that_a_passing_fault_broke_is_begun_again(
    tmp_path: Path, reason: Exception
) -> None:
    """
    Raised by the engine itself, out of a step: neither an end nor an alarm, and the case is answered.
    """
    async with office(tmp_path) as open_office:
        step = open_office.engine.step
        broken: list[str] = []

        async def fails_once(name: str, *rest: Any) -> Any:
            if name == "examine" and not broken:
                broken.append(name)
                raise reason
            return await step(name, *rest)

        open_office.engine.step = fails_once  # type: ignore[method-assign, assignment]
        case_id = await open_office.open("M1004")
        await until(lambda: open_office.notebook.shown, seconds=20)

        assert broken
        assert [case.id for case, _, _ in open_office.notebook.shown] == [case_id]
        assert open_office.notebook.alarms == []


async def test_a_fault_of_ours_is_no_passing_one(tmp_path: Path) -> None:
    """
    The same again tomorrow: our people hear of it, once.
    """
    async with office(tmp_path) as open_office:

        async def fails(*_: object) -> None:
            await asyncio.sleep(0)
            raise FileNotFoundError("gone")

        open_office.engine.step = fails  # type: ignore[method-assign, assignment]
        case_id = await open_office.open("M1004")
        await until(lambda: open_office.notebook.alarms)

        assert case_id in open_office.notebook.alarms[0][1]
