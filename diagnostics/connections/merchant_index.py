"""
Finds merchants by what people type, misspelt or half, without reading every merchant.

Each id and each word of a name is a term. Terms are found whole, by their beginning, and by their
keys: what is left of a term when one letter is taken out, so that two spellings one slip apart share
a key, and for words every three letters in a row. A few hundred candidates are then ranked exactly.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata

from collections.abc import Callable, Iterable, Iterator, Sequence

from rapidfuzz import fuzz, utils

from diagnostics.connections.source import Merchant


VERSION = 1  # of the folding and the keys below; another one builds the index anew
NEAR_ENOUGH = 60.0  # of rapidfuzz's 100; below it a suggestion confuses more than it helps
SAME, LOOKS_THE_SAME, BEGINS = 102.0, 101.0, 90.0  # of an id: as typed, but for 0 and O, the start
LONGEST = 100  # letters of a question, and of a term
_TERMS, _MERCHANTS, _WALK = 30, 100, 1000  # the most that one question looks at, of each
_SLIPPERY = 4  # letters from which a term is found with one of them wrong
_LOOKALIKE = str.maketrans("oilsbz", "011582")
_WORD = re.compile(r"[^\W_]+")

_SCHEMA = (
    "create table merchants (merchant_id text primary key, name text not null) without rowid",
    "create table merchant_terms (term text, merchant_id text, primary key (term, merchant_id)) without rowid",
    "create index merchant_terms_by_merchant on merchant_terms (merchant_id)",
    "create table merchant_keys (key text, term text, primary key (key, term)) without rowid",
    "create index merchant_keys_by_term on merchant_keys (term)",
)


def fold(text: str) -> str:
    """
    Letters and digits alone, without case or accents.
    """
    plain = unicodedata.normalize("NFKD", text.casefold()[:LONGEST])
    return "".join(letter for letter in plain if letter.isalnum())


def fold_id(text: str) -> str:
    """
    As `fold`, and what is read for each other is one letter: O and 0, I, L and 1.
    """
    return fold(text).translate(_LOOKALIKE)


def words_of(name: str) -> list[str]:
    """
    The words of a name, each once.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return list(dict.fromkeys(filter(None, map(fold, _WORD.findall(plain[: 2 * LONGEST])))))


