"""
What Slack delivered and nobody has worked yet, in a database of its own.

Slack forgets an event once it has its 200, so the event is on disk before that; and a person waits
for the 200, so it must not queue behind the cases being worked.
"""

from __future__ import annotations

import asyncio
import json

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    MetaData,
    String,
    Table,
    Text,
    delete,
    select,
    text,
    update,
)

from bot.storage.batched_writes import BatchedWriter
from bot.storage.database import Database, create_missing


NAME = "arrivals"  # of the database, and of the file beside the main one on SQLite
KEPT = timedelta(days=30)
RECENT = 5000

_arrivals = Table(
    "slack_arrivals",
    MetaData(),
    Column("identity", String(200), primary_key=True),
    Column("at", String(32), nullable=False),
    Column("body", Text, nullable=False),
    Column("done", Boolean, nullable=False),
)
# The same words on SQLite and on PostgreSQL.
_CLAIM = text(
    "insert into slack_arrivals (identity, at, body, done) "
    "values (:identity, :at, :body, :done) on conflict (identity) do nothing"
)


@dataclass(frozen=True, slots=True)
class LoggedDelivery:
    """
    One delivery that we took on: plain values, enough to work it after a restart.
    """

    identity: str
    body: Mapping[str, Any]


class DeliveryLog:
    """
    Deliveries taken on, for one event loop. Every call may raise `DatabaseError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = BatchedWriter(database)
        # What this process claimed lately: Slack's second delivery need not ask the disk.
        self._recent: OrderedDict[str, asyncio.Future[bool]] = OrderedDict()

    def close(self) -> None:
        """
        End the writing thread.
        """
        self._database.close()

    async def prepare(self) -> None:
        """
        Create the table where it is missing.
        """
        await self._database.run(lambda c: create_missing(c, [_arrivals]))

    async def claim(self, identity: str, body: Mapping[str, Any]) -> bool:
        """
        Take a delivery on, once: False when it was taken before, here or by another process.

        It stays unfinished until `finish`, and a restart finds it.
        """
        earlier = self._recent.get(identity)
        if earlier is not None:
            await earlier  # on disk, before anybody says that it was taken
            return False
        now = datetime.now(UTC).isoformat()
        values = {"identity": identity, "at": now, "body": json.dumps(body), "done": False}

        def work(c: Connection) -> bool:
            return c.execute(_CLAIM, values).rowcount > 0

        taken = asyncio.ensure_future(self._database.run(work))
        self._recent[identity] = taken
        if len(self._recent) > RECENT:
            self._recent.popitem(last=False)
        try:
            return await asyncio.shield(taken)
        except BaseException:
            self._recent.pop(identity, None)
            raise

    async def finish(self, identity: str) -> None:
        """
        The work is done, or safe in the hands of a case: its words can go.
        """
        done = update(_arrivals).where(_arrivals.c.identity == identity)
        await self._database.run(lambda c: c.execute(done.values(done=True, body="{}")))

    async def unfinished(self, older_than: timedelta = timedelta(0)) -> list[LoggedDelivery]:
        """
        What nobody finished: left behind by a restart or a lost process, oldest first.
        """
        query = select(_arrivals).where(_arrivals.c.done.is_(False)).order_by(_arrivals.c.at)
        if older_than:  # at a start nothing is young: no clock is asked, one may have run ahead
            before = (datetime.now(UTC) - older_than).isoformat()
            query = query.where(_arrivals.c.at <= before)
        rows = await self._database.run(lambda c: c.execute(query).all())
        return [LoggedDelivery(row.identity, json.loads(row.body)) for row in rows]

    async def forget_old(self) -> None:
        """
        Drop what was finished long ago; Slack repeats nothing after a day.
        """
        before = (datetime.now(UTC) - KEPT).isoformat()
        old = delete(_arrivals).where(_arrivals.c.at < before, _arrivals.c.done.is_(True))
        await self._database.run(lambda c: c.execute(old))
