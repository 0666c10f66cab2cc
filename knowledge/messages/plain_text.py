"""
Brings a report into the one shape in which the model reads it, in training and afterwards.
"""

from __future__ import annotations

import re


LONGEST = 1_500  # characters that are read
_NOISE = re.compile(r'[{}\[\]"\\`*#|<>=]+')
_IDS = re.compile(r"\b(?=\w*\d)[\w-]{14,}\b|\d{5,}")
_SPACE = re.compile(r"\s+")


def plain_text(said: str, body: str = "", provider: str = "", status: int | None = None) -> str:
    """
    Who answered, with what status, the answer and what somebody wrote of it, without marks and ids.
    """
    whole = f"{provider} {'' if status is None else status} {body} . {said}"
    whole = _NOISE.sub(" ", whole[: 4 * LONGEST].replace("\\n", " "))
    return _SPACE.sub(" ", _IDS.sub(" id ", whole)).strip()[:LONGEST]
