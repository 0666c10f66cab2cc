"""
Where the knowledge base meets the probes: the vocabulary that articles are held to.
"""

from __future__ import annotations

import re

from pathlib import Path

from knowledge.vocabulary import ProbeWords, Vocabulary


PAGE = Path(__file__).parents[2] / "docs" / "vocabulary.md"


def vocabulary() -> Vocabulary:
    """
    What the probes can see.
    """
    refusals: list[str] = []
    words: dict[str, ProbeWords] = {}
    text = PAGE.read_text(encoding="utf-8")
    every = text[text.index("† every refusal:") : text.index("‡ a follow-up:")]
    refusals = re.findall(r"`([a-z_]+)`", every)
    for number, line in enumerate(text.split("\n"), start=1):
        cells = line.split("|")
        if len(cells) != 6 or "`" not in cells[1]:
            continue
        name = re.findall(r"`([a-z_]+)`", cells[1])[0]
        abnormal = re.findall(r"`([a-z0-9_]+)`", cells[4])
        if "every refusal" in cells[4]:
            abnormal += refusals
        if "as `lwa_token`" in cells[4]:
            abnormal = list(words["lwa_token"].abnormal)
        normal = re.findall(r"`([a-z0-9_]+)`", cells[3])[0]
        kinds = {"ads"} if name.startswith("ads_") else {"seller", "vendor"}
        words[name] = ProbeWords(
            name, normal, tuple(abnormal), frozenset(kinds), "‡" in cells[1], line=number
        )
    return Vocabulary(words)