class MerchantIndex:
    """
    The index, beside the connections and written in their transactions.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def prepare(self) -> None:
        """
        Build the index where there is none, or one of another release; within a transaction.
        """
        built = self._db.execute("select version from merchant_index").fetchone()
        if built == (VERSION,):
            return
        for table in ("merchants", "merchant_terms", "merchant_keys"):
            self._db.execute("drop table if exists " + table)
        for statement in _SCHEMA:
            self._db.execute(statement)
        named = "select merchant_id, min(name) from connections group by 1"
        self.add(self._db.execute(named).fetchall())
        self._db.execute("delete from merchant_index")
        self._db.execute("insert into merchant_index values (?)", (VERSION,))

    def add(self, merchants: Iterable[tuple[str, str]]) -> None:
        """
        Index merchants by id and name; those that are known by the same name cost one look.
        """
        for merchant_id, name in merchants:
            if self._db.execute(
                "select 1 from merchants where merchant_id = ? and name = ?", (merchant_id, name)
            ).fetchone():
                continue
            self.remove(merchant_id)
            self._db.execute("insert into merchants values (?, ?)", (merchant_id, name))
            for term in _terms(merchant_id, name):
                self._add_term(term, merchant_id)

    def remove(self, merchant_id: str) -> None:
        """
        Forget a merchant, with every word that no other merchant has.
        """
        held = "select term from merchant_terms where merchant_id = ?"
        terms = [term for (term,) in self._db.execute(held, (merchant_id,))]
        self._db.execute("delete from merchants where merchant_id = ?", (merchant_id,))
        self._db.execute("delete from merchant_terms where merchant_id = ?", (merchant_id,))
        for term in terms:
            if not self._known(term):
                self._db.execute("delete from merchant_keys where term = ?", (term,))

    def search(self, typed: str, limit: int) -> tuple[Merchant, ...]:
        """
        The merchants whose id or name is nearest, best first, none that is far off.
        """
        typed = typed.strip()[:LONGEST]
        found = self._named(dict.fromkeys(self._candidates(typed)))
        scored = [
            (
                max(
                    _score_id(typed, merchant.merchant_id),
                    fuzz.WRatio(typed, merchant.name, processor=utils.default_process),
                ),
                merchant,
            )
            for merchant in found
        ]
        near = [(score, merchant) for score, merchant in scored if score >= NEAR_ENOUGH]
        near.sort(key=lambda pair: (-pair[0], pair[1].merchant_id))
        return tuple(merchant for _, merchant in near[:limit])

    def _add_term(self, term: str, merchant_id: str) -> None:
        if not self._known(term):
            keys = [(key, term) for key in _keys(term)]
            self._db.executemany("insert or ignore into merchant_keys values (?, ?)", keys)
        self._db.execute("insert or ignore into merchant_terms values (?, ?)", (term, merchant_id))

    def _known(self, term: str) -> bool:
        return bool(self._holders([term], 1))

    def _candidates(self, typed: str) -> Iterator[str]:
        whole = fold_id(typed)
        if not whole:
            return
        words = words_of(typed)
        ids = [f"i{each}" for each in dict.fromkeys([whole, *map(fold_id, words)])]
        yield from self._holders(ids)
        yield from self._holders(self._beginning(f"i{whole}"))
        yield from self._holders(self._near(f"i{whole}", _slips))
        yield from self._holders(self._beginning(f"n{fold(typed)}"))
        terms = [spelt for word in words if (spelt := self._spelt(word))]
        yield from self._together(terms)
        for of_one in terms:
            yield from self._holders(of_one)

    def _spelt(self, word: str) -> list[str]:
        """
        The words on record that somebody may have meant by one, the nearest kind of them alone.
        """
        term = f"w{word}"
        found = [term] if self._known(term) else []
        found += [each for each in self._beginning(term) if each != term]
        return found or self._near(term, _slips) or self._near(term, _triples)

    def _beginning(self, term: str) -> list[str]:
        query = (
            "select distinct term from merchant_terms where term >= ? and term < ? "
            "order by term limit ?"
        )
        return [found for (found,) in self._db.execute(query, (term, f"{term}\U0010ffff", _TERMS))]

    def _near(self, term: str, keys_of: Callable[[str], list[str]]) -> list[str]:
        query = (
            "select term, count(*) as shared from merchant_keys "
            "where key in (select value from json_each(?)) group by 1 order by 2 desc limit ?"
        )
        keys = json.dumps(keys_of(term))
        found = [near for near, _ in self._db.execute(query, (keys, _MERCHANTS))]
        found.sort(key=lambda near: (-fuzz.ratio(near, term), near))
        return found[:_TERMS]

    def _together(self, terms: Sequence[Sequence[str]]) -> list[str]:
        """
        Merchants that have a word of each; the walk begins with what fewest have.
        """
        if len(terms) < 2:  # noqa: PLR2004  (two words make a pair)
            return []
        held = sorted(terms, key=lambda each: len(self._holders(each, _WALK)))
        found = self._holders(held[0], _WALK)
        for other in held[1:]:
            found = [each for each in found if self._has(each, other)]
        return found[:_MERCHANTS]

    def _has(self, merchant_id: str, terms: Sequence[str]) -> bool:
        query = "select 1 from merchant_terms where term = ? and merchant_id = ?"
        return any(self._db.execute(query, (term, merchant_id)).fetchone() for term in terms)

    def _holders(self, terms: Sequence[str], limit: int = _MERCHANTS) -> list[str]:
        query = (
            "select merchant_id from merchant_terms "
            "where term in (select value from json_each(?)) limit ?"
        )
        found = self._db.execute(query, (json.dumps(list(terms)), limit))
        return [merchant_id for (merchant_id,) in found]

    def _named(self, merchant_ids: Iterable[str]) -> list[Merchant]:
        query = (
            "select merchant_id, name from merchants "
            "where merchant_id in (select value from json_each(?))"
        )
        return [Merchant(*row) for row in self._db.execute(query, (json.dumps([*merchant_ids]),))]


def _terms(merchant_id: str, name: str) -> list[str]:
    words = words_of(name)
    return [f"i{fold_id(merchant_id)}", f"n{fold(name)}", *(f"w{word}" for word in words)]


def _keys(term: str) -> list[str]:
    if term[0] == "n":
        return []
    return [*_slips(term), *(_triples(term) if term[0] == "w" else ())]


def _slips(term: str) -> list[str]:
    kind, text = term[0], term[1:]
    if len(text) < _SLIPPERY:
        return []
    shorter = [text[:at] + text[at + 1 :] for at in range(len(text))]
    return [f"-{kind}{each}" for each in dict.fromkeys([text, *shorter])]


def _triples(term: str) -> list[str]:
    text = f" {term[1:]} "
    return list(dict.fromkeys(f"#{text[at : at + 3]}" for at in range(len(text) - 2)))


def _score_id(typed: str, merchant_id: str) -> float:
    asked, mine = fold(typed), fold(merchant_id)
    if asked == mine:
        return SAME
    looks = fold_id(merchant_id)
    if looks == fold_id(typed):
        return LOOKS_THE_SAME
    if looks in map(fold_id, typed.split()):
        return LOOKS_THE_SAME - 1
    begins = BEGINS if len(asked) > 1 and looks.startswith(fold_id(typed)) else 0.0
    return max(begins, fuzz.ratio(asked, mine), fuzz.ratio(fold_id(typed), looks) - 1)
