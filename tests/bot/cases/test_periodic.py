"""
What nobody asks for: begun after a crash, closed in silence; once, however many processes go round.
"""

from __future__ import annotations

import asyncio

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.cases.periodic import Housekeeping
from bot.foundation.timeouts import Timeouts
from bot.model.case import State
from bot.storage.retention import purge
from bot.storage.stores import Stores
from tests.bot.office import Office, office, until
from tests.bot.storage.test_stores import asked


SOON = timedelta(minutes=2)


class Idle:
    """
    An engine that knows of nothing and begins nothing.
    """

    async def known(self, _: list[str]) -> set[str]:
        return set()

    async def forget(self, _: int) -> int:
        return 0


@pytest.fixture
def two(address: str) -> Iterator[tuple[Stores, Stores]]:
    """
    Two processes' files on one database.
    """
    found = Stores.open(address), Stores.open(address)
    yield found
    for files in found:
        files.close()


async def test_a_quiet_case_is_closed_once_by_two_processes(two: tuple[Stores, Stores]) -> None:
    """
    One line of audit, whoever was first.
    """
    case, _ = await two[0].cases.open(asked())
    await two[0].cases.change(case.id, state=State.ANSWERED)
    later = datetime.now(UTC) + timedelta(days=8)
    houses = [Housekeeping(files, Idle(), None, Timeouts()) for files in two]  # type: ignore[arg-type]
    await asyncio.gather(*(house.round(later) for house in houses))
    audited = await two[1].journal.audited(case.id)
    assert [(e.what, e.detail) for e in audited[1:]] == [("close.1", "silence")]
    assert (await two[1].cases.get(case.id)).state is State.CLOSED


async def test_a_run_whose_process_died_before_it_began_begins_in_a_round(tmp_path: Path) -> None:
    """
    Decided and on file, and nothing more: another process need not be started again for it.
    """
    async with office(tmp_path) as desk:
        case_id = await desk.answered("M1001")
        await until(lambda: _is(desk, case_id, "answered"))
        await desk.files.cases.begin_run(case_id, "a click", "Ana", "run_again")
        await desk.desk.housekeeping.round(datetime.now(UTC) + SOON)
        await until(lambda: len(desk.notebook.shown) == 2)


async def test_a_mail_whose_process_died_before_it_began_is_sent(tmp_path: Path) -> None:
    """
    Somebody pressed Escalate, and the process died with the decision on file.
    """
    async with office(tmp_path) as desk:
        case_id = await desk.answered("M1001")
        await until(lambda: _is(desk, case_id, "answered"))
        await desk.files.cases.decide(case_id, "escalate.1", "a click", "Ana")
        await desk.desk.housekeeping.round(datetime.now(UTC) + SOON)
        await until(lambda: len(desk.inbox.messages) == 1)
        assert "Ana asked for it." in desk.inbox.messages[0].text


async def test_what_was_decided_a_moment_ago_is_left_to_its_own_process(tmp_path: Path) -> None:
    """
    It may be about to begin.
    """
    async with office(tmp_path) as desk:
        case_id = await desk.answered("M1001")
        await until(lambda: _is(desk, case_id, "answered"))
        await desk.files.cases.begin_run(case_id, "a click", "Ana", "run_again")
        await desk.desk.housekeeping.round(datetime.now(UTC))
        assert await desk.engine.known([f"{case_id}.run.2"]) == set()


async def test_a_decision_and_what_it_changes_are_one(two: tuple[Stores, Stores]) -> None:
    """
    Who was second changes nothing.
    """
    case, _ = await two[0].cases.open(asked())
    decided = [
        files.cases.decide(case.id, "acknowledge", who, who, acknowledged_by=who)
        for files, who in zip(two, ("Ana", "Ben"), strict=True)
    ]
    outcomes = [mine for mine, _ in await asyncio.gather(*decided)]
    taken = (await two[0].cases.get(case.id)).acknowledged_by
    assert sorted(outcomes) == [False, True]
    assert taken == ("Ana" if outcomes[0] else "Ben")


async def test_two_clicks_in_two_processes_begin_one_run(two: tuple[Stores, Stores]) -> None:
    """
    The other is told that it is being examined.
    """
    case, _ = await two[0].cases.open(asked())
    await two[0].cases.change(case.id, state=State.ANSWERED)
    begun = await asyncio.gather(
        *(files.cases.begin_run(case.id, f"click {n}", "Ana", "run_again")
          for n, files in enumerate(two * 3))
    )  # fmt: skip
    assert sorted(begun) == [*[(2, False)] * 5, (2, True)]


async def test_an_erased_case_leaves_nothing_in_the_durable_engine(
    tmp_path: Path, address: str
) -> None:
    """
    Neither its workflows nor what their steps returned, which may name the merchant.
    """
    url = address if address.startswith("postgresql") else ""
    async with office(tmp_path, url) as desk:
        case_id = await desk.answered("M1001")
        await until(lambda: _is(desk, case_id, "answered"))
        await until(lambda: _ended(desk, case_id))
        await purge(desk.files.database, who="U1", merchant_id="M1001")
        assert await desk.engine.known([f"{case_id}.run.1"]) == set()
        schema = "dbos." if url else ""
        steps = sa.text(f"select count(*) from {schema}operation_outputs")  # noqa: S608
        assert desk.files.database.do(lambda c: c.execute(steps).scalar()) == 0


async def _ended(desk: Office, _case_id: str) -> bool:
    return await desk.engine.waiting() == 0


async def _is(desk: Office, case_id: str, state: str) -> bool:
    return await desk.state(case_id) == state
