"""
The fault panel of the page: what can be made to go wrong between Slack and the bot.
"""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from sandbox.slack.faults import Signature
from sandbox.slack.page.asking import asked_for
from sandbox.slack.state import Json
from sandbox.slack.workspace import Workspace


COUNTERS = (
    "rate_limited",
    "server_errors",
    "dropped_calls",
    "lost_acks",
    "refused_blocks",
    "expired_triggers",
)
SWITCHES = ("token_revoked", "duplicate_events")
MOST = 1000
SLOWEST = 30.0  # seconds


class FaultTab:
    """
    Answers under `/page/faults`.
    """

    def __init__(self, slack: Workspace, tell: Callable[[], None]) -> None:
        self._slack = slack
        self._tell = tell

    def routes(self) -> list[web.RouteDef]:
        """
        For the page's application.
        """
        return [web.get("/page/faults", self._see), web.post("/page/faults", self._change)]

    async def _see(self, _: web.Request) -> web.StreamResponse:
        faults = self._slack.faults
        held = {name: getattr(faults, name) for name in (*COUNTERS, *SWITCHES)}
        return web.json_response(
            {
                **held,
                "slow": faults.slow,
                "limits": self._slack.rates.on,
                "signature": faults.signature,
                "signatures": [str(how) for how in Signature],
                "sockets": self._slack.sockets.connected,
                "http": bool(self._slack.delivery.url),
            }
        )

    async def _change(self, request: web.Request) -> web.StreamResponse:
        asked = await asked_for(request)
        if asked.get("clear"):
            self._slack.faults.clear()
        self._set(asked)
        if asked.get("sockets") == "refresh":
            await self._slack.sockets.refresh()
        if asked.get("sockets") == "cut":
            await self._slack.sockets.cut()
        self._tell()
        return await self._see(request)

    def _set(self, asked: Json) -> None:
        faults = self._slack.faults
        for name in COUNTERS:
            if name in asked:
                setattr(faults, name, max(0, min(int(asked[name]), MOST)))
        for name in SWITCHES:
            if name in asked:
                setattr(faults, name, bool(asked[name]))
        if "slow" in asked:
            faults.slow = max(0.0, min(float(asked["slow"]), SLOWEST))
        if "limits" in asked:
            self._slack.rates.on = bool(asked["limits"])
        if asked.get("signature") in list(Signature):
            faults.signature = Signature(asked["signature"])
