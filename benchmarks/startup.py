"""
How soon the command line answers, against importing three libraries and nothing else.
"""

from __future__ import annotations

import subprocess
import sys

from collections.abc import Iterator

from benchmarks.measure import Measure, median_of


RUNS = 7
FLOOR = ("-c", "import slack_sdk, httpx, pydantic")
COMMANDS = {
    "triage --help": ("-m", "bot.cli", "--help"),
    "triage kb list": ("-m", "bot.cli", "kb", "list"),
}


def run() -> Iterator[Measure]:
    """
    Start each command as a process of its own; medians of several runs, after one to warm up.
    """
    floor = _start(FLOOR)
    yield Measure("importing slack_sdk, httpx, pydantic", floor * 1000, "ms")
    for name, arguments in COMMANDS.items():
        taken = _start(arguments)
        yield Measure(f"{name} / importing", taken / floor, "times", at_most=2.0)


def _start(arguments: tuple[str, ...]) -> float:
    def once() -> None:
        subprocess.run(
            [sys.executable, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    once()
    return median_of(RUNS, once)
