"""
Telling a surface, surely: at once if it can, and later for up to a day if it cannot.
"""

from __future__ import annotations

import logging

from dataclasses import replace
from datetime import UTC, datetime

from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential,
)

from bot.foundation.metrics import Metrics
from bot.foundation.timeouts import Timeouts
from bot.model.case import UnknownCase
from bot.model.surface import Notice, NoticeKind, Surface, SurfaceUnavailable
from bot.storage.stores import Stores
from bot.storage.workflow_engine import Engine


log = logging.getLogger(__name__)


class Posting:
    """
    What a case shows, made certain. Its workflow is `post`.
    """

    def __init__(
        self, files: Stores, surface: Surface, engine: Engine, times: Timeouts, metrics: Metrics
    ) -> None:
        self._files = files
        self._surface = surface
        self._engine = engine
        self._times = times
        self._metrics = metrics

    async def tell(self, case_id: str, notice: Notice) -> None:
        """
        Tell a change of state; within a workflow.
        """
        words = (notice.kind, notice.key, notice.detail, notice.who, notice.what)
        await self._surely(case_id, "tell", *words)

    async def show(self, case_id: str, run: int, before: int) -> None:
        """
        Show the answer of a run beside that of run `before` (0: none); within a workflow.
        """
        await self._surely(case_id, "show", str(run), str(before), "", "")

    async def refuse(self, case_id: str, sentence: str) -> None:
        """
        Say that the case cannot be worked; within a workflow.
        """
        await self._surely(case_id, "refuse", sentence, "", "", "")

    async def alarm(self, case_id: str, key: str, sentence: str) -> None:
        """
        Say something in the internal channel, once per key; within a workflow.
        """
        await self._surely(case_id, "alarm", key, sentence, "", "")

    async def alarm_now(self, key: str, sentence: str) -> None:
        """
        Say something in the internal channel from anywhere; later where it is down now.
        """
        words = [key, sentence]
        if not await self._quickly("", "alarm", words):
            await self._engine.start("post", f"alarm.{key}"[:200], "", "alarm", words)

    async def post(self, case_id: str, what: str, words: list[str]) -> None:
        """
        The workflow for what the surface did not take at once: again and again for a day.
        """
        for number in range(1, self._times.tries() + 1):
            if await self._engine.step(f"post {number}", self._once, case_id, what, words):
                return
            await self._engine.pause(self._times.retry(number))
        log.error("Gave up telling the surface: %s", what)

    async def _surely(self, case_id: str, what: str, *words: str) -> None:
        told = await self._engine.step(f"{what} {words[0]}", self._quickly, case_id, what, words)
        if not told:
            key = f"{case_id}.post.{what}.{words[0]}.{words[1]}"[:200]
            await self._engine.start("post", key, case_id, what, list(words))

    async def _quickly(self, case_id: str, what: str, words: list[str]) -> bool:
        try:
            async for attempt in AsyncRetrying(
                retry=retry_if_exception_type(SurfaceUnavailable),
                stop=stop_after_attempt(self._times.post_tries),
                wait=wait_exponential(self._times.post_first),
                reraise=True,
            ):
                with attempt:
                    await self._do(case_id, what, words)
        except SurfaceUnavailable as reason:
            log.warning("The surface is not available (%s); trying again later", reason)
            return False
        return True

    async def _once(self, case_id: str, what: str, words: list[str]) -> bool:
        try:
            await self._do(case_id, what, words)
        except SurfaceUnavailable as reason:
            log.warning("The surface is still not available (%s)", reason)
            return False
        return True

    async def _do(self, case_id: str, what: str, words: list[str]) -> None:
        if what == "alarm":
            await self._surface.alarm(words[0], words[1])
            return
        try:
            case = await self._files.cases.get(case_id)
        except UnknownCase:
            return  # purged meanwhile: there is nothing to say any more
        if what == "tell":
            kind, *rest = words  # of a word fewer where they were kept before the last was known
            await self._surface.tell(case.view, Notice(NoticeKind(kind), *rest))
        elif what == "refuse":
            await self._surface.refuse(case.view, words[0])
        elif what == "show":
            run, before = int(words[0]), int(words[1])
            answers = dict(await self._files.cases.answers(case_id))
            view = replace(case.view, run=run)
            if run in answers:
                await self._surface.show_answer(view, answers[run], answers.get(before))
                if run == 1:
                    self._metrics.answered((datetime.now(UTC) - case.opened_at).total_seconds())
