"""
Finds articles by words, whatever a person types.

SQLite's FTS5 over an index that is built from the articles and can be thrown away at any time.
Every word of the question is quoted and joined with OR, so that quotes, brackets or emoji are never
query syntax; the filter for who may read stands inside MATCH, which keeps large bases quick.
"""

from __future__ import annotations

import re
import sqlite3

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from knowledge.base.article import Audience
from knowledge.base.library import Library
from knowledge.search.index import COMMON_FROM, COMMON_SHARE, Index, open_index
from knowledge.statements.reader import read


LONGEST, MOST_WORDS, FEWEST = 20_000, 48, 1
OPEN, CLOSE = "\x02", "\x03"  # cannot be in an article: control characters are no YAML
_WORD = re.compile(r"\w+")
_QUERY = """
    select articles.id, articles.title, -rank,
           snippet(articles_fts, 2, :open, :close, '…', 18),
           snippet(articles_fts, 1, :open, :close, '…', 18)
    from articles_fts join articles on articles.rowid = articles_fts.rowid
    where articles_fts match :match order by rank limit :limit
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """
    One article found. `score` compares within one search only.
    """

    id: str
    title: str
    score: float
    excerpt: tuple[tuple[str, bool], ...]  # pieces of text, and whether the words asked for

    def marked(self, before: str, after: str) -> str:
        """
        The excerpt with something around the words that were asked for.
        """
        return "".join(f"{before}{text}{after}" if hit else text for text, hit in self.excerpt)


class Search:
    """
    The articles by words. `notice` is a sentence when the index on disk could not be used.
    """

    def __init__(self, library: Library, path: Path | None = None) -> None:
        """
        Open the index at `path`, bringing it up to date; without a path it lives in memory.
        """
        self._library = library
        self._path = path
        self._lock = Lock()
        self._index: Index = open_index(library, path)
        self._generation = library.generation

    @property
    def notice(self) -> str:
        """
        Why the index on disk is not used; empty when it is.
        """
        return self._index.notice

    def refresh(self) -> int:
        """
        Bring the index up to date with a library that was reloaded; how many articles changed.
        """
        with self._lock:
            return self._refresh()

    def search(
        self,
        text: str,
        limit: int = 5,
        audience: Audience | None = None,
        kinds: Iterable[str] = (),
    ) -> tuple[Hit, ...]:
        """
        The best articles for any text, best first, of those that `audience` may read.

        `kinds` (seller, vendor, ads) keeps to the causes that can happen to such a connection.
        """
        reader = audience or Audience.ENGINEERING
        kinds = tuple(kinds)
        text = read(text).weighed
        with self._lock:
            if self._generation != self._library.generation:
                self._refresh()
            try:
                rows = find(self._index, text, limit, reader, kinds)
            except sqlite3.DatabaseError:  # damaged under our feet: build it again, once
                self._index = open_index(self._library, self._path)
                rows = find(self._index, text, limit, reader, kinds)
        return tuple(
            Hit(name, title, score, self._excerpt(name, reader, body, phrases))
            for name, title, score, body, phrases in rows
        )

    def _excerpt(
        self, name: str, reader: Audience, body: str, phrases: str
    ) -> tuple[tuple[str, bool], ...]:
        if reader is Audience.MERCHANT:  # the text around a word may be for our own people
            return ((self._library.words(name).merchant, False),)
        return _pieces(body if OPEN in body or OPEN not in phrases else phrases)

    def _refresh(self) -> int:
        self._generation = self._library.generation
        try:
            return self._index.update(self._library)
        except sqlite3.Error:  # locked or damaged: whatever can be opened serves
            self._index = open_index(self._library, self._path)
            return 0


def find(
    index: Index, text: str, limit: int, reader: Audience, kinds: Sequence[str] = ()
) -> list[Any]:
    """
    The best rows of an index: id, title, score, and excerpts of body and phrases.
    """
    words = _asked(text, index)
    if not words:
        return []
    scope = " OR ".join(f'scope:"{reader}{kind}"' for kind in sorted(kinds) or ["any"])
    asked = " OR ".join(f'"{word}"' for word in words)
    match = f"({scope}) AND {{title phrases body signals}}:({asked})"
    values: dict[str, str | int] = {"match": match, "limit": max(0, limit)}
    return index.execute(_QUERY, values | {"open": OPEN, "close": CLOSE})


def _asked(text: str, index: Index) -> list[str]:
    clean = text[:LONGEST].encode("utf-8", "ignore").decode("utf-8").lower()
    words = list(dict.fromkeys(_WORD.findall(clean)))
    if index.size >= COMMON_FROM:
        spread = {word: index.spread(word) for word in words}
        most = index.size * COMMON_SHARE
        rare = [word for word in words if spread[word] <= most]
        words = rare or sorted(words, key=spread.__getitem__)[:FEWEST]
    return words[:MOST_WORDS]


def _pieces(cut: str) -> tuple[tuple[str, bool], ...]:
    parts = re.split(f"({OPEN}[^{CLOSE}]*{CLOSE})", re.sub(r"\s+", " ", cut).strip())
    return tuple((part.strip(OPEN + CLOSE), part.startswith(OPEN)) for part in parts if part)
