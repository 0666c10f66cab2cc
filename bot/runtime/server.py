"""
The running bot: everything opened in order, and closed in the other.
"""

from __future__ import annotations

import asyncio
import gc
import logging

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.cases.desk import Desk, Parts
from bot.cases.escalation import MailSettings
from bot.cases.smtp import MailRoute
from bot.explain.explainer import Explainer
from bot.foundation.metrics import Metrics
from bot.foundation.settings import Settings
from bot.foundation.timeouts import DAY, MINUTE, Timeouts
from bot.runtime.knowledge_watcher import KnowledgeWatcher
from bot.runtime.wiring import triage_of
from bot.slack.app import SlackApp
from bot.slack.handlers.knowledge import KnowledgeBase
from bot.storage.stores import Stores
from bot.storage.workflow_engine import Engine
from bot.triage.use_case import Triage
from knowledge.base.library import Library
from knowledge.messages.reader import MessageReader
from knowledge.messages.report_families import ReportFamilies
from knowledge.search.search import Search


log = logging.getLogger(__name__)

NEEDED = (
    "SLACK_BOT_TOKEN",
    "TRIAGE_LWA_CLIENT_ID",
    "TRIAGE_LWA_CLIENT_SECRET",
    "TRIAGE_SUPPORT_EMAIL",
    "TRIAGE_MAIL_FROM",
    "TRIAGE_SMTP_URL",
)


def post_of(settings: Settings) -> MailSettings:
    """
    Where escalations go and how.
    """
    route = MailRoute(settings.triage_smtp_url) if settings.triage_smtp_url else None
    return MailSettings(route, settings.triage_mail_from, settings.triage_support_email)


def times_of(settings: Settings) -> Timeouts:
    """
    How long we wait for what, as far as it can be set.
    """
    return Timeouts(
        remind=settings.triage_remind_after_minutes * MINUTE,
        close=settings.triage_close_after_days * DAY,
    )


@dataclass(frozen=True, slots=True)
class Bot:
    """
    Everything the running bot is made of.
    """

    settings: Settings
    files: Stores
    triage: Triage
    engine: Engine
    desk: Desk
    slack: SlackApp
    knowledge: KnowledgeBase
    metrics: Metrics

    async def listen(self, stop: asyncio.Event) -> None:
        """
        Take what Slack sends until `stop` is set. Raises `SlackRefused`.
        """
        routes = [self.metrics.route(self.engine.waiting)]
        await self.slack.serve(self.desk, self.triage.connections, self.knowledge, stop, routes)


@asynccontextmanager
async def opened(settings: Settings, times: Timeouts | None = None) -> AsyncIterator[Bot]:
    """
    A bot that is ready to listen, closed in the other order. Raises what `serve` raises.
    """
    settings.require(*NEEDED)
    async with AsyncExitStack() as stack:
        files = Stores.open(settings.triage_database_url)
        stack.callback(files.close)
        library = Library.open()
        for fault in library.faults:
            log.warning("The knowledge base has a fault: %s", fault)
        triage = await stack.enter_async_context(triage_of(settings, library, files.database))
        slack = await SlackApp.connect(settings, files)
        stack.push_async_callback(slack.close)
        parts = Parts(
            files=files,
            triage=triage,
            library=library,
            surface=slack.surface,
            engine=Engine(files.database, settings.database_path),
            post=post_of(settings),
            times=times or times_of(settings),
        )
        desk = Desk(parts)
        await desk.start()
        stack.push_async_callback(desk.stop)
        words = triage.words if isinstance(triage.words, MessageReader) else MessageReader(library)
        search = Search(library, settings.folder / "search.db")
        knowledge = KnowledgeBase(
            library, search, words, Explainer(library, words, ReportFamilies()).ranked
        )
        # The text model is read on first use; the first merchant's message should not wait for it.
        await asyncio.to_thread(words.relevant, "warm up")
        following = KnowledgeWatcher(library, [words], slack.surface.alarm)
        await following.start()
        stack.push_async_callback(following.stop)
        slack.on_ack = parts.metrics.acknowledged
        parts.metrics.watch(lambda: slack.gateway.budget.left, triage.buckets.tightest)
        yield Bot(settings, files, triage, parts.engine, desk, slack, knowledge, parts.metrics)


async def serve(settings: Settings, stop: asyncio.Event, times: Timeouts | None = None) -> None:
    """
    Serve until `stop` is set. Raises `SettingsError`, `DatabaseError`, `EngineError`,
    `ConnectionsError`, `SlackRefused`.
    """
    async with opened(settings, times) as bot:
        # All that is loaded stays for good. Left in, a collection walks through it again and again,
        # and holds every acknowledgement back for a tenth of a second and more.
        gc.collect()
        gc.freeze()
        await bot.listen(stop)
