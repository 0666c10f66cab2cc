"""
A text taken apart: what is quoted, sentences, and their clauses.
"""

from __future__ import annotations

import re

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from knowledge.statements.triggers import UNSPACED, trigger


LONGEST = 12_000  # characters that are read; the rest of a longer text is as good as a quote
MOST = 200  # sentences
# Nothing in a quote is denied or asked: it is what a machine said.
_QUOTED = re.compile(
    r"```(?s:.*?)(?:```|\Z)|`[^`\n]*`|https?://\S+"
    r"|^[ \t]*(?:\{|\[\{|\}|\]|\"\w+\"\s*:|at \w|File \"|Traceback|>|HTTP/|[\w-]+: [\w./+-]+;).*$"
    r"|^.*(?:\w+(?:Exception|Error)\b[:(]|\b\d{4}-\d\d-\d\dT\d\d:|\"(?:error|code|message|details)\"\s*:).*$"
    r"|[\"“„«][^\"”“»\n]{3,200}[\"”“»]",
    re.MULTILINE,
)
_END = re.compile(r"(?<=[.!?…])[\"')]*\s+|(?<=[。！？])|\n+|(?<=[;:])\s+|\s[-–—]\s|；")
_ASKS = re.compile(r"[?？؟]\W*$|^\W*¿")


@dataclass(frozen=True, slots=True)
class Sentence:
    """
    A stretch of a text between two ends; `asks` where it ends in a question mark.
    """

    text: str
    start: int
    asks: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """
    A stretch of a sentence that is judged by itself.
    """

    text: str
    start: int
    asks: bool

    @property
    def end(self) -> int:
        """
        Where it ends in the text.
        """
        return self.start + len(self.text)


def quotes(text: str) -> tuple[tuple[int, int], ...]:
    """
    Where a text quotes: code, JSON, log lines, and words between quotation marks.
    """
    return tuple((m.start(), m.end()) for m in _QUOTED.finditer(text[:LONGEST]))


def sentences(text: str) -> tuple[Sentence, ...]:
    """
    The sentences that a person wrote, without what they quote.
    """
    plain = _QUOTED.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text[:LONGEST])
    found = []
    for start, end in _pieces(plain, [m.span() for m in _END.finditer(plain)]):
        piece = plain[start:end]
        stripped = piece.strip()
        if any(letter.isalnum() for letter in stripped):
            first = start + piece.index(stripped[0])
            found.append(Sentence(stripped, first, _ASKS.search(stripped) is not None))
    return tuple(found[:MOST])


def clauses(sentence: Sentence, language: str) -> tuple[Clause, ...]:
    """
    A sentence's clauses: cut before words that begin a new one, and at "and" or a comma where both
    sides have a verb.
    """
    text = sentence.text
    cuts = {m.start() for m in trigger("cut", language).finditer(text) if m.start()}
    verbs = trigger("verbs", language)
    borders = sorted(cuts)
    for joined in trigger("join", language).finditer(text):
        before = text[max((b for b in borders if b <= joined.start()), default=0) : joined.start()]
        after = text[joined.end() :]
        if language in UNSPACED or (verbs.search(before) and verbs.search(_first(after, language))):
            cuts.add(joined.start())
            borders = sorted(cuts)
    found = []
    for start, end in _pieces(text, [(cut, cut) for cut in borders]):
        piece = text[start:end]
        if any(letter.isalnum() for letter in piece):
            # The mark at the end asks what stands last: "it works again, what was it?"
            found.append(Clause(piece, sentence.start + start, sentence.asks and end == len(text)))
    return tuple(found)


@cache
def _comma() -> re.Pattern[str]:
    return re.compile(r"[,;]")


def _first(text: str, language: str) -> str:
    """
    What stands before the next border.
    """
    ends = [m.start() for m in _comma().finditer(text)][:1]
    ends += [m.start() for m in trigger("cut", language).finditer(text)][:1]
    return text[: min(ends, default=len(text))]


def _pieces(text: str, borders: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    at = 0
    for start, end in borders:
        if start > at:
            yield at, start
        at = max(at, end)
    if at < len(text):
        yield at, len(text)
