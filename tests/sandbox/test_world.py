"""
Mending and breaking from the page reaches our own records as well as Amazon.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from diagnostics.connections.cipher import TokenCipher
from diagnostics.connections.sqlite import SqliteConnections
from sandbox.world import World


WRONG_ON_RECORD = ["M1014", "M1015", "M1016", "M1017"]


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with World(tmp_path) as outside:
        yield outside


async def press(world: World, what: str, merchant: str) -> None:
    async with aiohttp.ClientSession() as session:
        url = f"{world.slack.url}/page/amazon/{what}"
        async with session.post(url, json={"merchant_id": merchant}) as answer:
            assert answer.status == 200


async def shown(world: World, merchant: str) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{world.slack.url}/page/amazon/merchants") as answer,
    ):
        return next(one for one in await answer.json() if one["id"] == merchant)


async def on_record(world: World, merchant: str) -> tuple[str, str | None]:
    """
    The status that our record shows, and what is wrong with the sales token.
    """
    cipher = TokenCipher([world.settings["TRIAGE_SECRET_KEY"]])
    store = SqliteConnections(world.folder / "connections.db", cipher)
    (connection,) = await store.find(merchant)
    grants = await store.grants(connection)
    await store.aclose()
    return str(connection.status), grants.spapi.problem


@pytest.mark.parametrize("merchant", WRONG_ON_RECORD)
async def test_mend_puts_our_record_right_and_as_it_was_puts_it_back(
    world: World, merchant: str
) -> None:
    """What is wrong with a merchant may be on our side; the same two buttons change it."""
    before = await on_record(world, merchant)
    await press(world, "mend", merchant)
    assert before != ("Connected", None)
    assert await on_record(world, merchant) == ("Connected", None)
    assert (await shown(world, merchant))["record_mended"] is True
    await press(world, "restore", merchant)
    assert await on_record(world, merchant) == before
    assert (await shown(world, merchant))["record_mended"] is False
