"""
Which events a clause tells, by the family of the cause that they speak for (`events.yml`).
"""

from __future__ import annotations

import re

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from knowledge.base.yaml_reader import read_text, read_yaml
from knowledge.statements.triggers import NEVER, UNSPACED, pattern_of


FILE = "statements/events.yml"
_UNSPACED = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_TABLE = Mapping[str, tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]]


def events_in(text: str, language: str) -> tuple[str, ...]:
    """
    The families whose events a clause tells, whatever it says of them.
    """
    return tuple(
        family
        for family, (things, happened, phrases) in _table(unspaced=language in UNSPACED).items()
        if phrases.search(text) or (things.search(text) and happened.search(text))
    )


@cache
def _table(*, unspaced: bool) -> _TABLE:
    path = Path(__file__).parent / "events.yml"
    tree = read_yaml(read_text(path, FILE), FILE).value
    return {
        family: (
            _pattern(kinds.get("things", ()), unspaced=unspaced),
            _pattern(kinds.get("happened", ()), unspaced=unspaced),
            _pattern(kinds.get("phrases", ()), unspaced=unspaced),
        )
        for family, kinds in tree.items()
    }


def _pattern(words: list[str], *, unspaced: bool) -> re.Pattern[str]:
    spaced = [str(word) for word in words if not _UNSPACED.search(str(word))]
    pieces = [str(word) for word in words if _UNSPACED.search(str(word))] if unspaced else []
    patterns = [
        p.pattern for p in (pattern_of(spaced, "en"), pattern_of(pieces, "ja")) if p is not NEVER
    ]
    return re.compile("|".join(patterns), re.IGNORECASE) if patterns else NEVER
