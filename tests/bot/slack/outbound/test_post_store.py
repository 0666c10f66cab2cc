"""
What is remembered of Slack: claimed once, erased with its case, in batches that harm no other.
"""

from __future__ import annotations

import asyncio

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sqlalchemy import Connection, text

from bot.model.surface import Place
from bot.slack.outbound.post_store import Post, PostStore
from bot.storage.batched_writes import BatchedWriter
from bot.storage.cases import Request
from bot.storage.stores import Stores


@pytest.fixture
async def files(tmp_path: Path) -> AsyncIterator[Stores]:
    """
    A database with our tables.
    """
    files = Stores.open(f"sqlite:///{tmp_path}/triage.db")
    ledger = PostStore(files.database)
    await ledger.prepare()
    ledger.close()
    yield files
    files.close()


async def test_a_released_claim_can_be_taken_again(files: Stores) -> None:
    """
    What was decided could not be carried out.
    """
    ledger = PostStore(files.database)
    taken = [await ledger.claim("one"), await ledger.claim("one")]
    await ledger.release("one")
    taken.append(await ledger.claim("one"))
    ledger.close()

    assert taken == [True, False, True]


async def test_a_name_stays_with_the_first_who_asked(files: Stores) -> None:
    """
    Whoever asks later, or only looks, hears who that was.
    """
    ledger = PostStore(files.database)
    held = [await ledger.owner("burst", mine) for mine in ("", "first", "second", "")]
    ledger.close()

    assert held == ["", "first", "first", "first"]


async def test_what_erases_a_case_erases_what_we_said_in_it(files: Stores) -> None:
    """
    Posts go with their case.
    """
    place = Place("slack", "T1", "C1", "", "U1", "T1")
    case, _ = await files.cases.open(Request("i", "M1001", "x", place, merchant_facing=False))
    ledger = PostStore(files.database)
    await ledger.keep(Post(case.id, "answer.1", "C1", "", "1.0", "what we said"))
    await files.database.run(lambda c: c.execute(text("delete from cases")))
    left = await ledger.post(case.id, "answer.1")
    ledger.close()

    assert left is None


async def test_one_broken_piece_harms_no_other(files: Stores) -> None:
    """
    Work that shares a transaction with a failing one is still committed.
    """
    together = BatchedWriter(files.database)

    def broken(_: Connection) -> None:
        raise ValueError("no such thing")

    def count(c: Connection) -> int:
        c.execute(text("insert into slack_once (name, at, owner) values ('x', '', '')"))
        return int(c.execute(text("select count(*) from slack_once")).scalar_one())

    outcomes = await asyncio.gather(
        together.run(count), together.run(broken), return_exceptions=True
    )
    kept = await together.run(lambda c: c.execute(text("select name from slack_once")).all())
    together.close()

    assert outcomes[0] == 1
    assert isinstance(outcomes[1], ValueError)
    assert [row.name for row in kept] == ["x"]
