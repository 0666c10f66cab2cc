"""
Five thousand cases in one process of `triage serve`: does its memory stay flat?

Takes a quarter of an hour, so it runs only when it is named. Every case is of another merchant, one in
ten of them in trouble. Slack's limits are off on both sides: in earnest Slack
takes about one post a second, which would make this two hours and a half.
"""

from __future__ import annotations

import asyncio
import tempfile
import time

from collections.abc import Iterator
from pathlib import Path

import psutil

from benchmarks.measure import Measure
from benchmarks.stage.bot import bot
from benchmarks.stage.outside import Outside, outside
from sandbox.slack import Workspace


ONLY_BY_NAME = True
CASES = 5000
EVERY = 500  # cases between two looks
HALF = 2500
AT_ONCE = 24  # asked and not yet answered
TROUBLED = 10  # each tenth merchant has one of these
TROUBLE = ("refused", "another_client")  # for the merchant to mend, and for us: by mail
FIRST = 100_001
WITHIN_S = 300.0
UNHURRIED = ("-m", "benchmarks.stage.unhurried")


def run() -> Iterator[Measure]:
    """
    The resident memory on the way, its growth over the second half, and where it ends.
    """
    with (
        tempfile.TemporaryDirectory() as name,
        outside(Path(name), generated=CASES) as amazon,
    ):
        yield from asyncio.run(_run(amazon, Path(name)))


async def _run(amazon: Outside, folder: Path) -> list[Measure]:
    async with (
        Workspace(limits=False) as slack,
        bot(slack, amazon.environment, folder / "bot.log", UNHURRIED) as pid,
    ):
        process = psutil.Process(pid)
        answers = _Answers(slack)
        began = time.monotonic()
        seen = {0: _mebibytes(process)}
        for number in range(CASES):
            merchant = f"M{FIRST + number}"
            if number % TROUBLED == 0:
                changes = {"grant": TROUBLE[number // TROUBLED % len(TROUBLE)]}
                await asyncio.to_thread(
                    amazon.change, "state", merchant_id=merchant, changes=changes
                )
            await slack.command("UAGENT", "CCASES", "/triage", merchant)
            await answers.reach(number + 1 - AT_ONCE)
            if (number + 1) % EVERY == 0:
                await answers.reach(number + 1)
                seen[number + 1] = _mebibytes(process)
                print(f"{number + 1} cases: {seen[number + 1]:.0f} MiB", flush=True)
        taken = time.monotonic() - began
    shown = [
        Measure(f"flat: resident after {at} cases", seen[at], "MiB") for at in (0, EVERY, HALF)
    ]
    return [
        *shown,
        Measure(f"flat: resident after {CASES} cases", seen[CASES], "MiB", at_most=250.0,
                note=f"{CASES / taken:.1f} cases a second"),
        Measure(f"flat: grown over the last {CASES - HALF} cases", seen[CASES] - seen[HALF], "MiB",
                at_most=15.0),
    ]  # fmt: skip


class _Answers:
    """
    How many cases were answered so far; each call is looked at once.
    """

    def __init__(self, slack: Workspace) -> None:
        self._slack = slack
        self._looked = 0
        self._cases: set[str] = set()

    async def reach(self, wanted: int) -> None:
        """
        Return once so many are.
        """
        ends = time.monotonic() + WITHIN_S
        while len(self._cases) < wanted:
            self._look()
            if time.monotonic() > ends:
                raise TimeoutError(f"{len(self._cases)} of {wanted} cases were answered")
            await asyncio.sleep(0.02)

    def _look(self) -> None:
        calls = self._slack.calls
        for call in calls[self._looked :]:
            payload = (call.args.get("metadata") or {}).get("event_payload") or {}
            if call.method == "chat.postMessage" and str(payload.get("key")).startswith("answer."):
                self._cases.add(str(payload["case"]))
        self._looked = len(calls)


def _mebibytes(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 2**20
