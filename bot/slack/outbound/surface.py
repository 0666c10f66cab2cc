"""
Slack as a surface: shows a case's plan, answer and changes, in up to two threads.

The internal thread holds everything; the merchant's thread, where there is one, holds only what was
made for merchants. Every call may be repeated: what was already posted is found and not posted again.
"""

from __future__ import annotations

import asyncio
import logging

from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from bot.foundation.logs import about_case
from bot.model.answer import Answer
from bot.model.surface import CaseView, Notice, PlanLine, SurfaceUnavailable
from bot.slack.outbound.errors import CannotPost, WrongAudience
from bot.slack.outbound.gateway import Gateway, Posted
from bot.slack.outbound.live_message import LiveMessage
from bot.slack.outbound.post_store import PostStore
from bot.slack.outbound.posts import Posts, merchant_message
from bot.slack.views import internal, merchant, plan, thread
from bot.slack.views.parts import BlockMessage
from bot.storage.channels import Channels
from diagnostics.model import Finding


log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Running:
    """
    An examination whose plan is on show in this process.
    """

    live: LiveMessage | None
    state: plan.PlanState
    lead: str


class SlackSurface:
    """
    See `bot.model.surface.Surface`.
    """

    answer_within = 4  # hours, until a person answers who was asked for

    def __init__(self, gateway: Gateway, ledger: PostStore, channels: Channels) -> None:
        self._gateway = gateway
        self._ledger = ledger
        self._posts = Posts(gateway, ledger)
        self._channels = channels
        self._running: dict[tuple[str, int], _Running] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def open_case(self, case: CaseView, plan_lines: Sequence[PlanLine]) -> None:
        """
        Post the plan in the internal thread, and the first sign in the merchant's.
        """
        if case.merchant_facing:
            await self._greet(case)
        state = plan.PlanState(tuple(plan_lines))
        lead = await self._lead(case)
        running = _Running(None, state, lead)
        self._running[case.id, case.run] = running
        message = plan.running(case, state, running.lead)
        post = await self._posts.internal(case, f"plan.{case.run}", message)
        if post is None:
            return
        running.live = LiveMessage(self._gateway, Posted(post.channel, post.ts))
        if not case.merchant_facing and post.channel != case.place.channel and case.run == 1:
            link = await self._gateway.permalink(Posted(post.channel, post.ts))
            guests = await self._gateway.audiences.guests(case.place.channel)
            told = thread.opened_elsewhere(case, link, guests=guests)
            await self._posts.whisper(case, "opened", told)

    def progress(self, case: CaseView, finding: Finding) -> None:
        """
        Note one finding in the plan.
        """
        running = self._running.get((case.id, case.run))
        if running is None:
            return
        running.state = running.state.with_finding(finding)
        if running.live is not None:
            running.live.changed(lambda: plan.running(case, running.state, running.lead))

    async def show_answer(self, case: CaseView, answer: Answer, before: Answer | None) -> None:
        """
        Post the answer, each audience in its own wording, then end the plan.
        """
        settings = await self._channels.get(case.place.channel)
        # What is not worded in the merchant's language waits for a person who writes it.
        foreign = answer.merchant.language != case.language
        approve = case.merchant_facing and (settings.approve_first or foreign)
        message = internal.answer_message(case, answer, before, approve=approve)
        post = await self._posts.internal(case, f"answer.{case.run}", message)
        if case.merchant_facing and not approve:
            several = len(settings.merchants) > 1
            await self.send_to_merchant(case, merchant_message(case, answer, several=several))
        if post is not None and not case.merchant_facing and post.channel != case.place.channel:
            link = await self._gateway.permalink(Posted(post.channel, post.ts))
            await self._posts.tell_asker(case, thread.for_asker(case, answer, link))
        self._later(self._end_plan(case, answer))

    async def send_to_merchant(self, case: CaseView, message: BlockMessage, key: str = "") -> bool:
        """
        Post to the merchant's thread, once per run (or key); False where Slack will not have it.
        """
        key = key or f"merchant.{case.run}"
        place = case.place
        try:
            await self._posts.once(case, key, place.channel, place.thread, message)
        except CannotPost as reason:
            sentence = f"The merchant's channel did not take our reply: {reason}"
            await self._posts.internal(case, f"unsent.{key}", thread.said(sentence))
            return False
        return True

    async def tell(self, case: CaseView, notice: Notice) -> None:
        """
        Tell a change of state in each thread, in its wording.
        """
        await self._posts.internal(case, f"notice.{notice.key}", thread.notice(case, notice))
        if not case.merchant_facing:
            return
        value, hours = f"{case.id}.{case.run}", self.answer_within
        message = merchant.notice(notice.kind, case.language, value, what=notice.what, hours=hours)
        if message is not None:
            await self.send_to_merchant(case, message, f"merchant.notice.{notice.key}")

    async def refuse(self, case: CaseView, sentence: str) -> None:
        """
        Say that the case cannot be worked; a merchant reads one sentence whatever the reason.
        """
        await self._posts.internal(case, f"refused.{case.run}", thread.refused(case, sentence))
        if case.merchant_facing:
            message = merchant.refused(case.language)
            await self.send_to_merchant(case, message, f"merchant.refused.{case.run}")

    async def note(self, case: CaseView, key: str, message: BlockMessage) -> None:
        """
        Add something to the case's internal thread, once per key.
        """
        await self._posts.internal(case, key, message)

    async def alarm(self, key: str, sentence: str) -> None:
        """
        Say something in the internal channel, once per key.
        """
        channel = self._gateway.audiences.internal_channel
        if not channel:
            log.error("No internal channel for this alarm: %s", sentence)
            return
        claim = f"alarm:{key}"
        if not await self._ledger.claim(claim):
            return
        try:
            await self._gateway.post(channel, thread.said(sentence))
        except (CannotPost, WrongAudience) as reason:
            log.error("The internal channel did not take an alarm (%s): %s", reason, sentence)  # noqa: TRY400
        except SurfaceUnavailable:
            await self._ledger.release(claim)
            raise

    async def drain(self) -> None:
        """
        Wait for edits that are still on their way.
        """
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def interrupt(self) -> None:
        """
        Show every examination still on show as broken off. A restart takes it up again.
        """
        for (case_id, run), running in list(self._running.items()):
            if running.live is None:
                continue
            message = plan.interrupted(f"{case_id}.{run}", running.state, running.lead)
            try:
                await running.live.end(message)
            except (CannotPost, WrongAudience, SurfaceUnavailable) as reason:
                with about_case(case_id):
                    log.warning("Case %s was not shown as interrupted: %s", case_id, reason)
        self._running.clear()

    async def link(self, case: CaseView) -> str:
        """
        The address of the case's internal thread; empty when there is none.
        """
        root = await self._ledger.post(case.id, "plan.1")
        if root is None or not root.ts:
            return ""
        return await self._gateway.permalink(Posted(root.channel, root.ts))

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        # The end of a plan may wait for Slack's budget of edits; the case need not.
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _greet(self, case: CaseView) -> None:
        settings = await self._channels.get(case.place.channel)
        if settings.approve_first:
            message = merchant.waiting_for_colleague(case.language)
        else:
            message = merchant.looking(case.language, again=case.run > 1)
        await self.send_to_merchant(case, message, f"merchant.looking.{case.run}")

    async def _lead(self, case: CaseView) -> str:
        if not case.merchant_facing or case.run > 1:
            return thread.lead(case)
        settings = await self._channels.get(case.place.channel)
        link = ""
        if case.place.thread:  # from our thread to theirs, never the other way
            link = await self._gateway.permalink(Posted(case.place.channel, case.place.thread))
        return thread.lead(case, link, settings.ping)

    async def _end_plan(self, case: CaseView, answer: Answer) -> None:
        running = self._running.pop((case.id, case.run), None)
        post = await self._ledger.post(case.id, f"plan.{case.run}")
        if post is None or not post.ts:
            return
        state = plan.PlanState(() if running is None else running.state.lines)
        for connection in answer.connections:
            for finding in connection.findings:
                state = state.with_finding(finding)
        lead = await self._lead(case) if running is None else running.lead
        message = plan.finished(
            case,
            state,
            lead,
            outcome=internal.outcome(answer),
            finding=internal.finding(answer),
            seconds=answer.duration_ms / 1000,
        )
        live = running.live if running is not None else None
        live = live or LiveMessage(self._gateway, Posted(post.channel, post.ts))
        try:
            await live.end(message)
        except (CannotPost, WrongAudience, SurfaceUnavailable) as reason:
            # The answer itself is out; the plan above it only stays behind.
            log.warning("The plan of case %s was not ended: %s", case.id, reason)
