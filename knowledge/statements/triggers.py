"""
Phrases that turn the clause they stand in, by language (`triggers.yml`), and common words.

The method is ConText (Harkema and others, 2009, after NegEx, Chapman and others, 2001): a phrase has a
scope, here the clause, and within it an event is denied, past, somebody else's or only supposed.
"""

from __future__ import annotations

import re

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from knowledge.base.yaml_reader import read_text, read_yaml


HOME = Path(__file__).parent
SPOKEN = ("en", "de", "fr", "it", "es", "pt", "nl", "pl", "sv", "tr")  # written with spaces
UNSPACED = frozenset({"ja", "zh", "ar", "ru", "ko"})  # the last three for their topics alone
NEVER = re.compile(r"(?!)")
GAP = r"(?:\W+\w+){0,4}?\W+"  # `..` in a phrase: up to four words
_SHORTEST = 2


@cache
def phrases_in(file: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """
    A file of this folder: language, then kind, then its phrases.
    """
    tree = read_yaml(read_text(HOME / file, f"statements/{file}"), f"statements/{file}").value
    return {
        language: {kind: tuple(map(str, listed)) for kind, listed in kinds.items()}
        for language, kinds in tree.items()
    }


@cache
def trigger(kind: str, language: str) -> re.Pattern[str]:
    """
    One pattern for all phrases of a kind in a language; one that fits nothing where there are none.
    """
    return pattern_of(phrases_in("triggers.yml").get(language, {}).get(kind, ()), language)


def pattern_of(phrases: Iterable[str], language: str) -> re.Pattern[str]:
    """
    Phrases as one pattern: `*` is any ending (or, alone, any word), `..` a gap of a few words.
    """
    longest_first = sorted(phrases, key=len, reverse=True)
    if not longest_first:
        return NEVER
    if language in UNSPACED:
        pieces = [".{0,8}?".join(map(re.escape, each.split(".."))) for each in longest_first]
        return re.compile("|".join(pieces), re.IGNORECASE)
    return re.compile("|".join(map(_spaced, longest_first)), re.IGNORECASE)


def _spaced(phrase: str) -> str:
    parts = [
        GAP if word == ".." else re.escape(word).replace(r"\*", r"[\w'-]*")
        for word in phrase.replace("’", "'").split()
    ]
    joined = r"\s+".join(parts).replace(rf"\s+{GAP}\s+", GAP)
    before = r"(?<!\w)" if phrase[0].isalnum() else ""
    after = r"(?!\w)" if phrase[-1].isalnum() else ""
    return f"{before}{joined}{after}"


@cache
def common_words(language: str) -> frozenset[str]:
    """
    Words that tell a language: single ones of its triggers that no other language has as well.
    """
    mine = _single(language)
    others = [_single(other) for other in SPOKEN if other != language]
    return frozenset(word for word in mine if not any(word in other for other in others))


@cache
def _single(language: str) -> frozenset[str]:
    kinds = phrases_in("triggers.yml").get(language, {})
    listed = (phrase for phrases in kinds.values() for phrase in phrases)
    return frozenset(p for p in listed if p.isalpha() and len(p) >= _SHORTEST)
