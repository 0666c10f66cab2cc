"""
What Slack delivered: taken on once, found again until it is worked, and never behind the cases.
"""

from __future__ import annotations

import asyncio
import sqlite3

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.slack.inbound.delivery_log import NAME, DeliveryLog
from bot.storage.database import Database
from bot.storage.stores import Stores


@pytest.fixture
async def apart(tmp_path: Path) -> AsyncIterator[Database]:
    """
    The database of arrivals, beside the main one.
    """
    files = Stores.open(f"sqlite:///{tmp_path}/triage.db")
    database = files.database.apart(NAME)
    arrivals = DeliveryLog(database)
    await arrivals.prepare()
    arrivals.close()
    yield database
    database.close()
    files.close()


async def test_of_many_at_once_one_takes_a_delivery_on(apart: Database) -> None:
    """
    In one process, and between two.
    """
    here, there = DeliveryLog(apart), DeliveryLog(apart)
    asked = [each.claim("one", {"text": "x"}) for _ in range(20) for each in (here, there)]
    taken = await asyncio.gather(*asked)
    here.close()
    there.close()

    assert sum(taken) == 1


async def test_what_was_worked_is_left_alone(apart: Database) -> None:
    """
    What was not is found by whoever looks for what was left behind, once it is old enough.
    """
    arrivals = DeliveryLog(apart)
    for name in ("done", "left"):
        await arrivals.claim(name, {"text": name})
    await arrivals.finish("done")
    left = [arrival.identity for arrival in await arrivals.unfinished()]
    young = await arrivals.unfinished(timedelta(minutes=1))
    arrivals.close()

    assert (left, young) == (["left"], [])


async def test_a_delivery_is_on_disk_while_the_cases_hold_their_database(
    apart: Database, tmp_path: Path
) -> None:
    """
    An acknowledgement waits for no case: somebody else may write for as long as they like.
    """
    other = sqlite3.connect(tmp_path / "triage.db", isolation_level=None)
    other.execute("begin immediate")
    arrivals = DeliveryLog(apart)
    taken = await arrivals.claim("one", {"text": "x"})
    arrivals.close()
    other.rollback()
    other.close()

    assert taken
