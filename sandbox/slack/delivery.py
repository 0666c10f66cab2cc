"""
Carries what happens in the workspace to the bot: over a socket, or signed over HTTP.

Events are delivered again when they were not acknowledged, up to three times (Slack: at once, after
a minute, after five; here the pauses are given in seconds). Commands and interactions are not.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time

from collections.abc import Callable
from urllib.parse import urlencode

import aiohttp

from sandbox.slack.calls import Ack
from sandbox.slack.faults import Faults, Signature
from sandbox.slack.sockets import NoSocket, Sockets
from sandbox.slack.state import Json, State


ACK_WITHIN = 3.0  # seconds
STALE = 600  # seconds; Slack's own advice is to refuse what is older than 300
HTTP_OK = 200
NO_RETRY = "no retry wanted"


class Delivery:
    """
    The road to the bot, and the record of how it answered.
    """

    def __init__(
        self,
        state: State,
        sockets: Sockets,
        faults: Faults,
        signing_secret: str,
        retry_after: tuple[float, ...],
    ) -> None:
        self.state = state
        self.sockets = sockets
        self.faults = faults
        self.acks: list[Ack] = []
        self.url = ""  # the bot's request URL; empty means Socket Mode
        self.ack_within = ACK_WITHIN
        self.on_ack: Callable[[Ack], None] = lambda _: None
        self._secret = signing_secret
        self._retry_after = retry_after
        self._session: aiohttp.ClientSession | None = None
        self._running: set[asyncio.Task[None]] = set()

    def event(self, envelope: Json) -> None:
        """
        Deliver an event in the background, with Slack's retries.
        """
        task = asyncio.get_running_loop().create_task(self._until_acknowledged(envelope))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def settled(self) -> None:
        """
        Return when no event is on its way any more.
        """
        while self._running:
            await asyncio.wait(set(self._running))

    async def ask(self, kind: str, name: str, user: str, payload: Json, attempt: int = 0) -> Ack:
        """
        Deliver one thing once and return how the bot answered.
        """
        began, at = time.perf_counter(), time.time()
        reason = "timeout" if attempt else ""
        try:
            if self.url:
                said = await self._post(kind, payload, attempt)
            else:
                said = await self._send(kind, payload, attempt, reason)
            why = ""
            if self.faults.spend("lost_acks"):
                why = "timeout"
        except NoSocket:
            said, why = {}, "no_connection"
        except TimeoutError:
            said, why = {}, "timeout"
        except _Refused as refused:
            said, why = {}, str(refused)
        ack = Ack(
            at=at,
            kind=kind,
            name=name,
            user=user,
            ok=not why,
            ms=(time.perf_counter() - began) * 1000,
            payload=said,
            why=why,
            attempt=attempt,
            shown=_shown(kind, name, why),
            sent=payload,
            external=bool(user) and self.state.outsider(user),
        )
        self.acks.append(ack)
        self.on_ack(ack)
        self.state.changed()
        return ack

    async def replay(self, ack: Ack, **changes: object) -> Ack:
        """
        Deliver once more what was delivered before, as it was or with parts of it forged.
        """
        body = {**ack.sent, **changes}
        return await self.ask(ack.kind, f"{ack.name} again", ack.user, body, ack.attempt)

    async def close(self) -> None:
        """
        Give up what is on its way.
        """
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _until_acknowledged(self, envelope: Json) -> None:
        event = envelope["event"]
        name, user = str(event.get("subtype") or event["type"]), str(event.get("user") or "")
        copies = 2 if self.faults.duplicate_events else 1
        for attempt in range(1 + len(self._retry_after)):
            if attempt:
                await asyncio.sleep(self._retry_after[attempt - 1])
            ack = await self.ask("events_api", name, user, envelope, attempt)
            copies -= 1
            if ack.ok and copies > 0:
                await self.ask("events_api", name, user, envelope, attempt + 1)
            if ack.ok or ack.why.endswith(NO_RETRY):
                return

    async def _send(self, kind: str, payload: Json, attempt: int, reason: str) -> Json:
        envelope: Json = {
            "envelope_id": self.state.number("E-"),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        return await self.sockets.deliver(envelope, self.ack_within)

    async def _post(self, kind: str, payload: Json, attempt: int) -> Json:
        body, media = _as_http(kind, payload)
        headers = {"Content-Type": media, **self._signed(body)}
        if attempt:
            headers |= {"x-slack-retry-num": str(attempt), "x-slack-retry-reason": "http_timeout"}
        if self._session is None:
            self._session = aiohttp.ClientSession()
        limit = aiohttp.ClientTimeout(total=self.ack_within)
        try:
            async with self._session.post(
                self.url, data=body, headers=headers, timeout=limit
            ) as answer:
                text = await answer.text()
                if answer.status != HTTP_OK:
                    final = f", {NO_RETRY}" if "x-slack-no-retry" in answer.headers else ""
                    raise _Refused(f"http_error {answer.status}{final}")
        except aiohttp.ClientConnectionError as lost:
            raise _Refused("connection_failed") from lost
        return _opened(text)

    def _signed(self, body: str) -> dict[str, str]:
        how = self.faults.signature
        at = str(int(time.time()) - (STALE if how is Signature.STALE else 0))
        if how is Signature.MISSING:
            return {}
        key = "FAKE-other-secret" if how is Signature.WRONG else self._secret
        digest = hmac.new(key.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}


class _Refused(Exception):
    """
    The bot's HTTP side did not answer 200.
    """


def _as_http(kind: str, payload: Json) -> tuple[str, str]:
    if kind == "slash_commands":
        return urlencode(payload), "application/x-www-form-urlencoded"
    if kind == "interactive":
        form = urlencode({"payload": json.dumps(payload)})
        return form, "application/x-www-form-urlencoded"
    return json.dumps(payload), "application/json"


def _opened(text: str) -> Json:
    if not text.strip():
        return {}
    try:
        held = json.loads(text)
    except json.JSONDecodeError:
        return {"text": text}
    return held if isinstance(held, dict) else {}


def _shown(kind: str, name: str, why: str) -> str:
    if not why or kind == "events_api":
        return ""
    if kind == "slash_commands" and why == "timeout":
        return f"{name} failed with the error “operation_timeout”"
    if kind == "slash_commands":
        return f"{name} failed with the error “dispatch_failed”"
    return "This app did not answer. Try again."
