"""
Many small reads and writes in one transaction: an acknowledgement must not queue behind each of them.

Under load the database's one writer is the bottleneck, and each commit waits for the disk. What
arrives while a transaction runs shares the next one.
"""

from __future__ import annotations

import asyncio

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.storage.database import Database, DatabaseError


R = TypeVar("R")
MOST = 200  # pieces of work in one transaction
Work = Callable[[Connection], Any]


class BatchedWriter:
    """
    Runs work on the database in batches, in a thread of its own, in the order it came.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ledger")
        self._waiting: list[tuple[Work, asyncio.Future[Any]]] = []
        self._task: asyncio.Task[None] | None = None

    async def run(self, work: Callable[[Connection], R]) -> R:
        """
        What `work` returns, committed when this returns. Raises what it raises, or `DatabaseError`.

        `work` may be called again after a rollback, so it does nothing but talk to the database.
        """
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._go())
        return await future

    def close(self) -> None:
        """
        End the writing thread.
        """
        self._thread.shutdown(wait=False)

    async def _go(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            try:
                works = [work for work, _ in batch]
                outcomes = await loop.run_in_executor(self._thread, self._all, works)
            except BaseException:
                for _, future in batch:  # nobody may wait for ever
                    future.cancel()
                raise
            for (_, future), outcome in zip(batch, outcomes, strict=True):
                if future.done():  # whoever waited was cancelled
                    continue
                if isinstance(outcome, BaseException):
                    future.set_exception(outcome)
                else:
                    future.set_result(outcome)

    def _all(self, batch: list[Work]) -> list[Any]:
        try:
            return self._database.do(lambda connection: [work(connection) for work in batch])
        except (SQLAlchemyError, DatabaseError, ValueError) as reason:
            if len(batch) == 1:
                return [reason]
        # One of them broke: each on its own, so that only that one fails.
        return [outcome for work in batch for outcome in self._all([work])]
