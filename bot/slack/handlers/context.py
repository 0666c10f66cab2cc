"""
What every handler needs, in one place, and the tasks that run after an acknowledgement.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging

from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from bot.cases.desk import Desk
from bot.model.case import UnknownCase
from bot.model.surface import SurfaceUnavailable
from bot.slack.handlers.knowledge import KnowledgeBase
from bot.slack.inbound.delivery_log import DeliveryLog
from bot.slack.outbound.audience import Audiences, CouldNotAsk, SlackMember
from bot.slack.outbound.errors import CannotPost, WrongAudience
from bot.slack.outbound.gateway import Gateway
from bot.slack.outbound.post_store import PostStore
from bot.slack.outbound.surface import SlackSurface
from bot.slack.views import merchant, thread
from bot.slack.views.parts import BlockMessage
from bot.storage.cases import Cases
from bot.storage.channels import Channels
from bot.storage.database import DatabaseError
from bot.storage.fleet_summary import FleetSummary
from diagnostics.connections.source import Connections, ConnectionsError
from knowledge.base.article import Audience


log = logging.getLogger(__name__)

BROKE = "Something went wrong on our side and was logged. Please try again; nothing was lost."


class Refused(Exception):
    """
    What was asked is not done; the message says why, to the asker alone.
    """


class RefusedToMerchant(Refused):
    """
    Why not, in words that a merchant may read.
    """


class AgentsOnly(Refused):
    """
    Said to a merchant in their channel's language, to anybody else in ours.
    """


@dataclass(slots=True)
class HandlerContext:
    """
    The handlers' tools. One per process.
    """

    gateway: Gateway
    audiences: Audiences
    ledger: PostStore
    arriving: DeliveryLog  # for the loop that acknowledges
    arrived: DeliveryLog  # the same, for the loop that works
    surface: SlackSurface
    desk: Desk
    cases: Cases
    channels: Channels
    connections: Connections
    fleet: FleetSummary
    knowledge: KnowledgeBase
    bot_user: str
    stopping: bool = False
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    joining: asyncio.Lock = field(default_factory=asyncio.Lock)  # one case for lines in a row
    hearing: set[str] = field(default_factory=set)  # claims that are being worked right now
    home: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)

    def start(self, work: Coroutine[Any, Any, None], tell: Answerable | None = None) -> None:
        """
        Run a handler after its acknowledgement, in the main loop, whichever loop this is.

        Bolt keeps no reference to its tasks; we do. Should the handler break, `tell` hears one
        sentence and the log has the rest.
        """
        self.home.call_soon_threadsafe(self._started, work, tell)

    def _started(self, work: Coroutine[Any, Any, None], tell: Answerable | None) -> None:
        task = asyncio.create_task(self._guarded(work, tell))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _guarded(self, work: Coroutine[Any, Any, None], tell: Answerable | None) -> None:
        message: BlockMessage | None = None
        try:
            await work
        except AgentsOnly:
            channel = tell.channel if tell is not None else ""
            message = merchant.agents_only(await self.language(channel))
        except RefusedToMerchant as reason:
            message = merchant.told(str(reason))
        except Refused as reason:
            message = thread.said(str(reason))
        except (UnknownCase, CannotPost, ConnectionsError, DatabaseError) as reason:
            log.warning("A handler could not do its work: %s", reason)
            message = await self._failure(tell, str(reason))
        except CouldNotAsk as reason:
            log.warning(
                "Nothing was done for somebody of whom Slack did not say who it is: %s", reason
            )
            message = merchant.try_again(await self.language(tell.channel if tell else ""))
        except (SurfaceUnavailable, WrongAudience) as reason:
            log.warning("Slack did not take what a handler said: %s", reason)
        except Exception:
            log.exception("A handler broke")
            message = await self._failure(tell, BROKE)
        if message is not None and tell is not None:
            await tell.tell(self, message)

    async def _failure(self, tell: Answerable | None, sentence: str) -> BlockMessage:
        # What failed inside is for our own people only.
        if tell is not None and await tell.ours(self):
            return thread.said(sentence)
        channel = tell.channel if tell is not None else ""
        return merchant.trouble(await self.language(channel))

    async def language(self, channel: str) -> str:
        """
        What is spoken in a channel; English where we cannot look it up.
        """
        try:
            return (await self.channels.get(channel)).language
        except DatabaseError:
            return "en"


@dataclass(frozen=True, slots=True)
class Answerable:
    """
    One person, somewhere, who can be answered privately.
    """

    person: SlackMember
    channel: str
    response_url: str = ""
    thread: str = ""

    async def tell(self, front: HandlerContext, message: BlockMessage) -> None:
        """
        Answer privately, whichever way Slack allows; never raises.

        What was made for our own people is not said to anybody else, privately or not.
        """
        if message.made_for is not Audience.MERCHANT and not await self.ours(front):
            log.error("A private answer was made for our own people, and %s is not", self.person)
            message = merchant.trouble(await front.language(self.channel))
        if self.response_url and await front.gateway.respond(
            self.response_url, message, self.thread
        ):
            return
        if self.channel and await front.gateway.whisper(
            self.channel, self.person.user, message, thread=self.thread
        ):
            return
        try:
            await front.gateway.post(await front.gateway.direct(self.person.user), message)
        except (CannotPost, WrongAudience, SurfaceUnavailable) as reason:
            log.warning("Could not answer %s: %s", self.person.user, reason)

    async def ours(self, front: HandlerContext) -> bool:
        """
        Whether Slack says that this is one of our own people; False as well where it could not be asked.
        """
        try:
            return await front.audiences.is_ours(self.person)
        except CouldNotAsk:
            return False


def identity(*parts: str) -> str:
    """
    The identity of a command or click: a digest of everything that makes it different.
    """
    digest = hashlib.sha256("\x1f".join(parts[1:]).encode()).hexdigest()
    return f"slack:{parts[0]}:{digest[:40]}"
