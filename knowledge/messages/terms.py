"""
What a text is counted by: its words, and pairs of words beside each other.
"""

from __future__ import annotations

import re

from collections.abc import Iterator
from itertools import pairwise


_WORD = re.compile(r"\b\w\w+\b")  # `invalid_grant` and a run of kana are one word each


def terms(text: str) -> Iterator[str]:
    """
    Words of two letters and more, in lower case, then each with the next one.
    """
    words = _WORD.findall(text.lower())
    yield from words
    for one, other in pairwise(words):
        yield f"{one} {other}"
