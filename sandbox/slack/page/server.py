"""
Serves the page and answers it: what a person sees, what they do, and what changes meanwhile.

Only this machine may ask, and only JSON posts change anything, so that no other web page can.
"""

from __future__ import annotations

import asyncio

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from sandbox.inbox import Inbox
from sandbox.slack.acting import NotAllowed
from sandbox.slack.manifest import Installed
from sandbox.slack.page import seen
from sandbox.slack.page.amazon_tab import AmazonTab
from sandbox.slack.page.asking import asked_for, refused
from sandbox.slack.page.doing import Doing, NotUnderstood
from sandbox.slack.page.fault_tab import FaultTab
from sandbox.slack.page.mail_tab import MailTab
from sandbox.slack.workspace import Workspace


STATIC = Path(__file__).parent / "static"
PERSONAS = ("UAGENT", "UALPHA", "UBETA", "UNEWBIE")
TOGETHER = 0.05  # seconds in which changes are told as one
HOSTS = ("127.0.0.1", "localhost")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)


class Page:
    """
    Adds the page to a workspace that has not been started yet.

    `amazon` gives the simulated Amazon's control address once that runs. `mended` is called with a
    merchant's id after the page has mended that merchant, or (False) put it back as it was.
    """

    def __init__(
        self,
        slack: Workspace,
        inbox: Inbox | None = None,
        amazon: Callable[[], str] | None = None,
        mended: Callable[[str, bool], Awaitable[None]] | None = None,
        installed: Installed | None = None,
    ) -> None:
        self._slack = slack
        self._installed = installed or Installed.read()
        self._doing = Doing(slack, self._installed)
        self._streams: set[asyncio.Event] = set()
        self._closing = False
        slack.state.watchers.append(self._tell)
        if inbox is not None:
            inbox.on_change(self._tell)
        slack.app.middlewares.append(_guard)
        slack.app.on_shutdown.append(self._close)
        slack.app.add_routes(
            [
                web.get("/", self._index),
                web.get("/page/cast", self._cast),
                web.get("/page/state", self._state),
                web.get("/page/stream", self._stream),
                web.post("/page/do", self._do),
                *MailTab(inbox).routes(),
                *AmazonTab(slack, amazon, mended, self._tell).routes(),
                *FaultTab(slack, self._tell).routes(),
                web.static("/static", STATIC),
            ]
        )

    def _tell(self) -> None:
        for changed in self._streams:
            changed.set()

    async def _close(self, _: web.Application) -> None:
        self._closing = True
        self._tell()

    async def _index(self, _: web.Request) -> web.StreamResponse:
        return web.FileResponse(STATIC / "index.html")

    async def _cast(self, _: web.Request) -> web.StreamResponse:
        state = self._slack.state
        everybody = seen.people(state)
        known = [name for name in PERSONAS if name in everybody]
        others = [n for n, p in everybody.items() if not p["bot"] and n not in known]
        commands = [
            {name: c.get(name, "") for name in ("command", "description", "usage_hint")}
            for c in self._installed.commands
        ]
        shortcuts = [dict(s) for s in self._installed.shortcuts]
        held = {"people": everybody, "personas": known, "others": others}
        return web.json_response({**held, "commands": commands, "shortcuts": shortcuts})

    async def _state(self, request: web.Request) -> web.StreamResponse:
        state, asked = self._slack.state, request.query
        user = asked.get("as", "")
        if user not in state.users:
            return refused("there is nobody of that name here", 404)
        channel, ts = asked.get("channel", ""), asked.get("thread", "")
        home = state.homes.get(user)
        return web.json_response(
            {
                "channels": seen.channels(state, user),
                "channel": seen.conversation(state, user, channel) if channel else None,
                "thread": seen.thread(state, user, channel, ts) if ts else None,
                "views": seen.views(state, user),
                "home": seen.view(home) if home else None,
                "sockets": self._slack.sockets.connected,
                "http": bool(self._slack.delivery.url),
            }
        )

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        changed = asyncio.Event()
        self._streams.add(changed)
        try:
            await answer.write(b"data: hello\n\n")
            while not self._closing:
                await changed.wait()
                await asyncio.sleep(TOGETHER)
                changed.clear()
                await answer.write(b"data: changed\n\n")
        except ConnectionError:
            pass
        finally:
            self._streams.discard(changed)
        return answer

    async def _do(self, request: web.Request) -> web.StreamResponse:
        try:
            return web.json_response(await self._doing.do(await asked_for(request)))
        except (NotAllowed, NotUnderstood, LookupError) as refusal:
            return refused(str(refusal), 400)


@web.middleware
async def _guard(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """
    Keep other web pages out, and give every answer of the page its policy.
    """
    page = request.path == "/" or request.path.startswith(("/page/", "/static/"))
    if not page:
        return await handler(request)
    if (request.host or "").rsplit(":", 1)[0] not in HOSTS:
        return refused("only this machine may use this page", 403)
    if request.method == "POST" and request.content_type != "application/json":
        return refused("send application/json", 415)
    answer = await handler(request)
    if not answer.prepared:
        answer.headers.setdefault("Content-Security-Policy", POLICY)
        answer.headers.setdefault("X-Content-Type-Options", "nosniff")
        answer.headers.setdefault("Referrer-Policy", "no-referrer")
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer
