"""
What we must remember of Slack: what we were sent, what we posted, what was decided.

Slack delivers the same event more than once and forgets what we told it; this table does not. A
claim is written before Slack gets its 200, so that a restart finds what was not finished.
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
    ForeignKey,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
    text,
    update,
)

from bot.database import Database
from bot.slack.together import Together


KEPT = timedelta(days=30)

_tables = MetaData()
Table("cases", _tables, Column("id", Text, primary_key=True))  # only named: bot.schema builds it
_claims = Table(
    "slack_claims",
    _tables,
    Column("identity", String(200), primary_key=True),
    Column("at", String(32), nullable=False),
    Column("body", Text, nullable=False),
    Column("done", Boolean, nullable=False),
)
_posts = Table(
    "slack_posts",
    _tables,
    Column("case_id", Text, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("key", String(100), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("thread", String(32), nullable=False),
    Column("ts", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("blocks", Text, nullable=False),
    Column("at", String(32), nullable=False),
    PrimaryKeyConstraint("case_id", "key"),
    Index("slack_posts_place", "channel", "thread"),
)


RECENT = 5000
# The same words on SQLite and on PostgreSQL.
_CLAIM = text(
    "insert into slack_claims (identity, at, body, done) values (:identity, :at, :body, :done) "
    "on conflict (identity) do nothing"
)


@dataclass(frozen=True, slots=True)
class Post:
    """
    One message of ours. `ts` is empty between the intention to post and Slack's answer.
    """

    case_id: str
    key: str
    channel: str
    thread: str
    ts: str
    text: str = ""
    blocks: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """
    One delivery from Slack that we took on: plain values, enough to work it after a restart.
    """

    identity: str
    body: Mapping[str, Any]


class Ledger:
    """
    Slack's part of the database. Every call may raise `DatabaseError`.

    Posts go with their case: what erases a case erases what we said in it.
    """

    def __init__(self, database: Database) -> None:
        self._database = Together(database)
        # What this process claimed lately: Slack's second delivery need not ask the disk.
        self._recent: OrderedDict[str, asyncio.Future[bool]] = OrderedDict()

    def close(self) -> None:
        """
        Let go of the thread.
        """
        self._database.close()

    async def prepare(self) -> None:
        """
        Create the tables where they are missing.
        """
        await self._database.run(lambda c: _tables.create_all(c, tables=[_claims, _posts]))

    async def claim(self, identity: str, body: Mapping[str, Any] | None = None) -> bool:
        """
        Take something on, once: False when it was taken before, here or by another process.

        With a body it stays unfinished until `finish`, and a restart finds it.
        """
        earlier = self._recent.get(identity)
        if earlier is not None:
            await earlier  # on disk, before anybody says that it was taken
            return False
        row = {"identity": identity, "at": _now(), "body": json.dumps(body or {})}
        values = {**row, "done": body is None}

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

    async def owner(self, name: str, mine: str) -> str:
        """
        Who holds this name: the first who asked with a name of their own; empty for nobody.
        """

        row = {"identity": name, "at": _now(), "body": json.dumps({"owner": mine}), "done": True}

        def work(c: Connection) -> str:
            if mine:
                c.execute(_CLAIM, row)
            held = c.execute(select(_claims.c.body).where(_claims.c.identity == name)).scalar()
            return str(json.loads(held).get("owner", "")) if held is not None else ""

        return await self._database.run(work)

    async def finish(self, identity: str) -> None:
        """
        The work behind a claim is done, or safe in the hands of a case: its words can go.
        """
        where = _claims.c.identity == identity
        await self._write(update(_claims).where(where).values(done=True, body="{}"))

    async def release(self, identity: str) -> None:
        """
        Give a claim back: what was decided could not be carried out.
        """
        self._recent.pop(identity, None)
        await self._write(delete(_claims).where(_claims.c.identity == identity))

    async def unfinished(self, older_than: timedelta = timedelta(0)) -> list[Claim]:
        """
        Claims nobody finished: what a restart or a lost process left behind, oldest first.
        """
        before = (datetime.now(UTC) - older_than).isoformat()
        query = (
            select(_claims)
            .where(_claims.c.done.is_(False), _claims.c.at <= before)
            .order_by(_claims.c.at)
        )
        rows = await self._database.run(lambda c: c.execute(query).all())
        return [Claim(row.identity, json.loads(row.body)) for row in rows]

    async def post(self, case_id: str, key: str) -> Post | None:
        """
        What we posted, or meant to post, for this case under this key.
        """
        return await self._one(select(_posts).where(_is(case_id, key)))

    async def keep(self, post: Post) -> None:
        """
        Remember a post; a second time replaces the first.
        """
        row = {
            "channel": post.channel,
            "thread": post.thread,
            "ts": post.ts,
            "text": post.text,
            "blocks": json.dumps(post.blocks, ensure_ascii=False),
            "at": _now(),
        }

        def work(c: Connection) -> None:
            if not c.execute(
                update(_posts).where(_is(post.case_id, post.key)).values(**row)
            ).rowcount:
                c.execute(insert(_posts).values(case_id=post.case_id, key=post.key, **row))

        await self._database.run(work)

    async def drop(self, case_id: str, key: str) -> None:
        """
        Forget an intention to post that came to nothing.
        """
        await self._write(delete(_posts).where(_is(case_id, key), _posts.c.ts == ""))

    async def at(self, channel: str, ts: str) -> Post | None:
        """
        The post that stands there.
        """
        where = (_posts.c.channel == channel) & (_posts.c.ts == ts)
        return await self._one(select(_posts).where(where))

    async def in_thread(self, channel: str, thread: str) -> Post | None:
        """
        The latest post of ours in a thread (or the one that started it): whose case it is.
        """
        return await self._one(
            select(_posts)
            .where(_posts.c.channel == channel)
            .where((_posts.c.thread == thread) | (_posts.c.ts == thread))
            .order_by(_posts.c.at.desc())
            .limit(1)
        )

    async def rename_channel(self, old: str, new: str) -> None:
        """
        Follow a channel whose id changed (it happens when a private channel becomes shared).
        """
        await self._write(update(_posts).where(_posts.c.channel == old).values(channel=new))

    async def forget_old(self) -> None:
        """
        Drop claims past their time; Slack repeats nothing after a day.
        """
        before = (datetime.now(UTC) - KEPT).isoformat()
        await self._write(delete(_claims).where(_claims.c.at < before, _claims.c.done.is_(True)))

    async def _one(self, query: Any) -> Post | None:
        row = await self._database.run(lambda c: c.execute(query).first())
        if row is None:
            return None
        blocks = tuple(json.loads(row.blocks))
        return Post(row.case_id, row.key, row.channel, row.thread, row.ts, row.text, blocks)

    async def _write(self, statement: Any) -> None:
        await self._database.run(lambda c: c.execute(statement))


def _is(case_id: str, key: str) -> Any:
    return (_posts.c.case_id == case_id) & (_posts.c.key == key)


def _now() -> str:
    return datetime.now(UTC).isoformat()
