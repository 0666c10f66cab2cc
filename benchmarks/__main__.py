"""
`python -m benchmarks [name …] [--json]`: run them all, or those named. Exit 1 when a goal is missed.

One that takes a quarter of an hour says `ONLY_BY_NAME`, and is left out unless it is named.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import inspect
import pkgutil
import sys

import benchmarks

from benchmarks.measure import Measure, show


def names() -> list[str]:
    """
    Every benchmark there is: a module of this package with a `run`.
    """
    found = [m.name for m in pkgutil.iter_modules(benchmarks.__path__) if not m.ispkg]
    return sorted(set(found) - {"__main__", "measure"})


def _short(name: str) -> bool:
    return not getattr(importlib.import_module(f"benchmarks.{name}"), "ONLY_BY_NAME", False)


def measures(name: str) -> list[Measure]:
    """
    Run one benchmark.
    """
    run = importlib.import_module(f"benchmarks.{name}").run
    if inspect.iscoroutinefunction(run):
        return list(asyncio.run(run()))
    return list(run())


def main() -> int:
    """
    Run, show, and say by the exit status whether every goal was met.
    """
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(names()))
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(names()):
        parser.error(
            f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(names())}"
        )
    every = chosen.names or [name for name in names() if _short(name)]
    if chosen.json:
        return 0 if show([m for name in every for m in measures(name)], as_json=True) else 1
    # Shown as they come, benchmark by benchmark: all of them together take some minutes.
    reached = [show(measures(name), as_json=False) for name in every]
    return 0 if all(reached) else 1


if __name__ == "__main__":
    sys.exit(main())
