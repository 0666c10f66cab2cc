"""
The house itself: rooms that one can take in, files that one can read, names that stand once.
"""

from __future__ import annotations

import ast
import re
import subprocess

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from diagnostics.probes import PROBES


ROOT = Path(__file__).parents[1]
PRODUCT = ("bot", "diagnostics", "knowledge")
SOURCES = sorted(path for name in PRODUCT for path in (ROOT / name).rglob("*.py"))
CATALOGUES = {
    ROOT / "diagnostics/probes",
    ROOT / "bot/cli/commands",
}  # one file a thing, as many as there are
MOST_MODULES, LONGEST_FILE, LARGEST_BLOB = 20, 250, 500_000
# Whoever may catch anything: one probe, one surface of each kind, and work that nobody else would hear of.
CATCH_ALL = {
    "bot/cases/periodic.py": "a round that failed is tried again",
    "bot/cases/run.py": "an examination that broke is told to whoever asked",
    "bot/cli/main.py": "a command's last word",
    "bot/runtime/knowledge_watcher.py": "a reload that failed is tried again",
    "bot/slack/handlers/context.py": "a handler's last word",
    "bot/storage/takeover.py": "a round that failed is tried again",
    "bot/storage/workflow_engine.py": "a workflow that broke is told to our people",
    "diagnostics/examination/ask.py": "one probe",
    "diagnostics/examination/examine.py": "a surface that breaks on a finding",
}


# Longer still, each to be parted by an idea; none may grow, and none may join them.
LONG = {
    "bot/cases/desk.py": 312,
    "bot/cases/run.py": 295,
    "bot/foundation/settings.py": 266,
    "bot/slack/app.py": 264,
    "bot/storage/cases.py": 301,
    "bot/storage/takeover.py": 276,
    "bot/storage/workflow_engine.py": 305,
    "bot/triage/use_case.py": 286,
    "diagnostics/amazon/client.py": 439,
    "diagnostics/examination/examine.py": 279,
    "knowledge/base/library.py": 274,
    "knowledge/site/pages.py": 266,
}


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def tracked() -> Iterator[Path]:
    listed = subprocess.run(
        ("git", "ls-files"), cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    yield from (ROOT / name for name in listed.stdout.splitlines())


def test_a_folder_is_taken_in_at_a_glance() -> None:
    """
    At most twenty modules in one.
    """
    modules = Counter(path.parent for path in SOURCES if path.name != "__init__.py")
    crowded = [relative(f) for f, n in modules.items() if n > MOST_MODULES and f not in CATALOGUES]
    assert crowded == []


def test_a_file_is_read_in_one_sitting() -> None:
    """
    At most 250 lines, or no more than those that were longer had.
    """
    lines = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    grown = {p: count for p, count in lines.items() if count > LONG.get(p, LONGEST_FILE)}
    assert grown == {}


def test_what_was_parted_is_off_the_list_of_long_files() -> None:
    """
    The list shrinks with them.
    """
    lines = {p: len((ROOT / p).read_text(encoding="utf-8").splitlines()) for p in LONG}
    assert [path for path, count in lines.items() if count <= LONGEST_FILE] == []


def test_a_class_name_stands_once() -> None:
    """
    A name means one thing in the whole product.
    """
    places: dict[str, list[str]] = {}
    for path in SOURCES:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(relative(path))
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_no_probe_is_named_outside_its_room() -> None:
    """
    What a probe's outcomes are evidence of, the probe itself declares.
    """
    names = {probe.name for probe in PROBES}
    signal = re.compile(rf"({'|'.join(names)})\.[a-z_]+")
    # Words that are probes' names, too, where they mean the data and not the probe.
    words = {
        "orders",
        "finances",
        "inventory",
        "listings",
        "reports",
        "catalog",
        "sales",
        "fleet",
        "participation",
    }
    found = [
        f"{relative(path)}: {node.value}"
        for path in SOURCES
        if not relative(path).startswith(("diagnostics/probes/", "diagnostics/reports/"))
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value in names - words or signal.fullmatch(node.value)
    ]
    assert found == []


def test_who_catches_everything_is_known() -> None:
    """
    `except Exception` stands in these places, and each says why.
    """
    catching = {
        relative(path)
        for path in SOURCES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ExceptHandler)
        and isinstance(node.type, ast.Name)
        and node.type.id == "Exception"
    }
    assert catching == set(CATCH_ALL)


def test_a_large_file_has_its_line_in_notice() -> None:
    """
    Nothing above half a megabyte enters the repository unexplained.
    """
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    large = [p for p in tracked() if p.is_file() and p.stat().st_size > LARGEST_BLOB]
    assert [relative(path) for path in large if relative(path) not in notice] == []
