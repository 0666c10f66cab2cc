"""
Taking secrets out of words that were not written by us.

Evidence is an allow-list of fields; this is the second lock, on the two of them that hold whatever
Amazon, or a box on the way to it, chose to write.
"""

from __future__ import annotations

import re

from collections.abc import Iterable


LONGEST = 500
REMOVED = "[removed]"

# Refresh, access and grantless tokens, client secrets and ids, bearer headers, JSON web tokens,
# AWS keys, and any run long and mixed enough to be none of the words above.
_LOOKS_SECRET = re.compile(
    r"Atz[a-z]\|[^\s\"'<>]+"
    r"|Atc\|[^\s\"'<>]+"
    r"|amzn1\.(?:oa2-cs|application-oa2-client)\.[^\s\"'<>]+"
    r"|(?i:bearer)\s+[A-Za-z0-9._~+/|=-]{8,}"
    r"|(?i:client_secret|refresh_token|access_token)[\"']?\s*[=:]\s*[\"']?[^\s\"'&,}]{6,}"
    r"|eyJ[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_-]+)*"
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"
    r"|(?=[A-Za-z0-9+/_=-]*[0-9])(?=[A-Za-z0-9+/_=-]*[A-Za-z])[A-Za-z0-9+/_=-]{40,}"
)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_SHORTEST_SECRET = 6


def redact(text: str, secrets: Iterable[str] = (), longest: int = LONGEST) -> str:
    """
    The text on one line, cut to `longest` characters, without anything that looks like a secret.

    `secrets` are those we hold ourselves: they go whatever they look like.
    """
    # Cut first, generously: a pattern must not be led through a megabyte.
    generous = longest * 8
    clean = _UNSEEN.sub(" ", text[:generous])
    for secret in secrets:
        if len(secret) >= _SHORTEST_SECRET:
            clean = clean.replace(secret, REMOVED)
            if len(text) >= generous:
                clean = _without_beginning_of(secret, clean)
    clean = _LOOKS_SECRET.sub(REMOVED, clean).strip()
    return clean if len(clean) <= longest else clean[: longest - 1].rstrip() + "…"


def _without_beginning_of(secret: str, cut: str) -> str:
    """
    A text that was cut in the middle of a secret, without the part that is left of it.
    """
    for length in range(len(secret) - 1, 3, -1):
        if cut.endswith(secret[:length]):
            return cut[:-length]
    return cut
