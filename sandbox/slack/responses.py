"""
`response_url`: an address through which the bot may answer one thing that a user did.

Five times within half an hour; it can post, replace or delete the message that was acted upon.
"""

from __future__ import annotations

import time

from dataclasses import dataclass

from aiohttp import web

from sandbox.slack.api import read
from sandbox.slack.calls import Call
from sandbox.slack.cast import BOT_USER
from sandbox.slack.refusals import Refusal
from sandbox.slack.state import Json, Message, State
from sandbox.slack.web_api.arguments import flag
from sandbox.slack.web_api.chat import content


MOST_USES = 5
LIFE = 1800.0  # seconds
METHOD = "response_url"  # the name under which answers are recorded


@dataclass(slots=True)
class Reply:
    """
    What one response_url stands for.
    """

    channel: str
    user: str
    message: str  # the ts of what was acted upon; empty for a command
    until: float
    uses: int = 0


class Responses:
    """
    Every response_url given out.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._held: dict[str, Reply] = {}
        self.base_url = ""
        self.calls: list[Call] = []  # the workspace's record, where these are written down too

    def open(self, user: str, channel: str, message: str = "") -> str:
        """
        A fresh response_url.
        """
        name = self._state.number("R")
        self._held[name] = Reply(channel, user, message, self._state.now() + LIFE)
        return f"{self.base_url}/response/{name}/FAKE"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """
        Take what the bot says through one of them.
        """
        held = self._held.get(request.match_info["name"])
        if held is None:
            return web.Response(status=404, text="no_such_url")
        if held.uses >= MOST_USES or self._state.now() > held.until:
            return web.json_response({"ok": False, "error": "used_url"}, status=404)
        held.uses += 1
        args, _ = await read(request)
        began, external, error = time.time(), self._external(held, args), ""
        answer: web.Response = web.Response(text="ok")
        try:
            self.take(held.user, held.channel, held.message, args)
        except Refusal as refusal:
            answer, error = web.json_response(refusal.body(), status=400), refusal.error
        ms = (time.time() - began) * 1000
        told = (began, METHOD, args, ms, answer.status, error, held.channel, external)
        self.calls.append(Call(*told))
        return answer

    def _external(self, held: Reply, args: Json) -> bool:
        before = self._state.find(held.channel, held.message)
        replaces = before is not None and flag(args, "replace_original", otherwise=False)
        if replaces or args.get("response_type") == "in_channel":
            return self._state.external(held.channel)
        return self._state.outsider(held.user)

    def take(self, user: str, channel: str, message: str, args: Json) -> None:
        """
        Post, replace or delete as the bot asked; what is not for all is for the user alone.
        """
        state = self._state
        before = state.find(channel, message) or self._ephemeral(message)
        if flag(args, "delete_original", otherwise=False) and before:
            if before.only_for:
                state.ephemerals.remove(before)
            else:
                state.remove(before)
            state.changed()
        elif flag(args, "replace_original", otherwise=False) and before:
            held = content(args)
            if before.only_for:
                at = state.ephemerals.index(before)
                state.ephemerals[at] = _again(before, held)
                state.changed()
            else:
                state.edit(before, **held, edited_at=state.next_ts(), edits=before.edits + 1)
        else:
            self.say(user, channel, args)

    def say(self, user: str, channel: str, args: Json) -> None:
        """
        Post what a command's answer or a response_url holds.
        """
        state, for_all = self._state, args.get("response_type") == "in_channel"
        held = Message(
            channel,
            state.next_ts(),
            BOT_USER,
            thread=str(args.get("thread_ts") or ""),
            bot=True,
            only_for="" if for_all else user,
            **content(args),
        )
        if for_all:
            state.add(held)
        else:
            state.ephemerals.append(held)
            state.changed()

    def _ephemeral(self, ts: str) -> Message | None:
        return next((m for m in self._state.ephemerals if m.ts == ts), None)


def _again(before: Message, held: Json) -> Message:
    return Message(
        before.channel,
        before.ts,
        before.user,
        thread=before.thread,
        bot=True,
        only_for=before.only_for,
        edits=before.edits + 1,
        **held,
    )
