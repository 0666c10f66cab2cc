"""
The bot on Slack from start to stop: one session, one Bolt app, Socket Mode or signed HTTP.

    slack = await SlackApp.connect(settings, files)
    ... start the desk with slack.surface ...
    await slack.serve(desk, connections, knowledge, stop)
    ... stop the desk ...
    await slack.close()
"""

from __future__ import annotations

import asyncio
import logging

from collections.abc import Callable, Sequence
from datetime import timedelta

import aiohttp

from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cases.desk import Desk
from bot.foundation.settings import Settings
from bot.slack.handlers.context import HandlerContext
from bot.slack.handlers.knowledge import KnowledgeBase
from bot.slack.handlers.message import InboundMessage
from bot.slack.handlers.messages import hear
from bot.slack.inbound import delivery_log
from bot.slack.inbound.ack_thread import AckThread
from bot.slack.inbound.client import SlackRefused, client_of, quieten, who_am_i
from bot.slack.inbound.delivery_log import DeliveryLog
from bot.slack.inbound.http import HttpServer
from bot.slack.outbound.audience import Audiences
from bot.slack.outbound.edit_budget import WINDOW, EditBudget
from bot.slack.outbound.gateway import Gateway
from bot.slack.outbound.post_store import PostStore
from bot.slack.outbound.surface import SlackSurface
from bot.slack.register import register
from bot.storage.database import DatabaseError
from bot.storage.fleet_summary import FleetSummary
from bot.storage.rate_window import RateWindow
from bot.storage.recent_findings import RecentFindings
from bot.storage.stores import Stores
from diagnostics.connections.source import Connections


log = logging.getLogger(__name__)

CALL_SECONDS = 10.0
DRAIN_SECONDS = 20.0
SWEEP_SECONDS = 15.0
LOST_SECONDS = 30.0  # a claim nobody finished by then has lost its process


