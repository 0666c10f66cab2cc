"""
What we must remember of Slack: what we posted, and what may happen once only.
"""

from __future__ import annotations

import json

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
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
    union_all,
    update,
)

from bot.storage.batched_writes import BatchedWriter
from bot.storage.database import Database, create_missing


KEPT = timedelta(days=30)

_tables = MetaData()
Table(
    "cases", _tables, Column("id", Text, primary_key=True)
)  # only named: bot.storage.schema builds it
_once = Table(
    "slack_once",
    _tables,
    Column("name", String(200), primary_key=True),
    Column("at", String(32), nullable=False),
    Column("owner", String(200), nullable=False),
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
    Index("slack_posts_message", "channel", "ts"),
)


# The same words on SQLite and on PostgreSQL.
_CLAIM = text(
    "insert into slack_once (name, at, owner) values (:name, :at, :owner) "
    "on conflict (name) do nothing"
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


class PostStore:
    """
    Slack's part of the database. Every call may raise `DatabaseError`.

    Posts go with their case: what erases a case erases what we said in it.
    """

    def __init__(self, database: Database) -> None:
        self._database = BatchedWriter(database)

    def close(self) -> None:
        """
        End the writing thread.
        """
        self._database.close()

    async def prepare(self) -> None:
        """
        Create the tables where they are missing.
        """
        await self._database.run(lambda c: create_missing(c, [_once, _posts]))

    async def claim(self, name: str) -> bool:
        """
        Take something on, once: False when it was taken before, here or by another process.
        """
        row = {"name": name, "at": _now(), "owner": ""}
        return await self._database.run(lambda c: c.execute(_CLAIM, row).rowcount > 0)

    async def owner(self, name: str, mine: str) -> str:
        """
        Who holds this name: the first who asked with a name of their own; empty for nobody.
        """

        def work(c: Connection) -> str:
            if mine:
                c.execute(_CLAIM, {"name": name, "at": _now(), "owner": mine})
            return str(c.execute(select(_once.c.owner).where(_once.c.name == name)).scalar() or "")

        return await self._database.run(work)

    async def release(self, name: str) -> None:
        """
        Give a claim back: what was decided could not be carried out.
        """
        await self._write(delete(_once).where(_once.c.name == name))

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
        here = select(_posts).where(_posts.c.channel == channel)
        # Two halves, since with "or" only the channel would be looked up.
        either = union_all(here.where(_posts.c.thread == thread), here.where(_posts.c.ts == thread))
        found = either.subquery()
        return await self._one(select(found).order_by(found.c.at.desc()).limit(1))

    async def rename_channel(self, old: str, new: str) -> None:
        """
        Follow a channel whose id changed (it happens when a private channel becomes shared).
        """
        await self._write(update(_posts).where(_posts.c.channel == old).values(channel=new))

    async def forget_old(self) -> None:
        """
        Drop claims past their time.
        """
        before = (datetime.now(UTC) - KEPT).isoformat()
        await self._write(delete(_once).where(_once.c.at < before))

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
