"""
Secrets that somebody wrote or pasted: which kinds are there, and the text without them.

People paste whole requests. What is recognised here is never kept and never shown again; the person
is told what it was, so that it can be replaced.
"""

from __future__ import annotations

import itertools
import re

from collections.abc import Iterator
from dataclasses import dataclass

from diagnostics.redaction.decoding import Decoded, decoded
from diagnostics.redaction.kinds import KINDS, UNNAMED, SecretKind
from diagnostics.redaction.unseen import without_steering


# Random letters change between capitals, small letters and digits at two places of three; names,
# paths and numbers at one of five. Measured on ids, paths and keys.
_RANDOM = 0.35
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12}")
# What stands behind a name that ends in "id" names a request, a trace or a document, and opens nothing.
_NAMES_AN_ID = re.compile(
    r"(?:id(?:-?2)?|trace|root|etag|md5|checksum|cursor|next_?token|page_?token|digest|sha-?\d*)"
    r"[\"'`*\])]*\s*(?:=>|[=:|])?\s*[\"'`*(<]*(?:root=)?$|amzn1\.[a-z.0-9-]*$",
    re.IGNORECASE,
)


_MARKER = re.compile(r"\[removed: ([^\]]+)\]")


@dataclass(frozen=True, slots=True)
class _Taken:
    """
    A stretch of the decoded text that goes, and what it was.
    """

    start: int
    end: int
    kind: SecretKind


@dataclass(frozen=True, slots=True)
class Cleaned:
    """
    A text without its secrets, and which kinds it held.
    """

    text: str
    held: tuple[SecretKind, ...]

    @property
    def advice(self) -> tuple[str, ...]:
        """
        One sentence for each kind: what was there, and what to do now.
        """
        return tuple(f"The text held {kind.name}. {kind.cure}" for kind in self.held)


def clean(text: str) -> Cleaned:
    """
    Take every secret out of a text, whatever encoding it travels in; the rest stays as written.

    In its place stands what it was, so that cleaning twice tells the same.
    """
    text = without_steering(text)
    view = decoded(text)
    taken: list[_Taken] = []
    for kind in KINDS:
        taken += [
            _Taken(*span, kind) for span in _spans(kind, view.text) if not _within(span, taken)
        ]
    taken += [_Taken(*span, UNNAMED) for span in _unnamed(view.text) if not _within(span, taken)]
    here = {one.kind.name for one in taken} | {marker[1] for marker in _MARKER.finditer(text)}
    held = tuple(kind for kind in (*KINDS, UNNAMED) if kind.name in here)
    return Cleaned(_without(text, view, taken), held)


def unnamed(text: str) -> str:
    """
    A cleaned text for readers of another company: that something was removed, not what.
    """
    return _MARKER.sub("[removed]", text)


def _spans(kind: SecretKind, text: str) -> Iterator[tuple[int, int]]:
    """
    Where a kind's patterns find their secrets.
    """
    for pattern in kind.patterns:
        group = "secret" if "secret" in pattern.groupindex else 0
        for match in pattern.finditer(text):
            yield match.span(group)


def _within(span: tuple[int, int], taken: list[_Taken]) -> bool:
    """
    Whether another kind has taken the whole of a stretch.
    """
    return any(one.start <= span[0] and span[1] <= one.end for one in taken)


def _unnamed(text: str) -> Iterator[tuple[int, int]]:
    """
    Long stretches without a name that are as mixed as a key is.
    """
    for match in UNNAMED.patterns[0].finditer(text):
        if (
            _looks_random(match[0])
            and not _UUID.search(match[0])
            and not _NAMES_AN_ID.search(text, max(0, match.start() - 40), match.start())
        ):
            yield match.span()


def _looks_random(run: str) -> bool:
    """
    Whether letters and digits alternate as in a key; what parts words and paths does not count.
    """
    kinds = [
        "A" if c.isupper() else "a" if c.islower() else "0" if c.isdigit() else "" for c in run
    ]
    pairs = [pair for pair in itertools.pairwise(kinds) if all(pair)]
    changes = sum(one != other for one, other in pairs)
    return "0" in kinds and changes >= _RANDOM * len(run)


def _without(text: str, view: Decoded, taken: list[_Taken]) -> str:
    """
    The original text with what was found replaced; stretches that touch become one.
    """
    pieces = []
    last = 0
    for start, end, kind in sorted(
        (*view.original(one.start, one.end), one.kind.name) for one in taken
    ):
        if end <= last:
            continue
        if start >= last:
            pieces += [text[last:start], f"[removed: {kind}]"]
        last = end
    return "".join(pieces) + text[last:]
