"""
What is left of Amazon's limits, kept beside the cases: one count for every process.

A bucket is one number, the moment at which it will be full: a call moves it on by its pace, and time
does the filling. Rows hold no merchant (a digest of the owner) and go once they are full.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time

from collections.abc import Callable, Coroutine, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from bot.storage.database import Database, DatabaseError
from bot.storage.schema import CALLS
from diagnostics.amazon.rate_limits import Call, CallGrant


log = logging.getLogger(__name__)

PATIENCE_S = 2.0  # an examination does not wait longer for a database
TIDY_S = 60.0

DRAW, GIVE_BACK, DRAIN = "draw", "give back", "drain"


class DatabaseRateLimits:
    """
    Fits `diagnostics.amazon.rate_limits.Common`: nothing here raises, a database that is away is only logged.
    """

    def __init__(self, database: Database, clock: Callable[[], float] | None = None) -> None:
        self._database = database
        self._now = ":now" if clock is not None else database.clock
        self._clock = clock or time.time
        self._tasks: set[asyncio.Task[None]] = set()
        self._tidied = time.monotonic()

    async def reserve(self, calls: Sequence[Call]) -> Sequence[CallGrant] | None:
        """
        One statement for all of them; None when the database did not answer in time.
        """
        try:
            rows = await asyncio.wait_for(
                self._upsert(DRAW, calls, [call.pace for call in calls]), PATIENCE_S
            )
        except (DatabaseError, sa.exc.SQLAlchemyError, TimeoutError) as reason:
            log.warning("Calls to Amazon are counted by this process alone: %s", _short(reason))
            return None
        if time.monotonic() - self._tidied > TIDY_S:
            self._tidied = time.monotonic()
            self._soon(self._tidy())
        found = {row["bucket"]: row for row in rows}
        return [_drawn(call, found[_bucket(call)]) for call in calls]

    def give_back(self, drawn: Sequence[CallGrant]) -> None:
        """
        Return unused calls to their buckets, in the background. Those drawn together share one moment.
        """
        calls = [one.call for one in drawn]
        self._soon(self._upsert(GIVE_BACK, calls, [0.0] * len(calls), drawn_at=drawn[0].at))

    def drain(self, call: Call) -> None:
        """
        Empty a bucket that Amazon has refused (429), in the background.
        """
        self._soon(self._upsert(DRAIN, [call], [call.pace * call.burst]))

    async def aclose(self) -> None:
        """
        Wait for what was to be done in the background.
        """
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def _upsert(
        self, what: str, calls: Sequence[Call], ahead: Sequence[float], **more: float
    ) -> Sequence[sa.RowMapping]:
        rows = sorted((_bucket(call), call.pace, call.burst, moment)
                      for call, moment in zip(calls, ahead, strict=True))  # fmt: skip
        values: dict[str, Any] = {**more, **self._bound()}
        for n, (bucket, pace, burst, moment) in enumerate(rows):
            values |= {f"bucket{n}": bucket, f"ahead{n}": moment}
            values |= {f"pace{n}": pace, f"depth{n}": pace * burst}
        statement = _statement(what, len(rows), self._now)
        return await self._database.run(lambda c: c.execute(statement, values).mappings().all())

    async def _tidy(self) -> None:
        full = sa.select(CALLS.c.bucket).where(sa.text(f"full_at < {self._now}"))
        # Skipping what others hold: a sweep must not wait for those who wait for it.
        gone = sa.delete(CALLS).where(CALLS.c.bucket.in_(full.with_for_update(skip_locked=True)))
        await self._database.run(lambda c: c.execute(gone, self._bound()))

    def _bound(self) -> dict[str, float]:
        return {"now": self._clock()} if self._now == ":now" else {}

    def _soon(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(_tried(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


@cache
def _statement(what: str, rows: int, now: str) -> sa.TextClause:
    """
    The same words on SQLite and on PostgreSQL, for so many buckets at once.

    Rows come in one order everywhere: two that want the same buckets never wait for each other.
    """
    # A moment beyond that of an empty bucket is a clock that jumped back.
    until = f"""case when calls.full_at < {now} then {now}
        when calls.full_at > {now} + excluded.depth then {now} + excluded.depth
        else calls.full_at end"""
    fits = f"({until}) - {now} <= excluded.depth - excluded.pace * 0.999999"
    change = {
        DRAW: f"""full_at = case when {fits} then ({until}) + excluded.pace else ({until}) end,
            granted = case when {fits} then 1 else 0 end""",
        # What has come back by itself meanwhile is not put back as well.
        GIVE_BACK: f"""full_at = case when :drawn_at + excluded.pace > {now}
            then calls.full_at - excluded.pace else calls.full_at end""",
        DRAIN: f"full_at = {now} + excluded.depth",
    }[what]
    new = ", ".join(f"(:bucket{n}, {now} + :ahead{n}, :pace{n}, :depth{n}, 1)" for n in range(rows))
    return sa.text(
        f"""insert into calls (bucket, full_at, pace, depth, granted) values {new}
        on conflict (bucket) do update set {change}
        returning bucket, granted, full_at - {now} as ahead, {now} as at"""  # noqa: S608  (ours)
    )


def _bucket(call: Call) -> str:
    return hashlib.sha256(f"{call.operation}\n{call.owner}".encode()).hexdigest()[:32]


def _drawn(call: Call, row: sa.RowMapping) -> CallGrant:
    left = max(0.0, call.burst - max(0.0, row["ahead"]) / call.pace)
    return CallGrant(call, bool(row["granted"]), left, float(row["at"]))


async def _tried(work: Coroutine[Any, Any, Any]) -> None:
    try:
        await work
    except (DatabaseError, sa.exc.SQLAlchemyError) as reason:
        log.warning("What is left of Amazon's limits was not written: %s", _short(reason))


def _short(reason: BaseException) -> str:
    return str(reason).partition("\n")[0] or "it did not answer in time"
