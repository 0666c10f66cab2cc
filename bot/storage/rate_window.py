"""
How often something was done in the last while, by every process together: one row a kind of thing.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time

from collections.abc import Callable, Sequence

import sqlalchemy as sa

from bot.storage.database import Database, DatabaseError
from bot.storage.schema import WINDOWS


log = logging.getLogger(__name__)

PATIENCE_S = 10.0  # nobody waits for an edit
LONGEST_S = 3600.0  # further ahead than that lies only what a clock that jumped has left


class RateWindow:
    """
    Nothing here raises: where the database is away, a process counts alone.
    """

    def __init__(
        self,
        database: Database,
        name: str,
        seconds: float,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._database = database
        self._name = name
        self._seconds = seconds
        self._now = ":now" if clock is not None else database.clock
        self._clock = clock or time.time

    async def take(self, up_to: int) -> tuple[bool, Sequence[float]] | None:
        """
        Take one if fewer than `up_to` were taken: whether it was, and how many seconds ago each was.
        """

        def change(moments: list[float], now: float) -> bool:
            if len(moments) >= up_to:
                return False
            moments.append(now)
            return True

        return await self._changed(change)

    async def fill(self, most: int, seconds: float) -> None:
        """
        Count the window as full until so many seconds from now.
        """

        def change(moments: list[float], now: float) -> bool:
            moments[:] = [now + seconds - self._seconds] * most
            return True

        await self._changed(change)

    async def _changed(
        self, change: Callable[[list[float], float], bool]
    ) -> tuple[bool, Sequence[float]] | None:
        try:
            return await asyncio.wait_for(
                self._database.run(lambda c: self._work(c, change)), PATIENCE_S
            )
        except (DatabaseError, sa.exc.SQLAlchemyError, TimeoutError) as reason:
            said = str(reason).partition("\n")[0] or "it did not answer in time"
            log.warning("%s are counted by this process alone: %s", self._name.capitalize(), said)
            return None

    def _work(
        self, c: sa.Connection, change: Callable[[list[float], float], bool]
    ) -> tuple[bool, Sequence[float]]:
        mine = WINDOWS.c.name == self._name
        c.execute(
            sa.text(
                "insert into windows (name, moments) values (:name, '[]') "
                "on conflict (name) do nothing"
            ),
            {"name": self._name},
        )
        kept = c.execute(sa.select(WINDOWS.c.moments).where(mine).with_for_update()).scalar_one()
        bound = {"now": self._clock()} if self._now == ":now" else {}
        now = float(c.execute(sa.text(f"select {self._now}"), bound).scalar_one())
        ends = (now - self._seconds, now + LONGEST_S)
        moments = [moment for moment in json.loads(kept) if ends[0] < moment <= ends[1]]
        changed = change(moments, now)
        if changed:
            c.execute(sa.update(WINDOWS).where(mine).values(moments=json.dumps(moments)))
        return changed, [now - moment for moment in moments]
