"""
Our own table of connections: one SQLite file, through sqlite-utils.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import zlib

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import sqlite_utils

from diagnostics.amazon.credentials import Grants
from diagnostics.connections.cipher import TokenCipher
from diagnostics.connections.merchant_index import MerchantIndex
from diagnostics.connections.record import COLUMNS, TOKENS, ConnectionRecord
from diagnostics.connections.region_counts import count_region
from diagnostics.connections.schema import INDEXES, KEY, UPSERT
from diagnostics.connections.source import (
    ConnectionsError,
    Count,
    Draw,
    Merchant,
    RegionRecord,
    UnknownMerchant,
)
from diagnostics.model import Connection, PlatformStatus, Region


R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Saved:
    """
    What an import changed.
    """

    added: int
    updated: int
    unchanged: int


class SqliteConnections:
    """
    The embedded record. Safe to share within a process; several processes may read it.
    """

    def __init__(self, path: Path, cipher: TokenCipher) -> None:
        self._path = path
        self._cipher = cipher
        self._lock = threading.Lock()
        with self._errors():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            for file in path.parent.glob(
                f"{path.name}*"
            ):  # SQLite's own beside it, and an older one
                file.chmod(0o600)
            raw = sqlite3.connect(path, check_same_thread=False, timeout=10)
            raw.execute("pragma journal_mode = wal")
            self._db = sqlite_utils.Database(raw)
            self._table = self._db.table("connections", pk=KEY)
            columns: dict[str, Any] = dict.fromkeys(COLUMNS, str)
            self._table.create(columns, pk=KEY, if_not_exists=True)
            self._index = MerchantIndex(raw)
            with raw:
                raw.execute("begin immediate")
                for statement in INDEXES:
                    raw.execute(statement)
                self._index.prepare()

    def save(self, records: Iterable[ConnectionRecord]) -> Saved:
        """
        Add connections, or update those on record; a token left out keeps the one we hold.
        """
        added = updated = unchanged = 0
        with self._errors(), self._lock, self._db.conn:
            for record in records:
                old = self._row(record)
                row = {**record.row(), **self._tokens(record, old)}
                if row == old:
                    unchanged += 1
                    continue
                self._db.execute(UPSERT, row)
                self._index.add([(record.merchant_id, record.name)])
                added, updated = added + (old is None), updated + (old is not None)
        return Saved(added, updated, unchanged)

    def forget(self, merchant_id: str) -> int:
        """
        Delete a merchant's connections with their tokens; how many there were.
        """
        with self._errors(), self._lock, self._db.conn:
            count = self._table.count_where("merchant_id = ?", [merchant_id])
            self._table.delete_where("merchant_id = ?", [merchant_id])
            self._index.remove(merchant_id)
        return count

    def everything(self) -> tuple[Connection, ...]:
        """
        All connections on record, by merchant id.
        """
        return tuple(self._connections("1 = 1", [], "merchant_id, account_type, region"))

    def page(self, limit: int, after: str = "") -> tuple[Connection, ...]:
        """
        The connections of the next merchants in order of their ids; at least one merchant's.
        """
        with self._errors(), self._lock:
            ids = "select merchant_id from merchants where merchant_id > ? order by 1 limit ?"
            last = [row["merchant_id"] for row in self._db.query(ids, [after, limit])][-1:]
            where = "merchant_id > ? and merchant_id <= ?"
            order = "merchant_id, account_type, region"
            return tuple(self._connections(where, [after, *last], order)) if last else ()

    async def find(self, merchant_id: str) -> tuple[Connection, ...]:
        """
        All connections of one merchant; ids match whatever their case.
        """
        found = await self._aside(
            lambda: tuple(self._connections("upper(merchant_id) = upper(?)", [merchant_id.strip()]))
        )
        if not found:
            raise UnknownMerchant(merchant_id, await self.search(merchant_id, limit=3))
        return found

    async def grants(self, connection: Connection) -> Grants:
        """
        The connection's refresh tokens, decrypted now and kept nowhere.
        """
        row = await self._aside(lambda: self._row(connection))
        if row is None:
            raise UnknownMerchant(connection.merchant_id)
        return Grants(
            spapi=self._cipher.grant(row["refresh_token"]),
            ads=self._cipher.grant(row["ads_refresh_token"]),
        )

    async def draw(
        self, region: Region, exclude: str, limit: int, *, seed: str, ads_login: str | None = None
    ) -> Draw:
        """
        Other merchants' connections, in an order that the seed decides and how they are does not.
        """
        where, values = "region = ? and merchant_id != ?", [str(region), exclude]
        if ads_login is not None:
            where, values = f"{where} and ads_authorised_by = ?", [*values, ads_login]
        # Multiplying a row's number by a large odd one, modulo a prime, shuffles well enough to draw.
        factor = zlib.crc32(seed.encode()) | 1
        order = f"(rowid * {factor}) % 2147483647"
        return await self._aside(
            lambda: Draw(tuple(self._connections(where, values, order, limit)), fair=True)
        )

    async def region_record(self, region: Region, exclude: str, now: datetime) -> RegionRecord:
        """
        What happened to other merchants' connections of a region in the last days.
        """
        return await self._aside(lambda: count_region(self._db.conn, region, exclude, now))

    async def census(self) -> tuple[Count, ...]:
        """
        How many connections there are, by region and status.
        """
        query = "select region, status, count(*) from connections group by 1, 2 order by 1, 2"
        rows = await self._aside(lambda: self._db.execute(query).fetchall())
        return tuple(Count(Region(r), PlatformStatus(s) if s else None, n) for r, s, n in rows)

    async def search(self, words: str, limit: int = 10) -> tuple[Merchant, ...]:
        """
        Merchants by id and name, forgiving misspelling.
        """
        if not words.strip():
            return tuple(await self._aside(lambda: self._merchants(limit)))
        return await self._aside(lambda: self._index.search(words, limit))

    async def aclose(self) -> None:
        """
        Close the file.
        """
        self._db.conn.close()

    def _merchants(self, limit: int) -> list[Merchant]:
        query = "select merchant_id, name from merchants order by 1 limit ?"
        rows = self._db.query(query, [limit])
        return [Merchant(row["merchant_id"], row["name"]) for row in rows]

    def _connections(
        self, where: str, values: list[str], order: str = "account_type, region", limit: int = -1
    ) -> Iterator[Connection]:
        for row in self._table.rows_where(where, values, order_by=order, limit=limit):
            # An unreadable token is no reason to hide the connection: that is a finding.
            yield ConnectionRecord.of_row(row).connection()

    def stored(self, merchant_id: str, account_type: str, region: str) -> dict[str, Any] | None:
        """
        One connection's row as it lies in the table, tokens encrypted.
        """
        where = " and ".join(f"{column} = ?" for column in KEY)
        rows = self._table.rows_where(where, [merchant_id, account_type, region])
        return next(iter(rows), None)

    def _row(self, of: ConnectionRecord | Connection) -> dict[str, Any] | None:
        return self.stored(of.merchant_id, str(of.account_type), str(of.region))

    def _tokens(
        self, record: ConnectionRecord, old: dict[str, Any] | None
    ) -> dict[str, str | None]:
        kept: dict[str, str | None] = {}
        for column in TOKENS:
            new, stored = getattr(record, column), old[column] if old else None
            same = new is None or (stored is not None and self._cipher.decrypt(stored) == new)
            kept[column] = stored if same else self._cipher.encrypt(new)
        return kept

    async def _aside(self, work: Callable[[], R]) -> R:
        def run() -> R:
            with self._errors(), self._lock:
                return work()

        return await asyncio.to_thread(run)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise ConnectionsError(
                f"The table of connections at {self._path} cannot be used ({error}); "
                "see that the disk has room and nobody else holds the file."
            ) from error
