"""
The durable engine (DBOS) behind the few things that we ask of it: start, start later, pause, step.

Workflows and their inputs are ids and plain values, kept as JSON: nothing secret, nothing pickled.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import sqlite3
import sys
import uuid
import warnings

from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any, TextIO, TypeVar

from dbos import DBOS, SetEnqueueOptions, SetWorkflowID, error
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, wait_exponential

from bot.foundation.logs import about_case
from bot.storage.database import Database
from bot.storage.json_serializer import JsonSerializer
from bot.storage.later import passes
from bot.storage.takeover import OnPoison, Takeover


R = TypeVar("R")
Workflow = Callable[..., Coroutine[Any, Any, Any]]
OnBroken = Callable[[str, str], Coroutine[Any, Any, None]]

# Fixed by us, so that a new release takes up what an old one left: see DBOS.patch_async for changes.
WORKFLOW_VERSION = "1"
LATER = "later"
SUPERSEDED = (error.DBOSWorkflowConflictIDError,)
LATER_AT_ONCE = 4
UNFINISHED = ["PENDING", "ENQUEUED", "DELAYED"]
OLDEST_SQLITE = (3, 42)

log = logging.getLogger(__name__)

_WAITING = AsyncRetrying(
    retry=retry_if_exception(passes),
    wait=wait_exponential(0.5, max=30),
    before_sleep=lambda state: log.error("A case waits: %s", _reason(state)),
)


class EngineError(Exception):
    """
    The durable engine cannot start; the message says why and what to do.
    """


class Engine:
    """
    Runs workflows that survive the process. One per process; started inside the running loop.
    """

    def __init__(self, database: Database, path: Path | None, executor: str | None = None) -> None:
        self._database = database
        self._path = path  # of the SQLite file; None on PostgreSQL
        self._lock: TextIO | None = None
        self._started: dict[str, Workflow] = {}
        self._running: dict[asyncio.Task[Any], str] = {}  # with the workflow that each works on
        self.executor = (
            executor or uuid.uuid4().hex
        )  # a new name at each start: see bot/storage/takeover.py
        self._takeover = Takeover(database, self.executor, self._running.values)

    async def start_up(
        self,
        workflows: Mapping[str, Workflow],
        on_broken: OnBroken,
        *,
        on_poison: OnPoison | None = None,
        poll_s: float = 1.0,
        takeover_s: float = 5.0,
    ) -> None:
        """
        Register the workflows by name and take up what an earlier process left unfinished. The first
        input of each is its case.

        `on_broken` hears of a workflow that a fault of ours ended: its name and first input.
        `on_poison` hears the id of one that ended our process again and again.

        Raises `EngineError`.
        """
        why = sqlite_too_old() if self._path else ""
        if why:
            raise EngineError(why)
        self._take_lock()
        await self._takeover.hold()
        DBOS(
            config={
                "name": "triage",
                "system_database_url": self._database.engine.url.render_as_string(
                    hide_password=False
                ),
                "system_database_engine": self._database.engine,
                "application_version": WORKFLOW_VERSION,
                "executor_id": self.executor,
                "serializer": JsonSerializer(),
                "log_level": "WARNING",
                "notification_listener_polling_interval_sec": poll_s,
                "use_listen_notify": False,
            }
        )
        for name, work in workflows.items():
            self._started[name] = DBOS.workflow(name=name)(self._guarded(name, work, on_broken))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            DBOS.launch()
        logging.getLogger("dbos").handlers[:] = []
        logging.getLogger("dbos").propagate = True
        await DBOS.register_queue_async(
            LATER, worker_concurrency=LATER_AT_ONCE, polling_interval_sec=poll_s
        )
        await self._takeover.start(on_poison or _unheard, takeover_s)

    async def start(self, name: str, workflow_id: str, *inputs: Any) -> None:
        """
        Start a workflow now; on disk when this returns. The same id again is the same workflow.
        """
        with SetWorkflowID(workflow_id):
            await DBOS.start_workflow_async(self._started[name], *inputs)

    async def start_later(self, seconds: float, name: str, workflow_id: str, *inputs: Any) -> None:
        """
        Start a workflow after a while, whatever happens to this process until then.
        """
        with SetWorkflowID(workflow_id), SetEnqueueOptions(delay_seconds=seconds):
            await DBOS.enqueue_workflow_async(LATER, self._started[name], *inputs)

    async def step(self, name: str, work: Callable[..., Coroutine[Any, Any, R]], *inputs: Any) -> R:
        """
        Do one piece of a workflow; what it returned is kept, and not done again after a crash.

        What passes (a database that is away, a full disk, files or memory run out) is waited for.
        """
        patient = _WAITING.wraps(work)
        result: R = await DBOS.run_step_async({"name": name}, patient, *inputs)
        return result

    async def changed(self, name: str) -> bool:
        """
        Whether this workflow began after the change of steps called `name`; within a workflow.

        An older one goes on as it was written: `if await engine.changed("ask twice"): ...`.
        """
        return await DBOS.patch_async(name)

    async def pause(self, seconds: float) -> None:
        """
        Wait within a workflow; a restart waits only for what is left.
        """
        await DBOS.sleep_async(seconds)

    async def known(self, workflow_ids: list[str], *, unfinished: bool = False) -> set[str]:
        """
        Those of the ids that the engine has heard of, or of which something is still to be done.
        """
        if not workflow_ids:
            return set()
        status = UNFINISHED if unfinished else None
        found = await DBOS.list_workflows_async(
            workflow_ids=workflow_ids, status=status, load_input=False, load_output=False
        )
        return {status.workflow_id for status in found}

    async def waiting(self) -> int:
        """
        How many workflows are running, queued or put off.
        """
        found = await DBOS.list_workflows_async(
            status=UNFINISHED, load_input=False, load_output=False
        )
        return len(found)

    async def forget(self, before_ms: int) -> int:
        """
        Delete what finished before a moment (milliseconds since 1970); returns how many.
        """
        found = await DBOS.list_workflows_async(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            limit=1000,
            load_input=False,
            load_output=False,
        )
        old = [s.workflow_id for s in found if (s.updated_at or s.created_at or 0) < before_ms]
        if old:
            await asyncio.to_thread(DBOS.delete_workflows, old)
        return len(old)

    async def stop(self, seconds: float) -> None:
        """
        Let running workflows finish for some seconds; the rest is taken up by another process, or
        by the next start.
        """
        await self._takeover.depart()
        # Before the engine itself: it takes its threads away from what still runs.
        loop = asyncio.get_running_loop()
        ends = loop.time() + seconds
        while self._running and loop.time() < ends:  # what runs may begin more
            await asyncio.wait(set(self._running), timeout=ends - loop.time())
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await asyncio.to_thread(
            DBOS.destroy, destroy_registry=True, workflow_completion_timeout_sec=0
        )
        self._takeover.release()
        self._started.clear()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _guarded(self, name: str, work: Workflow, on_broken: OnBroken) -> Workflow:
        # A function of its own: the engine writes attributes on what it registers, and a method
        # takes none.
        async def workflow(*inputs: Any) -> Any:
            task = asyncio.current_task()
            if task is not None:
                self._running[task] = str(DBOS.workflow_id)
                task.add_done_callback(lambda done: self._running.pop(done, None))
            about = str(inputs[0]) if inputs else ""
            with about_case(about):
                try:
                    return await work(*inputs)
                except SUPERSEDED:
                    raise  # another run of the same workflow brings it to its end
                except Exception as error:
                    await self._ended_by(error, name, about, on_broken)
                    raise

        return workflow

    @staticmethod
    async def _ended_by(error: Exception, name: str, about: str, on_broken: OnBroken) -> None:
        """
        What becomes of a workflow that broke: left unfinished where the cause passes, so that the next
        round of the takeover begins it again; else told, because the engine would only note it.
        """
        log.error("The workflow %s broke", name, exc_info=error)
        try:
            if not passes(error):
                await on_broken(name, about)
                return
        except Exception as worse:
            if not passes(worse):
                raise
            log.warning("Nobody could be told of it yet (%s)", worse)
        raise asyncio.CancelledError  # the engine keeps no end of what was cancelled

    def _take_lock(self) -> None:
        if self._path is None:
            return
        path = self._path.with_name(self._path.name + ".lock")
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.open("a+", encoding="ascii")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            lock.close()
            raise EngineError(
                f"Another triage works on {self._path} (process {holder}); stop it first. "
                "One process per SQLite file: for several, use PostgreSQL."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock


def sqlite_too_old() -> str:
    """
    Why this SQLite cannot carry the engine; empty when it can.
    """
    # The engine's default for timestamps needs unixepoch('subsec'), which 3.42 brought; up to
    # Python 3.11 it uses another way.
    python = tuple(sys.version_info)
    if python < (3, 12) or sqlite3.sqlite_version_info[:2] >= OLDEST_SQLITE:
        return ""
    return (
        f"SQLite {sqlite3.sqlite_version} is too old for this Python; use Python 3.11, "
        "SQLite 3.42 or newer, or PostgreSQL (TRIAGE_DATABASE_URL)."
    )


def _reason(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome is not None else None


async def _unheard(workflow_id: str) -> None:
    """
    The log has said it.
    """
