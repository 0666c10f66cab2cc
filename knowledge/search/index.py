"""
The index behind the search: built from the articles, brought up to date by content hash.

The files are the truth. A corrupt index is thrown away and built again; one that is locked or may
not be written is left alone, and this process uses an index in memory instead and says so.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import sqlite3

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from knowledge.base.article import Article, Audience, Confidence
from knowledge.base.library import Library
from knowledge.base.wording import plain
from knowledge.messages.sentences import Symptom, read_sentences


LAYOUT = 4  # kept in the file: another layout is built again
COLUMNS = ("title", "phrases", "body", "signals", "scope")
WEIGHTS = "bm25(4.0, 6.0, 1.0, 2.0, 0.0)"
COMMON_FROM = 10_000  # articles, from which on words that are everywhere are left out
COMMON_SHARE = 0.01
SAID_OFTEN = 0.5  # of a symptom, from which an article is found by all that people say of it
BUSY_SECONDS = 0.5
_MARKS = re.compile(r"[`*#]+")


class Index:
    """
    One open index, on disk or in memory.
    """

    def __init__(self, connection: sqlite3.Connection, notice: str = "") -> None:
        self.notice = notice
        self._database = Database(connection)  # turns recursive_triggers on, as FTS5 needs
        self._common: dict[str, int] = {}
        self.size = 0

    def update(self, library: Library) -> int:
        """
        Write what changed since the last time, and only that; how many articles that was.
        """
        shared = _shared_hash(library)
        wanted = {
            article.id: f"{shared}:{library.version(article.id)}"
            for article in library
            if article.confidence is not Confidence.ARCHIVED
        }
        _, stale = self._behind(wanted)
        said = read_sentences(library.folder).symptoms if stale else {}
        fresh = (
            row(article, library, wanted[article.id], said)
            for article in library
            if article.id in stale
        )
        return self.write(fresh, wanted)

    def write(self, rows: Iterable[Mapping[str, Any]], wanted: Mapping[str, str]) -> int:
        """
        Make the index hold the rows whose ids are in `wanted`, by hash; how many were written.
        """
        database = self._database
        gone, stale = self._behind(wanted)
        if gone or stale:
            with database.conn:
                for name in gone:
                    database.execute("delete from articles where id = ?", [name])
                database.table("articles").upsert_all(
                    (dict(each) for each in rows if each["id"] in stale), pk="id", batch_size=500
                )
        self.size = len(wanted)
        if self.size >= COMMON_FROM:
            self._common = self._read_common()
        return len(gone) + len(stale)

    def execute(self, query: str, values: tuple[Any, ...] | dict[str, Any]) -> list[Any]:
        """
        The rows of a query.
        """
        return self._database.execute(query, values).fetchall()

    def insist_on_agreement(self) -> None:
        """
        Raise `sqlite3.DatabaseError` where the full-text half disagrees with the articles.
        """
        if "articles_fts" in self._database.table_names():
            [(articles,)] = self.execute("select count(*) from articles", ())
            [(indexed,)] = self.execute("select count(*) from articles_fts_docsize", ())
            if articles != indexed:
                raise sqlite3.DatabaseError("the index and the articles disagree")

    def spread(self, word: str) -> int:
        """
        In how many articles a word is, where it is in so many that it tells little; else 0.
        """
        self._database.execute("delete from temp.asked")
        self._database.execute("insert into temp.asked(word) values (?)", [word])
        terms = self.execute("select term from temp.asked_terms", ())
        return min((self._common.get(term, 0) for (term,) in terms), default=0)

    def _behind(self, wanted: Mapping[str, str]) -> tuple[list[str], set[str]]:
        """
        The ids that are to go, and those that are to be written.
        """
        [(layout,)] = self.execute("pragma user_version", ())
        if layout != LAYOUT:
            self._create()
        held = dict(self.execute("select id, hash from articles", ()))
        gone = [name for name in held if name not in wanted]
        return gone, {name for name, digest in wanted.items() if held.get(name) != digest}

    def _create(self) -> None:
        database = self._database
        for table in ("articles_fts", "articles"):
            database.execute(f"drop table if exists {table}")
        database.execute(
            "create table articles (id text primary key, hash text, title text, phrases text, "
            "body text, signals text, scope text)"
        )
        database.table("articles").enable_fts(
            COLUMNS, fts_version="FTS5", tokenize="porter unicode61", create_triggers=True
        )
        database.execute(
            f"insert into articles_fts(articles_fts, rank) values('rank', '{WEIGHTS}')"
        )
        database.execute(f"pragma user_version = {LAYOUT}")
        database.conn.commit()

    def _read_common(self) -> dict[str, int]:
        for name, using in (
            ("terms", "fts5vocab(main, articles_fts, row)"),
            ("asked", "fts5(word, tokenize='porter unicode61')"),
            ("asked_terms", "fts5vocab(temp, asked, row)"),
        ):
            self._database.execute(f"create virtual table if not exists temp.{name} using {using}")
        most = int(self.size * COMMON_SHARE)
        rows = self.execute("select term, doc from temp.terms where doc > ?", (most,))
        return dict(rows)


def open_index(library: Library, path: Path | None) -> Index:
    """
    The index at `path`, up to date; built anew when corrupt, in memory when it cannot be used.
    """
    if path is None:
        return _in_memory(library, "")
    for _ in range(2):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            return _in_memory(library, _why(path, error))
        try:
            index = Index(connection)
            index.insist_on_agreement()
            index.update(library)
        except sqlite3.OperationalError as error:  # locked, read-only, disk full
            connection.close()
            return _in_memory(library, _why(path, error))
        except sqlite3.DatabaseError:  # not a database, or malformed
            connection.close()
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                return _in_memory(library, _why(path, error))
        else:
            return index
    return _in_memory(library, f"The search index {path.name} cannot be built; delete it.")


def row(
    article: Article, library: Library, digest: str, said: Mapping[str, Symptom]
) -> dict[str, str]:
    """
    An article as the index holds it, with what people say of the symptoms it names.
    """
    wording = library.words(article.id)
    steps = " ".join(step.text for step in wording.steps)
    signals = " ".join(f"{probe}.{o}" for probe, seen in article.signature.items() for o in seen)
    heard = [name for name, share in article.symptoms.items() if share >= SAID_OFTEN]
    phrases = " ".join(phrase for name in heard if name in said for phrase in said[name].phrases)
    body = _MARKS.sub("", plain(library.body(article.id)))
    text = f"{body}\n{wording.merchant}\n{steps}"
    return {
        "id": article.id,
        "hash": digest,
        "title": wording.title,
        "phrases": "\n".join(article.phrases),
        "body": text,
        "signals": f"{signals} {article.family} {phrases}",
        "scope": " ".join(scopes(article)),
    }


def scopes(article: Article) -> list[str]:
    """
    The words that a filter asks for: a reader and a kind of connection in one, as in `supportads`.

    One word a filter, because FTS5 counts every row of every word of a query.
    """
    merchants = Audience.MERCHANT in article.audience and article.confidence not in {
        Confidence.WIP,
        Confidence.NOT_VALIDATED,
    }
    support = bool(article.audience & {Audience.MERCHANT, Audience.SUPPORT})
    readers = ["engineering"] + ["support"] * support + ["merchant"] * merchants
    kinds = ["any", *sorted(article.applies_to or {"seller", "vendor", "ads"})]
    return [f"{reader}{kind}" for reader in readers for kind in kinds]


def _in_memory(library: Library, notice: str) -> Index:
    index = Index(sqlite3.connect(":memory:", check_same_thread=False), notice)
    index.update(library)
    return index


def _why(path: Path, error: Exception) -> str:
    reason = str(error).removeprefix("[Errno 13] ").split(":")[0].lower()
    return (
        f"The search index {path.name} cannot be used ({reason}), so the search works from memory; "
        "make the file writable, or delete it to have it built again."
    )


def _shared_hash(library: Library) -> str:
    digest = hashlib.sha256()
    for group, entries in sorted(library.snippets.groups.items()):
        for name, snippet in sorted(entries.items()):
            digest.update(f"{group}.{name}={snippet.text}\n".encode())
    with contextlib.suppress(OSError):
        digest.update((library.folder / "symptoms.yml").read_bytes())
    return digest.hexdigest()[:12]
