"""
What a person does in the page, carried out in the workspace.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sandbox.slack.calls import Ack
from sandbox.slack.clicking import Clicking
from sandbox.slack.manifest import Installed
from sandbox.slack.state import Json
from sandbox.slack.typing import as_delivered


MOST_TEXT = 40_000


class NotUnderstood(Exception):
    """
    The page asked for something that does not exist.
    """


class Doing:
    """
    One method for each thing that the page can ask for.
    """

    def __init__(self, slack: Clicking, installed: Installed) -> None:
        self._slack = slack
        self._installed = installed
        self._known: dict[str, Callable[[str, Json], Awaitable[Json]]] = {
            "say": self._say,
            "click": self._click,
            "act": self._act,
            "suggest": self._suggest,
            "submit": self._submit,
            "close": self._close,
            "shortcut": self._shortcut,
            "home": self._home,
        }

    async def do(self, asked: Json) -> Json:
        """
        Do one thing. Raises NotUnderstood, NotAllowed, LookupError.
        """
        user, what = str(asked.get("as", "")), str(asked.get("what", ""))
        if user not in self._slack.state.users or what not in self._known:
            raise NotUnderstood(f"nobody called {user!r} can do {what!r} here")
        return await self._known[what](user, asked)

    async def _say(self, user: str, asked: Json) -> Json:
        text, channel = str(asked.get("text", ""))[:MOST_TEXT], str(asked["channel"])
        thread = str(asked.get("thread") or "") or None
        if not text.strip():
            return {"ok": False, "shown": "There is nothing to send."}
        if text.startswith("/") and not text.startswith("//"):
            return await self._command(user, channel, thread, text)
        delivered = as_delivered(text, self._slack.state.users)
        held = await self._slack.message(user, channel, delivered, thread)
        return {"ok": True, "ts": held.ts}

    async def _command(self, user: str, channel: str, thread: str | None, text: str) -> Json:
        command, _, rest = text.partition(" ")
        known = {str(c["command"]) for c in self._installed.commands}
        if thread:
            return {"ok": False, "shown": f"{command} is not supported in threads. Sorry!"}
        if known and command not in known:
            return {"ok": False, "shown": f"{command} is not a valid command."}
        ack = await self._slack.command(user, channel, command, rest.strip())
        return {"ok": ack.ok, "sent": True}  # what went wrong is shown in the channel

    async def _click(self, user: str, asked: Json) -> Json:
        where = str(asked["channel"]), str(asked["ts"])
        ack = await self._slack.click(user, *where, str(asked["action"]), asked.get("value"))
        return _told(ack)

    async def _act(self, user: str, asked: Json) -> Json:
        view, action = str(asked["view"]), str(asked["action"])
        held = asked.get("values") or {}
        return _told(await self._slack.act(user, view, action, asked.get("value"), held))

    async def _suggest(self, user: str, asked: Json) -> Json:
        where: str | tuple[str, str] = str(asked.get("view") or "")
        if not where:
            where = (str(asked["channel"]), str(asked["ts"]))
        text = str(asked.get("text", ""))
        return {
            "ok": True,
            "options": await self._slack.suggest(user, where, asked["action"], text),
        }

    async def _submit(self, user: str, asked: Json) -> Json:
        held = asked.get("values") or {}
        return _told(await self._slack.submit(user, str(asked["view"]), held))

    async def _close(self, user: str, asked: Json) -> Json:
        await self._slack.close(user, str(asked["view"]))
        return {"ok": True}

    async def _shortcut(self, user: str, asked: Json) -> Json:
        where = str(asked.get("channel") or ""), str(asked.get("ts") or "")
        return _told(await self._slack.shortcut(user, str(asked["callback"]), *where))

    async def _home(self, user: str, asked: Json) -> Json:
        await self._slack.open_home(user, str(asked.get("tab") or "home"))
        return {"ok": True}


def _told(ack: Ack) -> Json:
    return {"ok": ack.ok, "shown": ack.shown, "ms": round(ack.ms, 1)}
