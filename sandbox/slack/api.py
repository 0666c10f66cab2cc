"""
The Web API over HTTP: reads a call, refuses it or has it done, and records it.
"""

from __future__ import annotations

import asyncio
import json
import time

from typing import Any

from aiohttp import web

from sandbox.slack.blocks import rules
from sandbox.slack.calls import Call
from sandbox.slack.faults import Faults
from sandbox.slack.limits import RateLimits
from sandbox.slack.refusals import Refusal
from sandbox.slack.state import Json, State
from sandbox.slack.web_api import HANDLERS


JSON_ARGUMENTS = (
    "attachments",
    "blocks",
    "files",
    "loading_messages",
    "message",
    "metadata",
    "prompts",
    "view",
)


class Api:
    """
    Everything under `/api/`.
    """

    def __init__(
        self, state: State, faults: Faults, rates: RateLimits, tokens: dict[str, str]
    ) -> None:
        self.state = state
        self.faults = faults
        self.rates = rates
        self.tokens = tokens  # token → bot or app
        self.scopes: set[str] = {s for m in rates.methods.values() for s in m.get("scope", [])}
        self.scopes |= {"commands", "app_mentions:read"}
        self.calls: list[Call] = []
        self.base_url = ""
        rules()  # read now, not within the first call

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """
        Answer one call.
        """
        method, began, at = request.match_info["method"], time.perf_counter(), time.time()
        args, token = await read(request)
        if self.faults.slow:
            await asyncio.sleep(self.faults.slow)
        status, body, headers = self._answer(method, token, args)
        if status == 0:  # the connection is to be lost
            if request.transport:
                request.transport.close()
            body = {"error": "connection_lost"}
        external = self._external(args)
        self.calls.append(
            Call(
                at=at,
                method=method,
                args=args,
                ms=(time.perf_counter() - began) * 1000,
                status=status,
                error="" if body.get("ok") else str(body.get("error", status)),
                channel=str(args.get("channel") or args.get("channel_id") or ""),
                external=external,
                reply={
                    name: body[name] for name in ("ts", "message_ts", "channel") if name in body
                },
            )
        )
        self.state.changed()
        if method == "auth.test" or body.get("error") == "missing_scope":
            headers["x-oauth-scopes"] = ",".join(sorted(self.scopes))
        return web.json_response(body, status=status or 500, headers=headers)

    def _external(self, args: Json) -> bool:
        """
        Whether somebody of another company reads this: the one person it is shown to, if there is
        one, or else whoever reads the channel.
        """
        view = self.state.views.get(str(args.get("view_id", "")))
        trigger = self.state.triggers.get(str(args.get("trigger_id", "")))
        shown = args.get("user") or args.get("user_id")
        shown = shown or (view.user if view else "") or (trigger.user if trigger else "")
        if shown:
            return self.state.outsider(str(shown))
        where = args.get("channel") or args.get("channel_id")
        return self.state.external(str(where)) if where else False

    def _answer(self, method: str, token: str, args: Json) -> tuple[int, Json, dict[str, str]]:
        """
        HTTP status, body and headers; status 0 for none of them.
        """
        spoiled = self._spoiled(method)
        if spoiled is not None:
            return spoiled
        try:
            self._admit(method, token)
            wait = self.rates.wait(method, str(args.get("channel", "")))
            if wait:
                return _too_many(wait)
            if method == "apps.connections.open":
                address = self.base_url.replace("http://", "ws://")
                return 200, {"ok": True, "url": f"{address}/socket"}, {}
            self._refuse_on_demand(args)
            answer = HANDLERS[method](self.state, args)
        except Refusal as refusal:
            return 200, refusal.body(), {}
        if "upload_url" in answer:
            answer["upload_url"] = self.base_url + answer["upload_url"]
        return 200, {"ok": True, **answer}, {}

    def _spoiled(self, method: str) -> tuple[int, Json, dict[str, str]] | None:
        if self.faults.spend("dropped_calls", method):
            return 0, {}, {}
        if self.faults.spend("server_errors", method):
            return 500, {"ok": False, "error": "internal_error"}, {}
        if self.faults.spend("rate_limited", method):
            return _too_many(self.faults.retry_after)
        if self.faults.spend("refused", method):
            return 200, {"ok": False, "error": self.faults.refusal}, {}
        return None

    def _refuse_on_demand(self, args: Json) -> None:
        if args.get("blocks") and self.faults.spend("refused_blocks"):
            why = "not today, says the fault panel [json-pointer:/blocks/0]"
            raise Refusal("invalid_blocks", (why,))
        if args.get("trigger_id") and self.faults.spend("expired_triggers"):
            raise Refusal("expired_trigger_id")

    def _admit(self, method: str, token: str) -> None:
        known = self.rates.methods.get(method)
        if known is None:
            raise Refusal("unknown_method", req_method=method)
        wanted = known.get("token", "bot")
        if wanted == "none":
            return
        if not token:
            raise Refusal("not_authed")
        held = self.tokens.get(token)
        if held is None:
            raise Refusal("invalid_auth")
        if self.faults.token_revoked:
            raise Refusal("token_revoked")
        if held != wanted:
            raise Refusal("not_allowed_token_type")
        scopes = known.get("scope", [])
        if scopes and not self.scopes & set(scopes):
            provided = ",".join(sorted(self.scopes))
            raise Refusal("missing_scope", needed=scopes[0], provided=provided)


def _too_many(wait: int) -> tuple[int, Json, dict[str, str]]:
    return 429, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(wait)}


async def read(request: web.Request) -> tuple[Json, str]:
    """
    A call's arguments, from the query, a form or JSON, and its token apart.
    """
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        raw = await request.read()
        try:
            held = json.loads(raw) if raw else {}
        except (json.JSONDecodeError, UnicodeDecodeError):
            held = {}
        args |= held if isinstance(held, dict) else {}
    else:
        form = await request.post()
        args |= {name: value for name, value in form.items() if isinstance(value, str)}
    for name in JSON_ARGUMENTS:
        args[name] = _opened(args[name]) if name in args else None
    args = {name: value for name, value in args.items() if value is not None}
    header = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    token = str(args.pop("token", "") or header)
    return args, token


def _opened(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value
