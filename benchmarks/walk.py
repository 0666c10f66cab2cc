"""
What a newcomer would have to open: the files and functions that one `/triage M1001` enters, from the
socket to the posted answer. Probes are counted apart: there are as many as there are questions.

`python -m benchmarks walk` prints the two numbers; with WALK=1 in the environment every file, too.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import tempfile

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.measure import Measure
from benchmarks.stage.bot import bot
from benchmarks.stage.outside import outside
from sandbox.slack import Workspace
from sandbox.slack.calls import Call


MERCHANT = "M1001"
PROBES = "diagnostics/probes/"
MOST_FILES, MOST_FUNCTIONS = 45, 250
WITHIN_S = 60.0


def run() -> Iterator[Measure]:
    """
    One case in a bot of its own, traced.
    """
    with tempfile.TemporaryDirectory() as folder, outside(Path(folder) / "amazon") as amazon:
        entered = asyncio.run(_traced(amazon.environment, Path(folder)))
    files = Counter(file for file, _ in entered)
    rooms = {file: number for file, number in files.items() if not file.startswith(PROBES)}
    if os.environ.get("WALK"):
        for file, number in sorted(rooms.items()):
            print(f"{number:4}  {file}")
    probes = f"and {len(files) - len(rooms)} files of probes"
    yield Measure("walk: files entered by one /triage, besides the probes", len(rooms), "",
                  at_most=MOST_FILES, note=probes)  # fmt: skip
    yield Measure("walk: functions entered, besides those of the probes", sum(rooms.values()), "",
                  at_most=MOST_FUNCTIONS)  # fmt: skip


async def _traced(environment: Mapping[str, str], folder: Path) -> list[tuple[str, str]]:
    target = folder / "entered.json"
    traced = ("-m", "benchmarks.stage.traced", str(target))
    async with (
        Workspace() as slack,
        bot(slack, environment, folder / "bot.log", traced) as pid,
    ):
        os.kill(pid, signal.SIGUSR1)
        await slack.command("UAGENT", "CCASES", "/triage", MERCHANT)
        await slack.wait_for(lambda: any(map(_is_answer, slack.calls)), WITHIN_S)
        os.kill(pid, signal.SIGUSR1)
        while not target.exists():  # noqa: ASYNC110  (another process writes it)
            await asyncio.sleep(0.1)
    return [(file, name) for file, name in json.loads(target.read_text(encoding="utf-8"))]


def _is_answer(call: Call) -> bool:
    payload = (call.args.get("metadata") or {}).get("event_payload") or {}
    return call.ok and str(payload.get("key", "")).startswith("answer.")
