"""
Plants each fault of `mutants.toml` in a copy of the tree and runs the test that must then fail.

`python -m tests.mutants [--changed BASE] [name …]`: all of them, those named, or those whose file or
test changed since BASE (all of them where git does not know BASE). Exit 1 when a fault was not caught.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


ROOT = Path(__file__).parents[1]
LIST = ROOT / "tests" / "mutants.toml"
COPIED = ("bot", "diagnostics", "knowledge", "sandbox", "tests", "docs", "benchmarks")
LOOSE = (
    "pyproject.toml",
    "LICENSE",
    "manifest.yml",
    "README.md",
    "CONTRIBUTING.md",
    "NOTICE",
    "Makefile",
)
ALL_ALIKE = frozenset({"tests/mutants.toml", "tests/mutants.py"})
PASSED, FAILED = 0, 1  # pytest's exit statuses
WITHIN_S = 300


class Unfit(Exception):
    """
    A mutant that says nothing: its text is not there once, or its test fails without it.
    """


@dataclass(frozen=True, slots=True)
class Mutant:
    """
    One fault: what stands in a file, what a mistake would make of it, and the test that must see it.
    """

    name: str
    file: str
    before: str
    after: str
    test: str  # a pytest node id; with parameters, the whole function

    @property
    def touches(self) -> frozenset[str]:
        """
        The files whose change calls for this mutant to be run again.
        """
        return frozenset({self.file, self.test.partition("::")[0]})

    def planted(self, text: str) -> str:
        """
        The file with the fault in it. Raises `Unfit`.
        """
        times = text.count(self.before)
        if times != 1:
            raise Unfit(f"{self.name}: its text stands {times} times in {self.file}, not once.")
        return text.replace(self.before, self.after)


def read_mutants(path: Path = LIST) -> list[Mutant]:
    """
    Every fault on the list.
    """
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["mutant"]
    return [Mutant(r["name"], r["file"], r["from"], r["to"], r["test"]) for r in rows]


def copy_tree(folder: Path) -> None:
    """
    A copy of what tests import and read.
    """
    leave_out = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=leave_out)
    for name in LOOSE:
        shutil.copy(ROOT / name, folder / name)


def run_test(folder: Path, tests: Sequence[str]) -> int:
    """
    Pytest's exit status, with the copy imported and not the checkout.
    """
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = (sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests)
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, timeout=WITHIN_S, check=False
    )
    return done.returncode


def is_caught(folder: Path, mutant: Mutant) -> bool:
    """
    Whether the test fails with the fault planted. The copy is as before afterwards. Raises `Unfit`.
    """
    target = folder / mutant.file
    text = target.read_text(encoding="utf-8")
    target.write_text(mutant.planted(text), encoding="utf-8")
    try:
        return run_test(folder, [mutant.test]) == FAILED
    finally:
        target.write_text(text, encoding="utf-8")


def changed_since(base: str) -> frozenset[str] | None:
    """
    The files that changed, uncommitted ones too; None where git does not know.
    """
    done = subprocess.run(
        ("git", "diff", "--name-only", base),
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return frozenset(done.stdout.split()) if done.returncode == 0 else None


def choose(mutants: Iterable[Mutant], names: Sequence[str], base: str | None) -> list[Mutant]:
    """
    The mutants to run.
    """
    chosen = [m for m in mutants if not names or m.name in names]
    changed = changed_since(base) if base else None
    if changed is None or changed & ALL_ALIKE:
        return chosen
    return [m for m in chosen if m.touches & changed]


def main() -> int:
    """
    Run them, a line each.
    """
    parser = argparse.ArgumentParser(prog="mutants")
    parser.add_argument("names", nargs="*", metavar="name")
    parser.add_argument("--changed", metavar="BASE")
    asked = parser.parse_args()
    mutants = choose(read_mutants(), asked.names, asked.changed)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        copy_tree(folder)
        tests = sorted({mutant.test for mutant in mutants})
        if tests and run_test(folder, tests) != PASSED:
            _say("A test fails without any fault planted; see: pytest " + " ".join(tests))
            return 1
        missed = [mutant for mutant in mutants if not _shown(folder, mutant)]
    _say(f"{len(mutants) - len(missed)} of {len(mutants)} faults were caught.")
    return 1 if missed else 0


def _shown(folder: Path, mutant: Mutant) -> bool:
    try:
        caught = is_caught(folder, mutant)
    except Unfit as reason:
        _say(f"unfit   {reason}")
        return False
    _say(f"{'caught' if caught else 'MISSED'}  {mutant.name}")
    return caught


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