class SlackApp:
    """
    Our side of Slack. Made by `connect`, inside the running loop.
    """

    def __init__(
        self, settings: Settings, files: Stores, session: aiohttp.ClientSession, me: AuthorizeResult
    ) -> None:
        self._settings = settings
        self._files = files
        self._session = session
        self._me = me
        self.client = client_of(settings, session)
        self.audiences = Audiences(
            self.client,
            team=me.team_id or "",
            enterprise=me.enterprise_id or "",
            agents=settings.triage_agents,
            internal_channel=settings.triage_internal_channel,
            ours_only=settings.triage_ours_only_channels,
        )
        edits = EditBudget(common=RateWindow(files.database, f"edits of {me.team_id}", WINDOW))
        self.gateway = Gateway(self.client, self.audiences, edits)
        self.ledger = PostStore(files.database)
        self._apart = apart = files.database.apart(delivery_log.NAME)
        self.arriving, self.arrived = DeliveryLog(apart), DeliveryLog(apart)
        self.surface = SlackSurface(self.gateway, self.ledger, files.channels)
        self.surface.answer_within = settings.triage_answer_within
        self.doors = HttpServer(self._not_ready)
        self.on_ack: Callable[[float], None] = lambda _: None  # hears the seconds each one took
        self.listening = asyncio.Event()  # set once Slack can reach us
        self._intake: AckThread | None = None
        self._front: HandlerContext | None = None

    @classmethod
    async def connect(cls, settings: Settings, files: Stores) -> SlackApp:
        """
        Ask Slack who we are. Raises SlackRefused, or SettingsError for a missing token.
        """
        settings.require("SLACK_BOT_TOKEN")
        if not settings.slack_app_token.get_secret_value():
            settings.require("SLACK_SIGNING_SECRET")
        quieten()
        # With a session of our own the SDK's timeout does not hold; the session's does.
        session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL_SECONDS))
        try:
            me = await who_am_i(client_of(settings, session))
            slack = cls(settings, files, session, me)
            await slack.ledger.prepare()
            await slack.arrived.prepare()
        except BaseException:
            await session.close()
            raise
        return slack

    async def serve(
        self,
        desk: Desk,
        connections: Connections,
        knowledge: KnowledgeBase,
        stop: asyncio.Event,
        routes: Sequence[web.RouteDef] = (),
    ) -> None:
        """
        Take what Slack sends until `stop` is set, then finish the handlers that run.

        Serves `routes`, too. Raises SlackRefused without a socket, CannotListen without a port.
        """
        front = self._front = self._made(desk, connections, knowledge)
        token = self._settings.slack_app_token.get_secret_value()
        if token:
            url = self.client.base_url
            self._intake = AckThread(lambda: self._bolt(front), token, url, self.on_ack)
        self.doors.on_ack = self.on_ack
        app = None if token else self._bolt(front)
        await self.doors.open(self._settings.host, self._settings.port, app, routes)
        try:
            # With several processes, what is unfinished may be in another's hands right now.
            alone = self._files.database.is_sqlite
            await self._take_up(front, older=0.0 if alone else LOST_SECONDS)
            if self._intake is not None:
                await _opened(self._intake)
            self.listening.set()
            sweeper = asyncio.create_task(self._sweep(front))
            log.info("Listening to Slack over %s", "Socket Mode" if token else "HTTP")
            await stop.wait()
            sweeper.cancel()
        finally:
            front.stopping = True
            if self._intake is not None:
                await self._intake.close()
            await asyncio.sleep(0)  # what was handed over last becomes a task now
            await _finish(front.tasks, DRAIN_SECONDS)

    async def close(self) -> None:
        """
        Show what is still unfinished as interrupted, and let go of everything.
        """
        try:
            await asyncio.wait_for(self.surface.drain(), DRAIN_SECONDS)
        except TimeoutError:
            log.warning("Some last edits did not get through in time")
        try:
            await asyncio.wait_for(self.surface.interrupt(), DRAIN_SECONDS)
        except TimeoutError:
            log.warning("Slack's budget of edits left no room to show what was broken off")
        self.ledger.close()
        self.arriving.close()
        self.arrived.close()
        self._apart.close()
        await self.doors.close()
        await self._session.close()

    @property
    def ready(self) -> bool:
        """
        Whether Slack can reach us and we Slack.
        """
        return not self._not_ready()

    def _not_ready(self) -> str:
        if self._front is None:
            return "starting"
        if self._front.stopping:
            return "stopping"
        if self.audiences.access.lost:
            return f"Slack refuses our token: {self.audiences.access.lost}"
        if self._intake is not None and not self._intake.connected:
            return "no socket to Slack is open"
        return ""

    def _made(
        self, desk: Desk, connections: Connections, knowledge: KnowledgeBase
    ) -> HandlerContext:
        return HandlerContext(
            gateway=self.gateway,
            audiences=self.audiences,
            ledger=self.ledger,
            arriving=self.arriving,
            arrived=self.arrived,
            surface=self.surface,
            desk=desk,
            cases=self._files.cases,
            channels=self._files.channels,
            connections=connections,
            fleet=FleetSummary(connections, RecentFindings(self._files.database)),
            knowledge=knowledge,
            bot_user=self._me.bot_user_id or "",
        )

    def _bolt(self, front: HandlerContext) -> AsyncApp:
        async def authorize() -> AuthorizeResult:
            # Known since the start: the first acknowledgement must not wait for auth.test.
            return self._me

        logger = logging.getLogger("slack_bolt")
        logger.setLevel(logging.ERROR)  # it warns of SLACK_BOT_TOKEN, which we have read already
        app = AsyncApp(
            name="triage",
            logger=logger,
            client=AsyncWebClient(base_url=self.client.base_url),
            authorize=authorize,
            signing_secret=self._settings.slack_signing_secret.get_secret_value() or "unused",
        )
        logger.setLevel(logging.WARNING)
        register(app, front)
        return app

    async def _take_up(self, front: HandlerContext, *, older: float) -> None:
        """
        Work what was taken on and never finished.
        """
        for arrival in await self.arrived.unfinished(timedelta(seconds=older)):
            log.info("Taking up %s, left unfinished", arrival.identity)
            front.start(hear(front, InboundMessage(**arrival.body)))

    async def _sweep(self, front: HandlerContext) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                await self._take_up(front, older=LOST_SECONDS)
                await self.arrived.forget_old()
                await self.ledger.forget_old()
            except DatabaseError:
                log.exception("Looking for unfinished events failed; trying again")


async def _opened(intake: AckThread) -> None:
    try:
        await intake.open()
    except SlackApiError as reason:
        code = reason.response.get("error")
        raise SlackRefused(
            f"Slack refuses SLACK_APP_TOKEN ({code}); make an app-level token with the scope "
            "connections:write."
        ) from reason


async def _finish(tasks: set[asyncio.Task[None]], seconds: float) -> None:
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            log.warning("%d handlers were cut off; their events are taken up again", len(late))
