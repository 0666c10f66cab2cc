"""
A Slack workspace on loopback, to be used as the bot uses Slack and as people use it.

    async with Workspace() as slack:
        ... start the bot on slack.api_url, slack.bot_token, slack.app_token ...
        await slack.connected()
        await slack.command("UAGENT", "CCASES", "/triage", "M1001")
        await slack.wait_for(lambda: slack.messages("CCASES"))
"""

from __future__ import annotations

import asyncio
import time

from collections.abc import Callable
from typing import Self, TypeVar

from aiohttp import web

from sandbox.slack import payloads
from sandbox.slack.api import Api
from sandbox.slack.calls import Ack, Call
from sandbox.slack.cast import Cast, the_cast
from sandbox.slack.clicking import Clicking
from sandbox.slack.delivery import Delivery
from sandbox.slack.faults import Faults
from sandbox.slack.limits import RateLimits, load_methods
from sandbox.slack.manifest import Installed
from sandbox.slack.responses import Responses
from sandbox.slack.sockets import Sockets
from sandbox.slack.state import Message, State, View


Found = TypeVar("Found")

RETRY_AFTER = (0.1, 1.0, 5.0)  # seconds; Slack's own pauses are about 0, 60 and 300
LARGEST_REQUEST = 16 * 1024 * 1024


class Workspace(Clicking):
    """
    The workspace: its address and secrets, what people do in it, and what there is to see.

    `limits` turns Slack's rate limits on. `now` is the clock of triggers and limits. `installed`
    gives the app what its manifest asks for and no more; without it, every scope and event.
    """

    bot_token = "xoxb-FAKE-triage"
    app_token = "xapp-FAKE-triage"
    signing_secret = "FAKE-signing-secret"

    def __init__(  # noqa: PLR0913 - each is one thing to set about a workspace
        self,
        cast: Cast | None = None,
        *,
        port: int = 0,
        limits: bool = False,
        installed: Installed | None = None,
        retry_after: tuple[float, ...] = RETRY_AFTER,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._port = port
        self._runner: web.AppRunner | None = None
        self._noticed = asyncio.Event()
        self.faults = Faults()
        self.sockets = Sockets()
        self.rates = RateLimits(load_methods(), now, on=limits)
        state = State(cast or the_cast(), now)
        state.watchers.append(self._noticed.set)
        self.sockets.on_change = state.changed
        delivery = Delivery(state, self.sockets, self.faults, self.signing_secret, retry_after)
        super().__init__(state, delivery, Responses(state))
        tokens = {self.bot_token: "bot", self.app_token: "app"}
        self.api = Api(state, self.faults, self.rates, tokens)
        if installed is not None:
            self.installed = installed
            self.api.scopes = set(installed.scopes)
        self.responses.calls = self.api.calls
        # Which merchants may be named in a shared channel; None: not known. For the audit.
        self.may_name: dict[str, frozenset[str]] | None = None
        self.app = web.Application(client_max_size=LARGEST_REQUEST)
        self.app.add_routes(
            [
                web.route("*", "/api/{method}", self.api.serve),
                web.get("/socket", self.sockets.serve),
                web.post("/response/{name}/FAKE", self.responses.serve),
                web.post("/upload/{name}", self._upload),
            ]
        )

    async def __aenter__(self) -> Self:
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.api.base_url = self.responses.base_url = self.url
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.delivery.close()
        await self.sockets.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        """
        Where the workspace listens.
        """
        return f"http://127.0.0.1:{self._port}"

    @property
    def api_url(self) -> str:
        """
        What SLACK_API_URL is set to.
        """
        return f"{self.url}/api/"

    @property
    def calls(self) -> list[Call]:
        """
        Every Web API call so far, and every answer at a `response_url`.
        """
        return self.api.calls

    @property
    def acks(self) -> list[Ack]:
        """
        How the bot answered every delivery so far.
        """
        return self.delivery.acks

    async def connected(self, within: float = 10.0, at_least: int = 1) -> None:
        """
        Return when the bot's sockets are open (TimeoutError).
        """
        await self.sockets.wait(within, at_least)

    async def deliver_to(self, url: str) -> None:
        """
        Deliver over signed HTTP from now on, once the URL has answered Slack's challenge.

        An empty URL goes back to Socket Mode. Raises ConnectionError when the URL does not answer
        the challenge.
        """
        self.delivery.url = url
        if not url:
            return
        challenge = self.state.number("FAKE-challenge-")
        body = {"type": "url_verification", "challenge": challenge}
        body["token"] = payloads.VERIFICATION_TOKEN
        ack = await self.delivery.ask("events_api", "url_verification", "", body)
        if challenge not in (ack.payload.get("challenge"), ack.payload.get("text")):
            raise ConnectionError(f"{url} did not answer the challenge ({ack.why or 'wrong text'})")

    def messages(self, channel: str, thread: str | None = None) -> list[Message]:
        """
        A channel's messages, replies included, or those of one thread; oldest first.
        """
        return self.state.thread(channel, thread) if thread else list(self.state.messages[channel])

    def ephemerals(self, user: str) -> list[Message]:
        """
        What was shown to one user alone.
        """
        return [m for m in self.state.ephemerals if m.only_for == user]

    def views(self, user: str) -> list[View]:
        """
        The modals that a user has open, the topmost last.
        """
        return [self.state.views[name] for name in self.state.stacks[user]]

    def home(self, user: str) -> View | None:
        """
        A user's App Home, once the bot has published one.
        """
        return self.state.homes.get(user)

    async def wait_for(
        self,
        predicate: Callable[[], Found],
        timeout: float = 10.0,  # noqa: ASYNC109 - a test says how long it is willing to wait
    ) -> Found:
        """
        What `predicate` returns once that is true, asked at every change (TimeoutError).
        """
        async with asyncio.timeout(timeout):
            while not (found := predicate()):
                self._noticed.clear()
                await self._noticed.wait()
        return found

    async def settled(self) -> None:
        """
        Return when no event is on its way to the bot any more.
        """
        await self.delivery.settled()

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        held = self.state.files.get(request.match_info["name"])
        if held is None:
            return web.Response(status=404)
        if request.content_type.startswith("multipart/"):
            form = await request.post()
            first = next(iter(form.values()), b"")
            held["content"] = (
                first.file.read() if isinstance(first, web.FileField) else str(first).encode()
            )
        else:
            held["content"] = await request.read()
        return web.Response(text=f"OK - {len(held['content'])}")
