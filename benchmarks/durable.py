"""
What durability costs a case, and what the bot costs while nobody asks it anything.

A case through the desk, the engine and SQLite, against the same merchant examined and shown with
nothing kept at all: that overstates the engine's part, which is meant. The bot itself is measured as
`triage serve`, in a process of its own.
"""

# ruff: noqa: ARG002  (a surface that does nothing needs nothing of what it is told)

from __future__ import annotations

import asyncio
import gc
import statistics
import tempfile
import time

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import psutil

from benchmarks.measure import Measure
from benchmarks.stage.bot import bot
from benchmarks.stage.outside import Outside, outside
from bot.cases.desk import Desk, Parts
from bot.foundation.settings import Settings
from bot.model.answer import Answer
from bot.model.surface import CaseView, Notice, Place, PlanLine
from bot.runtime.server import post_of
from bot.runtime.wiring import triage_of
from bot.storage.stores import Stores
from bot.storage.workflow_engine import Engine
from bot.triage.use_case import Triage
from diagnostics.model import Finding
from sandbox.slack import Workspace


FIRST = 100_001
WARM_UP = 5
PAIRS = 40
CASES = 100  # while memory is watched
IDLE_S = 20.0
SETTLE_S = 8.0
WITHIN_S = 120.0
PLACE = Place("slack", "TOURS", "CCASES", "", "UAGENT", "TOURS")


class Shown:
    """
    A surface that shows nobody anything, and lets one wait for the answer.
    """

    def __init__(self) -> None:
        self.answered = asyncio.Event()

    async def open_case(self, case: CaseView, plan: Sequence[PlanLine]) -> None: ...

    def progress(self, case: CaseView, finding: Finding) -> None: ...

    async def show_answer(
        self,
        case: CaseView,
        answer: Answer,
        before: Answer | None,
    ) -> None:
        self.answered.set()

    async def tell(self, case: CaseView, notice: Notice) -> None: ...

    async def refuse(self, case: CaseView, sentence: str) -> None:
        raise AssertionError(sentence)

    async def link(self, case: CaseView) -> str:
        return ""

    async def alarm(self, key: str, sentence: str) -> None:
        raise AssertionError(sentence)


def run() -> Iterator[Measure]:
    """
    The overhead of a case, then the bot at rest.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with outside(folder / "cases", generated=WARM_UP + 2 * PAIRS) as amazon:
            yield from asyncio.run(_overhead(amazon))
        with outside(folder / "rest", generated=CASES) as amazon:
            yield from asyncio.run(_at_rest(amazon, folder))


async def _overhead(amazon: Outside) -> list[Measure]:
    merchants = iter(range(FIRST, FIRST + WARM_UP + 2 * PAIRS))
    surface = Shown()
    kept, bare = [], []
    async with _desk(amazon.settings, surface) as (desk, bare_triage):
        for _ in range(WARM_UP):
            await _kept(desk, surface, next(merchants))
        for _ in range(PAIRS):
            kept.append(await _kept(desk, surface, next(merchants)))
            bare.append(await _bare(bare_triage, surface, next(merchants)))
    return [
        Measure("case: through the desk, the engine and SQLite", statistics.median(kept), "ms"),
        Measure("case: nothing kept", statistics.median(bare), "ms"),
        Measure(
            "case: what durability adds, medians",
            statistics.median(kept) - statistics.median(bare),
            "ms",
            at_most=50.0,
            note=f"{PAIRS} pairs, in turns",
        ),
    ]


async def _kept(desk: Desk, surface: Shown, number: int) -> float:
    surface.answered.clear()
    started = time.perf_counter()
    await desk.open_case(f"request {number}", f"M{number}", "", PLACE, merchant_facing=False)
    await asyncio.wait_for(surface.answered.wait(), WITHIN_S)
    taken = (time.perf_counter() - started) * 1000
    await asyncio.sleep(0.1)  # the workflow's last lines are not the next one's to wait for
    return taken


async def _bare(triage: Triage, surface: Shown, number: int) -> float:
    surface.answered.clear()
    merchant = f"M{number}"
    started = time.perf_counter()
    _, plan = await triage.plan(merchant)
    case = CaseView("K1", merchant, "", "", PLACE, merchant_facing=False)
    await surface.open_case(case, plan)
    answer = await triage.triage(merchant, on_finding=lambda f: surface.progress(case, f))
    await surface.show_answer(case, answer, None)
    taken = (time.perf_counter() - started) * 1000
    await asyncio.sleep(0.1)
    return taken


@asynccontextmanager
async def _desk(settings: Settings, surface: Shown) -> AsyncIterator[tuple[Desk, Triage]]:
    # What is measured against knows no database at all.
    files = Stores.open(settings.triage_database_url)
    async with (
        triage_of(settings, database=files.database) as triage,
        triage_of(settings, triage.library) as bare,
    ):
        desk = Desk(
            Parts(
                files=files,
                triage=triage,
                library=triage.library,
                surface=surface,
                engine=Engine(files.database, settings.database_path),
                post=post_of(settings),
            )
        )
        await desk.start()
        try:
            yield desk, bare
        finally:
            await desk.stop()
            files.close()


async def _at_rest(amazon: Outside, folder: Path) -> list[Measure]:
    gc.collect()
    async with Workspace() as slack, bot(slack, amazon.environment, folder / "bot.log") as pid:
        process = psutil.Process(pid)
        await asyncio.sleep(SETTLE_S)
        loaded = _mebibytes(process)
        idle = await _share_of_a_core(process)
        for number in range(CASES):
            await slack.command("UAGENT", "CCASES", "/triage", f"M{FIRST + number}")
            await asyncio.sleep(0.05)
        await slack.wait_for(lambda: _answered(slack) >= CASES, WITHIN_S)
        busy = _mebibytes(process)
    return [
        Measure("serve: processor while idle", idle * 100, "% of one", at_most=2.0,
                note=f"over {IDLE_S:.0f} s"),
        Measure("serve: resident with the knowledge loaded", loaded, "MiB", at_most=250.0),
        Measure(f"serve: resident after {CASES} cases", busy, "MiB", at_most=250.0),
    ]  # fmt: skip


async def _share_of_a_core(process: psutil.Process) -> float:
    before = process.cpu_times()
    await asyncio.sleep(IDLE_S)
    after = process.cpu_times()
    return (after.user + after.system - before.user - before.system) / IDLE_S


def _mebibytes(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 2**20


def _answered(slack: Workspace) -> int:
    keys = (
        ((call.args.get("metadata") or {}).get("event_payload") or {}).get("key", "")
        for call in slack.calls
        if call.method == "chat.postMessage" and call.ok
    )
    return sum(str(key).startswith("answer.") for key in keys)
