"""
Five hundred merchants examined in one process: does memory stay flat, and what does our own work cost?

The peer is a bare httpx loop that makes the same calls, as many at once, in the same process and
run. Amazon is in another process. Examining is the goal; what is also diagnosed and worded is shown.
"""

from __future__ import annotations

import asyncio
import gc
import statistics
import tempfile
import time

from bisect import bisect
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import psutil

from benchmarks.measure import Measure
from benchmarks.stage.bare import Bare
from benchmarks.stage.outside import Outside, outside
from bot.model.answer import Verdict
from bot.runtime.wiring import triage_of
from bot.triage.use_case import Triage
from diagnostics.amazon.client import Amazon
from diagnostics.examination.examine import examine
from diagnostics.model import Connection


MERCHANTS = 500
WARM_UP = 100
AT_ONCE = 10
FIRST = 100_001
ROUND = 100  # merchants between two turns: whatever else the machine does meets both


def run() -> Iterator[Measure]:
    """
    Warm up, then examine and call in turns.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        outside(Path(folder), generated=WARM_UP + 2 * MERCHANTS) as amazon,
    ):
        yield from asyncio.run(_run(amazon))


async def _run(amazon: Outside) -> list[Measure]:
    settings = amazon.settings
    ids = [f"M{FIRST + number}" for number in range(WARM_UP + 2 * MERCHANTS)]
    others = ids[-MERCHANTS:]  # asked for an answer: of one merchant findings are kept for a minute
    bare = Bare(settings.app, settings.endpoints)
    async with triage_of(settings) as triage:
        asked = _Asked(triage, bare)
        await _for_each(ids[:WARM_UP], asked.answered)
        await _for_each(ids[:WARM_UP], asked.bare)
        asked.in_the_apps_name.clear()
        before = _resident()
        ours, plain, answered, begun = [], [], [], []
        for start in range(WARM_UP, WARM_UP + MERCHANTS, ROUND):
            some = ids[start : start + ROUND]
            begun.append(datetime.now(UTC).isoformat())
            ours.append(await _for_each(some, asked.ours))
            begun.append(datetime.now(UTC).isoformat())
            plain.append(await _for_each(some, asked.bare))
            begun.append(datetime.now(UTC).isoformat())
            more = others[start - WARM_UP : start - WARM_UP + ROUND]
            answered.append(await _for_each(more, asked.answered))
        grown = _resident() - before
        await bare.aclose()
    made = Counter(bisect(begun, call["at"]) for call in amazon.calls())
    made_by_us = sum(made[turn] for turn in range(1, len(begun) + 1, 3))
    made_bare = sum(made[turn] for turn in range(2, len(begun) + 1, 3))
    rates = [theirs / own for own, theirs in zip(ours, plain, strict=True)]
    assert abs(made_by_us - made_bare) < made_by_us / 100, (made_by_us, made_bare)
    return [
        Measure("fleet: memory grown over 500 merchants", grown / 2**20, "MiB", at_most=20.0),
        Measure("fleet: merchants examined a second", MERCHANTS / sum(ours), "1/s"),
        Measure("fleet: … diagnosed and worded too", MERCHANTS / sum(answered), "1/s"),
        Measure("fleet: bare httpx loop, merchants a second", MERCHANTS / sum(plain), "1/s"),
        Measure(
            "fleet: throughput / bare httpx loop making the same calls",
            statistics.median(rates),
            "times",
            at_least=0.70,
            note=f"{min(rates):.2f} to {max(rates):.2f}; {made_by_us} and {made_bare} calls",
        ),
    ]


class _Asked:
    """
    One merchant, asked in either way.
    """

    def __init__(self, triage: Triage, bare: Bare) -> None:
        self._triage = triage
        self._bare = bare
        self.in_the_apps_name: set[str] = set()

    async def ours(self, merchant: str) -> None:
        triage = self._triage
        for connection in await triage.connections.find(merchant):
            grants = await triage.connections.grants(connection)
            async with Amazon(
                connection,
                grants,
                triage.app,
                triage.endpoints,
                wire=triage.wire,
                buckets=triage.buckets,
                memory=triage.memory,
            ) as amazon:
                findings = await examine(
                    connection, amazon, now=datetime.now(UTC), fleet=triage.fleet
                )
            assert not any(finding.normal is False for finding in findings), merchant

    async def answered(self, merchant: str) -> None:
        answer = await self._triage.triage(merchant, fresh=False)
        assert answer.verdict is Verdict.HEALTHY, (merchant, answer.verdict, answer.headline)

    async def bare(self, merchant: str) -> None:
        for connection in await self._triage.connections.find(merchant):
            await self._app_once(connection)
            grants = await self._triage.connections.grants(connection)
            await self._bare.examine(connection, grants)

    async def _app_once(self, connection: Connection) -> None:
        # An examination asks in our app's name once a minute and region, whoever is examined.
        if connection.region not in self.in_the_apps_name:
            self.in_the_apps_name.add(connection.region)
            await self._bare.app(connection)


async def _for_each(merchants: Sequence[str], work: Callable[[str], Awaitable[None]]) -> float:
    """
    Seconds for all of them, so many at once.
    """
    free = asyncio.Semaphore(AT_ONCE)

    async def one(merchant: str) -> None:
        async with free:
            await work(merchant)

    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for merchant in merchants:
            group.create_task(one(merchant))
    return time.perf_counter() - started


def _resident() -> int:
    gc.collect()
    return int(psutil.Process().memory_info().rss)
