"""
Words that were not written by us, made fit to be kept as evidence.

Evidence is an allow-list of fields; this is the second lock, on the two of them that hold whatever
Amazon, or a box on the way to it, chose to write.
"""

from __future__ import annotations

import re

from collections.abc import Iterable

from diagnostics.redaction.secrets import clean


LONGEST = 500
REMOVED = "[removed]"
_CLIENT_ID = re.compile(
    r"amzn1\.application-oa2-client\.[^\s\"'<>]+"
)  # ours: no secret, nobody's business
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_SHORTEST_SECRET = 6


def redact(text: str, secrets: Iterable[str] = (), longest: int = LONGEST) -> str:
    """
    The text on one line, cut to `longest` characters, without anything that looks like a secret.

    `secrets` are those we hold ourselves: they go whatever they look like.
    """
    # Cut first, generously: a pattern must not be led through a megabyte.
    generous = longest * 8
    cut = _CONTROL.sub(" ", text[:generous])
    for secret in secrets:
        if len(secret) >= _SHORTEST_SECRET:
            cut = cut.replace(secret, REMOVED)
            if len(text) >= generous:
                cut = _without_beginning_of(secret, cut)
    seen = _UNSEEN.sub(" ", _CLIENT_ID.sub(REMOVED, clean(cut).text))
    cleaned = re.sub(" {2,}", " ", seen).strip()
    return cleaned if len(cleaned) <= longest else cleaned[: longest - 1].rstrip() + "…"


def _without_beginning_of(secret: str, cut: str) -> str:
    """
    A text that was cut in the middle of a secret, without the part that is left of it.
    """
    for length in range(len(secret) - 1, 3, -1):
        if cut.endswith(secret[:length]):
            return cut[:-length]
    return cut
