"""
Looking up a post asks an index, however many posts a channel has.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.slack.outbound.post_store import PostStore
from bot.storage.database import Database


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """
    With the table of an earlier release, which had one index less.
    """
    return Database.open(f"sqlite:///{tmp_path / 'triage.db'}")


async def test_no_look_up_walks_the_posts(database: Database) -> None:
    """
    Neither by the message nor by its thread; also where the table was there before its index.
    """
    store = PostStore(database)
    await store.prepare()
    await database.run(lambda c: c.execute(sa.text("drop index slack_posts_message")))
    await store.prepare()
    asked: list[tuple[str, Any]] = []

    @sa.event.listens_for(database.engine, "before_cursor_execute")
    def _note(_c: Any, _cursor: Any, query: str, values: Any, *_: Any) -> None:
        if "slack_posts" in query and not query.startswith("EXPLAIN"):
            asked.append((query, values))

    await store.at("C1", "1.0")
    await store.in_thread("C1", "1.0")
    await store.post("ABCD", "answer")
    with database.engine.connect() as c:
        plans = [
            str(row[3])
            for query, values in asked
            for row in c.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)
        ]
    store.close()

    assert len(asked) == 3
    assert any("slack_posts_message" in step for step in plans)
    # By the channel alone is a walk through all of its posts.
    assert [s for s in plans if s.startswith("SCAN slack_posts") or s.endswith("(channel=?)")] == []
