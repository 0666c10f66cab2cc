"""
Work whose process is gone, or that its own living process has dropped, is taken up; a case that kills
each is let go.

A process holds a lock on its name for as long as it lives. Whoever can take another's lock knows that
it is gone, and puts its running workflows back in the queue (docs/decisions/11-takeover.md).
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import time

from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from dbos import DBOS

from bot.foundation.logs import about_case
from bot.model.case import stamp
from bot.storage.database import Database, DatabaseError
from bot.storage.schema import DEPARTURES, TAKEOVERS


log = logging.getLogger(__name__)

LOCKS = 7431902  # our own number among the advisory locks of a database
# A workflow that got nowhere in so many processes that died may run beside so many of its kind; the
# more suspect, the less company, so that the next death tells which it was.
COMPANY = {2: 10, 3: 3, 4: 1, 5: 1}
DEATHS = 6  # then it is the workflow's own doing
WATCHED_S = 20.0  # a suspect that has lived so long lets the next one begin
SOON_S = 0.5  # between two rounds while suspects wait
DEPARTURES_KEPT = timedelta(days=1)

OnPoison = Callable[[str], Coroutine[Any, Any, None]]


class Takeover:
    """
    One process's part in it: its own lock, and looking for those that nobody holds any more.
    """

    def __init__(
        self, database: Database, executor: str, running: Callable[[], Collection[str]]
    ) -> None:
        """
        `running` names the workflows that this process is at work on right now.
        """
        self._database = database
        self._executor = executor
        self._running = running
        self._dropped: frozenset[str] = frozenset()  # of our own, as the last round saw them
        self._held: sa.Connection | None = None  # on PostgreSQL; one SQLite file has one process
        self._task: asyncio.Task[None] | None = None
        self._watched: dict[str, tuple[int, float]] = {}  # suspects: how far they were, and when
        self._waiting = False

    async def hold(self) -> None:
        """
        Take our own lock, before any work begins under our name. Raises `DatabaseError`.
        """
        if not self._database.is_sqlite:
            await asyncio.to_thread(self._hold)

    async def start(self, on_poison: OnPoison, every_s: float) -> None:
        """
        Take up what gone processes left, now and again every few seconds.

        `on_poison` hears the id of a workflow that is let go.
        """
        self._task = asyncio.create_task(self._rounds(on_poison, every_s), name="takeover")

    async def depart(self) -> None:
        """
        Note that we end as we should: what is still running is not to be counted as deadly.
        """
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        now = datetime.now(UTC)

        def work(c: sa.Connection) -> None:
            old = stamp(now - DEPARTURES_KEPT)
            c.execute(sa.delete(DEPARTURES).where(DEPARTURES.c.at < old))
            c.execute(sa.insert(DEPARTURES).values(executor=self._executor, at=stamp(now)))

        try:
            await self._database.run(work)
        except DatabaseError as reason:
            log.warning("This end could not be noted: %s", reason)

    def release(self) -> None:
        """
        Let go of our lock: others may take up what we leave.
        """
        held, self._held = self._held, None
        if held is not None:
            with contextlib.suppress(sa.exc.SQLAlchemyError):
                held.invalidate()  # closes it for good: back in the pool it would hold the lock
                held.close()

    async def look(self, on_poison: OnPoison) -> int:
        """
        One round; returns how many workflows were taken up.
        """
        await asyncio.to_thread(self._keep_hold)
        taken, self._waiting = 0, False
        for executor in await self._elsewhere():
            async with self._is_gone(executor) as gone:
                if gone:
                    taken += await self._take_up(executor, on_poison)
        return taken + await self._take_up_dropped()

    async def _take_up_dropped(self) -> int:
        """
        Put back in the queue what stands under our own name and nobody here works on: the engine lets
        go of a workflow when its store fails it. Seen in two rounds, since one may just be beginning.
        """
        ours = await DBOS.list_workflows_async(
            status="PENDING", executor_id=self._executor, load_input=False, load_output=False
        )
        idle = frozenset(w.workflow_id for w in ours) - frozenset(self._running())
        dropped = sorted(idle & self._dropped)
        self._dropped = idle - frozenset(dropped)
        if dropped:
            log.warning("Taking up %d workflows that were dropped here", len(dropped))
            await DBOS.resume_workflows_async(dropped)
        return len(dropped)

    async def _elsewhere(self) -> list[str]:
        running = await DBOS.list_workflows_async(
            status="PENDING", load_input=False, load_output=False
        )
        executors = dict.fromkeys(workflow.executor_id or "" for workflow in running)
        return [name for name in executors if name not in {"", self._executor}]

    async def _take_up(self, executor: str, on_poison: OnPoison) -> int:
        # Asked again under the lock: another may have taken them a moment ago.
        left = await DBOS.list_workflows_async(
            status="PENDING", executor_id=executor, load_input=False, load_output=False
        )
        names = [workflow.workflow_id for workflow in left]
        if not await self._departed(executor):
            names = await self._sound(names, on_poison)
        if names:
            log.info("Taking up %d workflows of a process that is gone", len(names))
            await DBOS.resume_workflows_async(names)
        return len(names)

    async def _sound(self, names: Sequence[str], on_poison: OnPoison) -> list[str]:
        """
        Those to take up now; suspects wait until there is room for them, the least suspect first.
        """
        await self._let_pass()
        found = [(*await self._history(name), name) for name in names]
        sound: list[str] = []
        for deaths, steps, name in sorted(found):
            if deaths >= DEATHS:
                await self._let_go(name, on_poison)
                continue
            if deaths in COMPANY:
                if len(self._watched) >= COMPANY[deaths]:
                    self._waiting = True
                    continue
                self._watched[name] = (steps, time.monotonic())
            await self._count(name, deaths, steps)
            sound.append(name)
        return sound

    async def _let_pass(self) -> None:
        """
        Watch no longer what got further, ended, or lived long enough.
        """
        for name, (steps, since) in list(self._watched.items()):
            now = await DBOS.list_workflow_steps_async(name, load_output=False)
            if len(now) > steps or time.monotonic() - since > WATCHED_S:
                del self._watched[name]

    async def _departed(self, executor: str) -> bool:
        query = sa.select(DEPARTURES.c.at).where(DEPARTURES.c.executor == executor)
        return await self._database.run(lambda c: c.execute(query).first() is not None)

    async def _history(self, name: str) -> tuple[int, int]:
        """
        How many processes died over a workflow without its getting anywhere, and how far it is.
        """
        steps = await DBOS.list_workflow_steps_async(name)
        query = sa.select(TAKEOVERS).where(TAKEOVERS.c.workflow == name)
        row = await self._database.run(lambda c: c.execute(query).first())
        before = int(row.deaths) if row is not None and row.steps == len(steps) else 0
        asleep = (
            bool(steps)
            and steps[-1]["function_name"] == "DBOS.sleep"
            and float(steps[-1]["output"] or 0) > time.time()
        )
        return before + (not asleep), len(steps)

    async def _count(self, name: str, deaths: int, steps: int) -> None:
        row = {"workflow": name, "deaths": deaths, "steps": steps, "at": stamp(datetime.now(UTC))}

        def work(c: sa.Connection) -> None:
            c.execute(sa.delete(TAKEOVERS).where(TAKEOVERS.c.workflow == name))
            c.execute(sa.insert(TAKEOVERS).values(row))

        await self._database.run(work)

    async def _let_go(self, name: str, on_poison: OnPoison) -> None:
        with about_case(name.partition(".")[0]):
            log.error("%s ended %d processes; it is left alone now", name, DEATHS)
        await on_poison(name)
        await DBOS.cancel_workflow_async(name)

    async def _rounds(self, on_poison: OnPoison, every_s: float) -> None:
        while True:
            try:
                await self.look(on_poison)
            except Exception:
                log.exception("Looking for work left behind failed; trying again")
            await asyncio.sleep(min(every_s, SOON_S) if self._waiting else every_s)

    @asynccontextmanager
    async def _is_gone(self, executor: str) -> AsyncIterator[bool]:
        if self._database.is_sqlite:
            yield True
            return
        gone = await asyncio.to_thread(self._ask, "pg_try_advisory_lock", executor)
        try:
            yield gone
        finally:
            if gone:
                await asyncio.to_thread(self._ask, "pg_advisory_unlock", executor)

    def _ask(self, function: str, executor: str) -> bool:
        assert self._held is not None  # noqa: S101
        return bool(self._held.scalar(_lock(function, executor)))

    def _keep_hold(self) -> None:
        """
        A lock lives as long as its connection: after a failover it is taken again.
        """
        if self._database.is_sqlite:
            return
        try:
            assert self._held is not None  # noqa: S101
            self._held.execute(sa.text("select 1"))
        except sa.exc.SQLAlchemyError:
            log.warning("The connection that says we live was lost; opening another")
            self.release()
            self._hold()

    def _hold(self) -> None:
        try:
            held = self._database.engine.connect()
            held = held.execution_options(isolation_level="AUTOCOMMIT")
            held.execute(_lock("pg_advisory_lock", self._executor))
        except sa.exc.SQLAlchemyError as error:
            raise DatabaseError(
                "The lock that says we live cannot be taken; see TRIAGE_DATABASE_URL. "
                "A pooler in between has to keep sessions."
            ) from error
        self._held = held


def _lock(function: str, executor: str) -> sa.TextClause:
    number = int.from_bytes(hashlib.sha256(executor.encode()).digest()[:4], "big", signed=True)
    return sa.text(f"select {function}({LOCKS}, {number})")
