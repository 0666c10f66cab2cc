"""
One measured number, what it is held to, and how several are shown.
"""

from __future__ import annotations

import json
import statistics
import time

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """
    A number with its unit. `at_most` or `at_least` is the goal; without one it is only shown.
    """

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""

    @property
    def reached(self) -> bool:
        """
        True where the goal is met, or there is none.
        """
        low = self.at_least is None or self.value >= self.at_least
        return low and (self.at_most is None or self.value <= self.at_most)

    @property
    def goal(self) -> str:
        """
        The goal as a person reads it.
        """
        if self.at_most is not None:
            return f"≤ {self.at_most:g}"
        return f"≥ {self.at_least:g}" if self.at_least is not None else ""


def median_of(times: int, work: Callable[[], object]) -> float:
    """
    The median wall time of some work, in seconds, over so many runs.
    """
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def show(measures: Iterable[Measure], *, as_json: bool) -> bool:
    """
    Print the measures; True when every goal is met.
    """
    measures = list(measures)
    if as_json:
        print(json.dumps([asdict(m) | {"reached": m.reached} for m in measures], indent=1))
    else:
        width = max((len(m.name) for m in measures), default=0)
        for m in measures:
            mark = "   " if not m.goal else "ok " if m.reached else "NO "
            goal = f"(goal {m.goal})" if m.goal else ""
            print(
                f"{mark} {m.name:<{width}}  {m.value:>10.2f} {m.unit:<10} {goal} {m.note}".rstrip()
            )
    return all(m.reached for m in measures)
