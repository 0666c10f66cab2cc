"""
Fixtures: what must select an article, and what nearly does and must not.

A file `cases/<id>.yml` proves the article of that id. The judging is the diagnosis's business and
is handed in: this package does not know it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from knowledge.base.fault import Fault, Unreadable
from knowledge.base.yaml_reader import Yaml, read_text, read_yaml, validated


Kind = Annotated[str, StringConstraints(pattern="^(seller|vendor|ads)$")]


class Expect(StrEnum):
    """
    Where the article must stand: leading, offered with others, not leading, or ruled out.
    """

    FIRST = "first"
    AMONG_FIRST = "among_first"
    NOT_FIRST = "not_first"
    EXCLUDED = "excluded"

    @property
    def selects(self) -> bool:
        """
        True for the fixtures that must bring the article up.
        """
        return self in {Expect.FIRST, Expect.AMONG_FIRST}


class Fixture(BaseModel):
    """
    One examination in short, and where the article must stand after it.

    `rest` is how the first questions that it does not name came back; follow-ups that it does not
    name, and pasted text, count as not asked. `reported` is what pasted text named.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    findings: Mapping[str, str] = {}
    reported: Mapping[str, str] = {}
    rest: Literal["normal", "unanswered"] = "normal"
    kinds: frozenset[Kind] = frozenset({"seller"})
    words: str = ""
    expect: Expect
    why: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """
    What the diagnosis made of a fixture: ids best first, those offered together, those ruled out.
    """

    ranked: tuple[str, ...]
    offered: frozenset[str]
    ruled_out: frozenset[str]
    told: str = ""  # the leading causes and their shares, for a person

    def meets(self, expect: Expect, name: str) -> bool:
        """
        True where the article stands where it must.
        """
        if expect is Expect.FIRST:
            return self.ranked[:1] == (name,)
        if expect is Expect.AMONG_FIRST:
            return name in self.offered
        if expect is Expect.NOT_FIRST:
            return self.ranked[:1] != (name,)
        return name in self.ruled_out


Judge = Callable[[Fixture], Judgement]


@dataclass(frozen=True, slots=True)
class FixtureFile:
    """
    The fixtures of one article, each with its line.
    """

    id: str
    file: str
    fixtures: tuple[tuple[Fixture, int], ...]

    @property
    def proves(self) -> bool:
        """
        True where at least one fixture must select the article and one must not.
        """
        selects = [fixture.expect.selects for fixture, _ in self.fixtures]
        return any(selects) and not all(selects)


def read_fixtures(folder: Path) -> tuple[dict[str, FixtureFile], tuple[Fault, ...]]:
    """
    Every article's fixtures by its id; a broken file or entry is a fault and is left out.
    """
    files: dict[str, FixtureFile] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.yml")):
        file = f"{folder.name}/{path.name}"
        try:
            document = read_yaml(read_text(path, file), file)
        except Unreadable as error:
            faults += error.faults
            continue
        if not isinstance(document.value, list):
            fix = "Begin each fixture with `- findings: …`."
            faults.append(Fault(file, 1, "The file is not a list of fixtures.", fix))
            continue
        fixtures, broken = _entries(document, file)
        faults += broken
        files[path.stem] = FixtureFile(path.stem, file, tuple(fixtures))
    return files, tuple(faults)


def _entries(document: Yaml, file: str) -> tuple[list[tuple[Fixture, int]], list[Fault]]:
    fixtures: list[tuple[Fixture, int]] = []
    faults: list[Fault] = []
    for number, values in enumerate(document.value):
        try:
            fixture = validated(Fixture, values, document, file, number)
        except Unreadable as error:
            faults += error.faults
        else:
            fixtures.append((fixture, document.line(number)))
    return fixtures, faults
