"""
How long one examination takes with 100 ms on every answer of Amazon's, against what it must wait for.

The floor is the longest chain of answers that depend on each other, from the calls that the
simulated Amazon recorded in the same run. The peer makes the same calls one after another.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import Measure
from benchmarks.stage.one_by_one import OneByOne
from benchmarks.stage.outside import Outside, outside
from bot.model.answer import Answer, Verdict
from bot.runtime.wiring import triage_of
from diagnostics.examination.examine import BUDGET_S
from knowledge.base.library import Library


LATENCY_S = 0.1
RUNS = 7
PROCESSES = 3
MERCHANTS = {"M1001": "seller with Ads", "M1002": "vendor"}
# What holds something of which other answer: a token, or an address that it named.
TOKENS = {"token", "ads_token", "grantless_token"}
GRANTLESS = {"getDestinations"}
AFTER = {"getReportDocument": "getReports"}
FRESH_S = 1.2  # the smallest bucket (two requests, half of them ours) is full again


def run() -> Iterator[Measure]:
    """
    Both merchants: in this process, as a command, one by one; then with a host that hangs.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        outside(Path(folder), latency=LATENCY_S) as amazon,
    ):
        library = Library.open()
        library.causes()
        for merchant, kind in MERCHANTS.items():
            yield from _one(amazon, library, merchant, f"{merchant}, {kind}")
        yield from _hanging(amazon, library)


def _one(amazon: Outside, library: Library, merchant: str, name: str) -> Iterator[Measure]:
    ratios, ours = [], []
    chain = 0.0
    asyncio.run(_examined(amazon, library, merchant))  # loads what is loaded once
    for _ in range(RUNS):
        time.sleep(FRESH_S)
        answer, calls = _with_calls(amazon, library, merchant)
        assert answer.verdict is Verdict.HEALTHY, answer.verdict
        chain = longest_chain(calls)
        ours.append(answer.duration_ms)
        ratios.append(answer.duration_ms / chain)
    yield Measure(
        f"check {name}: longest chain of answers", chain, "ms", note=f"{len(calls)} calls"
    )
    yield Measure(f"check {name}: examined", statistics.median(ours), "ms", note=_spread(ours))
    yield Measure(
        f"check {name}: examined / longest chain", statistics.median(ratios), "times", at_most=1.25
    )
    commands = [_command(amazon, merchant) for _ in range(PROCESSES)]
    yield Measure(
        f"triage check {name}, its duration_ms / longest chain",
        statistics.median(commands),
        "times",
        at_most=1.25,
        note=_spread(commands, 2),
    )
    in_a_row, made = asyncio.run(_one_by_one(amazon, merchant))
    assert made == len(calls), f"the peer made {made} calls, we {len(calls)}"
    # With six calls, of which two must wait for each other, four times faster cannot be.
    goal = 4.0 if len(calls) > 8 else None
    yield Measure(
        f"check {name}: python-amazon-sp-api one by one / examined",
        in_a_row / statistics.median(ours),
        "times",
        at_least=goal,
        note=f"{made} calls in {in_a_row:.0f} ms",
    )


def longest_chain(calls: Sequence[dict[str, Any]]) -> float:
    """
    Milliseconds of the longest row of answers of which each needs the one before.
    """
    took: dict[str, float] = {}
    for call in calls:
        took[call["operation"]] = max(took.get(call["operation"], 0.0), call["duration_ms"])

    def ends(call: dict[str, Any]) -> float:
        operation = call["operation"]
        if operation in TOKENS:
            return float(call["duration_ms"])
        needed = AFTER.get(operation)
        before = took.get(needed, 0.0) if needed else 0.0
        kind = "ads_token" if call["api"] == "ads" else "token"
        kind = "grantless_token" if operation in GRANTLESS else kind
        return took.get(kind, 0.0) + before + float(call["duration_ms"])

    return max(ends(call) for call in calls)


def _hanging(amazon: Outside, library: Library) -> Iterator[Measure]:
    for host, world in {
        "SP-API": {"spapi": {"eu": "hang"}},
        "Ads": {"ads": {"eu": "hang"}},
    }.items():
        amazon.change("world", **world)
        time.sleep(FRESH_S)
        started = time.perf_counter()
        answer = asyncio.run(_examined(amazon, library, "M1001"))
        taken = time.perf_counter() - started
        amazon.change("world")
        findings = [f for part in answer.connections for f in part.findings]
        silent = sum(f.outcome is None for f in findings)
        assert silent, "nothing was left unanswered"
        assert silent < len(findings)
        note = f"{answer.verdict.value}; {silent} of {len(findings)} unanswered"
        yield Measure(
            f"check with the {host} host hanging for ever", taken, "s", BUDGET_S, None, note
        )


def _with_calls(
    amazon: Outside, library: Library, merchant: str
) -> tuple[Answer, list[dict[str, Any]]]:
    last = _last(amazon)
    answer = asyncio.run(_examined(amazon, library, merchant))
    return answer, amazon.calls(last)


def _last(amazon: Outside) -> int:
    return max((call["number"] for call in amazon.calls()), default=0)


async def _examined(amazon: Outside, library: Library, merchant: str) -> Answer:
    """
    As `triage check` does it: everything new but what the imports left behind.
    """
    async with triage_of(amazon.settings, library) as triage:
        return await triage.triage(merchant)


def _command(amazon: Outside, merchant: str) -> float:
    time.sleep(FRESH_S)
    last = _last(amazon)
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "check", merchant, "--json"],
        env={**os.environ, **amazon.environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return float(json.loads(done.stdout)["duration_ms"]) / longest_chain(amazon.calls(last))


async def _one_by_one(amazon: Outside, merchant: str) -> tuple[float, int]:
    settings = amazon.settings
    async with triage_of(settings) as triage:
        [connection] = await triage.connections.find(merchant)
        grants = await triage.connections.grants(connection)
    peer = OneByOne(connection, grants, settings.app, settings.endpoints)
    time.sleep(FRESH_S)  # noqa: ASYNC251  (nothing else runs)
    last = _last(amazon)
    started = time.perf_counter()
    peer.run()
    taken = (time.perf_counter() - started) * 1000
    return taken, len(amazon.calls(last))


def _spread(values: Sequence[float], digits: int = 0) -> str:
    return f"{min(values):.{digits}f} to {max(values):.{digits}f}"
