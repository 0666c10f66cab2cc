"""
Our database: one code path for SQLite and PostgreSQL, and its numbered migrations.

The durable engine keeps its own tables through the same SQLAlchemy engine.
"""

from __future__ import annotations

import asyncio
import sqlite3

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from sqlalchemy.exc import SQLAlchemyError

from bot.storage.away import is_away
from bot.storage.schema import MIGRATIONS


R = TypeVar("R")
MOST, FEW = 20, 2  # connections to PostgreSQL, of one process


class DatabaseError(Exception):
    """
    The database cannot be used now; the message says why and what to do.
    """


class Database:
    """
    A pool of connections, with transactions run off the event loop.
    """

    def __init__(self, url: str, connections: int = MOST) -> None:
        self._url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _sqlite(url) if self.is_sqlite else _postgres(url, connections)

    @classmethod
    def open(cls, url: str) -> Database:
        """
        Connect and bring the tables up to date. Raises `DatabaseError`.
        """
        database = cls(url)
        try:
            database._migrate()
        except SQLAlchemyError as error:
            database.close()
            raise DatabaseError(_sentence(error)) from error
        return database

    def apart(self, name: str) -> Database:
        """
        A database of its own for what must never wait for the rest, without our tables.

        On SQLite, which has one writer a file, a file beside this one; on PostgreSQL the same
        database through connections of its own.
        """
        if not self.is_sqlite:
            return Database(self._url, FEW)
        path = Path(self._url.removeprefix("sqlite:///"))
        return Database(f"sqlite:///{path.with_name(f'{path.stem}-{name}{path.suffix}')}")

    def do(self, work: Callable[[sa.Connection], R]) -> R:
        """
        Run `work` in one transaction, in this thread. Raises `DatabaseError`.

        Where another process wrote the same row by a hair earlier, `work` runs once more and sees
        it; so it does nothing but talk to the database.
        """
        try:
            try:
                return self._once(work)
            except sa.exc.IntegrityError:
                return self._once(work)
        except SQLAlchemyError as error:
            if not is_away(error):
                raise
            raise DatabaseError(_sentence(error)) from error

    async def run(self, work: Callable[[sa.Connection], R]) -> R:
        """
        Run `work` in one transaction, off the event loop. Raises `DatabaseError`.
        """
        return await asyncio.to_thread(self.do, work)

    @property
    def clock(self) -> str:
        """
        SQL for now in seconds, as all who share this database read it: PostgreSQL's own clock, not
        each machine's. One SQLite file is on one machine, whose clock is bound as `now`.
        """
        if self.is_sqlite:
            return ":now"
        return "cast(extract(epoch from statement_timestamp()) as double precision)"

    def close(self) -> None:
        """
        Close every connection.
        """
        self.engine.dispose()

    def _once(self, work: Callable[[sa.Connection], R]) -> R:
        with self.engine.begin() as connection:
            return work(connection)

    def _migrate(self) -> None:
        with self.engine.begin() as connection:
            _one_at_a_time(connection)
            connection.execute(
                sa.text(
                    "create table if not exists triage_migrations (version integer primary key)"
                )
            )
            done = set(
                connection.execute(sa.text("select version from triage_migrations")).scalars()
            )
            if done and max(done) > len(MIGRATIONS):
                raise DatabaseError(
                    "The database was made by a newer release; start that release, "
                    "or restore the backup made before it."
                )
            for version, statements in enumerate(MIGRATIONS, start=1):
                if version in done:
                    continue
                for statement in statements:
                    connection.execute(sa.text(self._dialect(statement)))
                connection.execute(
                    sa.text("insert into triage_migrations (version) values (:v)"), {"v": version}
                )

    def _dialect(self, statement: str) -> str:
        serial = (
            "integer primary key autoincrement"
            if self.is_sqlite
            else "bigint generated always as identity primary key"
        )
        return statement.replace("SERIAL_KEY", serial)


def create_missing(connection: sa.Connection, tables: Sequence[sa.Table]) -> None:
    """
    Create those of the tables, and of their indexes, that are not there, whoever else is starting at the same moment.
    """
    _one_at_a_time(connection)
    for table in tables:
        table.create(connection, checkfirst=True)
        for index in table.indexes:  # a table of an earlier release lacks the later ones
            index.create(connection, checkfirst=True)


def _one_at_a_time(connection: sa.Connection) -> None:
    """
    Hold others off until this transaction ends, and make it one: all tables or none.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("select pg_advisory_xact_lock(7431901)"))
        return
    # Python begins a transaction before a row is written, but not before a table is created: killed
    # in between, a database would be left with half of a migration for good.
    raw = connection.connection.driver_connection
    if raw is not None and not raw.in_transaction:
        connection.exec_driver_sql("begin immediate")


def _sqlite(url: str) -> sa.Engine:
    path = Path(url.removeprefix("sqlite:///"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        keep_private(path)
    except OSError as error:
        raise DatabaseError(
            f"The folder {path.parent} cannot be made: {error.strerror}."
        ) from error
    # One connection: SQLite has one writer anyway, and a writer that waits its turn in the pool
    # never meets a locked file. IMMEDIATE, so that a transaction never fails half-way.
    engine = sa.create_engine(
        f"sqlite:///{path}",
        poolclass=sa.pool.QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=60,
        hide_parameters=True,  # a traceback in the log is not to quote a merchant
        connect_args={
            "isolation_level": "IMMEDIATE",
            "check_same_thread": False,
            "timeout": 30,
        },
    )

    @sa.event.listens_for(engine, "connect")
    def _prepare(raw: Any, _record: Any) -> None:
        for pragma in (
            "busy_timeout = 30000",
            "foreign_keys = ON",
            "journal_mode = WAL",
            "synchronous = FULL",
            "secure_delete = ON",  # a purge leaves nothing behind in free pages
        ):
            raw.execute(f"PRAGMA {pragma}")

    sa.event.listen(engine, "handle_error", _wait_for_room, retval=True)
    return engine


def keep_private(path: Path) -> None:
    """
    Make a database and what SQLite lays beside it its owner's alone, also where it was not. Raises `OSError`.
    """
    path.touch(mode=0o600)
    for file in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        if file.exists():
            file.chmod(0o600)


def _wait_for_room(context: sa.engine.ExceptionContext) -> BaseException | None:
    # The durable engine waits for a file that is "locked" as long as it takes, but would end a case
    # whose checkpoint meets a full disk. Both pass: it is told that the one is the other.
    said = str(context.original_exception)
    if "disk is full" not in said and "disk I/O error" not in said:
        return None
    reason = sqlite3.OperationalError(f"{said}: the database is locked until there is room")
    return sa.exc.OperationalError(context.statement, None, reason, hide_parameters=True)


def _postgres(url: str, connections: int) -> sa.Engine:
    address = url.replace("postgresql://", "postgresql+psycopg://", 1)
    return sa.create_engine(
        address,
        pool_size=(connections + 1) // 2,
        max_overflow=connections // 2,
        pool_pre_ping=True,
        hide_parameters=True,
    )


def _sentence(error: SQLAlchemyError) -> str:
    # Only the driver's own first line: the rest may quote parameters, and those are merchants' words.
    cause = getattr(error, "orig", None) or error
    first = str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__
    return (
        f"The database cannot be used: {first}. "
        "See TRIAGE_DATABASE_URL, free space on the disk, and whether another program holds it."
    )
