"""
Where a case's messages go, and that each is posted once, whatever comes in between.
"""

from __future__ import annotations

import logging

from dataclasses import replace

from bot.model.answer import Answer
from bot.model.surface import CaseView, SurfaceUnavailable
from bot.slack.outbound.errors import CannotPost, WrongAudience
from bot.slack.outbound.gateway import Gateway
from bot.slack.outbound.post_store import Post, PostStore
from bot.slack.views import merchant
from bot.slack.views.parts import BlockMessage
from knowledge.base.article import Audience


log = logging.getLogger(__name__)


class Posts:
    """
    A case's posts, by key. What stands already is found and not posted again.
    """

    def __init__(self, gateway: Gateway, ledger: PostStore) -> None:
        self._gateway = gateway
        self._ledger = ledger

    async def whisper(self, case: CaseView, key: str, message: BlockMessage) -> None:
        """
        To the asker alone, where they asked; in their own conversation if Slack cannot.
        """
        if not await self._ledger.claim(f"whisper:{case.id}:{key}"):
            return
        if not await self._gateway.whisper(case.place.channel, case.place.user, message):
            await self.tell_asker(case, message, key)

    async def tell_asker(self, case: CaseView, message: BlockMessage, key: str = "") -> None:
        """
        To the asker's own conversation with us: an ephemeral would be lost on reload.
        """
        try:
            channel = await self._gateway.direct(case.place.user)
            await self.once(case, f"direct.{key or case.run}", channel, "", message)
        except (CannotPost, WrongAudience) as reason:
            log.warning("Case %s: %s was not told: %s", case.id, case.place.user, reason)

    async def internal(self, case: CaseView, key: str, message: BlockMessage) -> Post | None:
        """
        Post where only our own people read: where it was asked, or else the internal channel.
        """
        failed: Exception | None = None
        for channel, under in await self._places(case):
            try:
                return await self.once(case, key, channel, under, message)
            except (CannotPost, WrongAudience) as reason:
                log.warning("Case %s, %s: not posted in %s: %s", case.id, key, channel, reason)
                failed = reason
        log.error("Case %s has no internal thread: %s", case.id, failed)
        return None

    async def _places(self, case: CaseView) -> list[tuple[str, str]]:
        """
        Candidates in order of preference; the gateway refuses those that others can read.
        """
        places: list[tuple[str, str]] = []
        root = await self._ledger.post(case.id, "plan.1")
        root = root or await self._ledger.post(case.id, f"refused.{case.run}")
        if root is not None and root.ts:
            places.append((root.channel, root.thread or root.ts))
        audiences = self._gateway.audiences
        here = case.place.channel
        if not case.merchant_facing and here and await audiences.of(here) is Audience.SUPPORT:
            places.append((here, case.place.thread))
        if audiences.internal_channel:
            places.append((audiences.internal_channel, ""))
        if not case.merchant_facing and case.place.user:
            try:
                places.append((await self._gateway.direct(case.place.user), ""))
            except (CannotPost, SurfaceUnavailable) as reason:
                log.warning("No direct conversation with %s: %s", case.place.user, reason)
        return places

    async def once(
        self, case: CaseView, key: str, channel: str, under: str, message: BlockMessage
    ) -> Post:
        """
        Post under a key, unless it stands already: in the ledger, or in Slack after a crash.
        """
        post = await self._ledger.post(case.id, key)
        if post is not None and post.ts:
            return post
        posted = None
        if post is not None:
            posted = await self._gateway.find(post.channel, post.thread, case.id, key)
        else:
            await self._ledger.keep(Post(case.id, key, channel, under, ""))
        if posted is None:
            payload = {"case": case.id, "key": key}
            metadata = {"event_type": "triage_case", "event_payload": payload}
            try:
                posted = await self._gateway.post(channel, message, thread=under, metadata=metadata)
            except (CannotPost, WrongAudience):
                await self._ledger.drop(case.id, key)
                raise
        blocks = tuple(message.as_json())
        kept = Post(case.id, key, posted.channel, under, posted.ts, message.text, blocks)
        await self._ledger.keep(kept)
        return kept


def merchant_message(case: CaseView, answer: Answer, *, several: bool = False) -> BlockMessage:
    """
    The merchant's face of an answer; the only place where the one becomes the other.

    Where a channel is of `several` merchants, the answer names whose it is.
    """
    told = answer.merchant
    if several and case.merchant_name:
        told = replace(told, headline=f"{case.merchant_name}: {told.headline}")
    return merchant.answer_message(f"{case.id}.{case.run}", told)
