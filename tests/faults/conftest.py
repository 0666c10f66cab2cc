"""
A whole world on loopback, and bots in processes of their own that do not outlive their test.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import pytest

from sandbox.world import World
from tests.faults.bots import Bot
from tests.faults.storm import LIKE_SLACK


MakeBot = Callable[..., Bot]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """
    The outside, without Slack's rate limits: a storm is not to wait for them.
    """
    async with World(tmp_path, limits=False) as world:
        world.slack.delivery._retry_after = LIKE_SLACK
        yield world


@pytest.fixture
async def make_bot(world: World, tmp_path: Path) -> AsyncIterator[MakeBot]:
    """
    Makes a bot (not started) on this world, with other settings on top.
    """
    bots: list[Bot] = []

    def make(more: Mapping[str, str] | None = None) -> Bot:
        settings = {**world.settings, **(more or {})}
        bots.append(Bot(settings, tmp_path, f"bot{len(bots)}"))
        return bots[-1]

    yield make
    for bot in bots:
        await bot.kill()
