"""
What people do in the workspace with the mouse: buttons, menus, modals, shortcuts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sandbox.slack import elements, payloads
from sandbox.slack.acting import Acting, NotAllowed
from sandbox.slack.blocks import view_faults
from sandbox.slack.calls import Ack
from sandbox.slack.cast import OURS
from sandbox.slack.state import Json, Message, View
from sandbox.slack.web_api.views import MOST_VIEWS, change, put


class Clicking(Acting):
    """
    Interactions with what the bot has posted or opened.
    """

    async def click(  # noqa: PLR0913 - who, where, what, and the two ways to forge it
        self,
        user: str,
        channel: str,
        message_ts: str,
        action_id: str,
        value: Any = None,
        *,
        forged: bool = False,
    ) -> Ack:
        """
        Press a button or choose from a menu of a message.

        `value` is what a menu's user chose; for a button it replaces the value (a forgery). With
        `forged` the element need not exist any more, as when an old click is replayed.
        """
        self._sees(user, channel)
        held = self._seen(user, channel, message_ts)
        try:
            block_id, element = elements.find(held.blocks, action_id, value)
        except LookupError:
            if not forged:
                raise
            block_id, element = "b0", {"type": "button", "action_id": action_id}
        container = {
            "type": "message",
            "message_ts": held.ts,
            "channel_id": channel,
            "is_ephemeral": bool(held.only_for),
        }
        if held.thread:
            container["thread_ts"] = held.thread
        body = {
            **payloads.interaction(self.state, "block_actions", user, channel),
            "container": container,
            "trigger_id": self.state.trigger(user, channel),
            "message": payloads.message(self.state, held),
            "state": {"values": {}},
            "response_url": self.responses.open(user, channel, held.ts),
            "actions": [self._action(block_id, element, value)],
        }
        if held.only_for:
            body.pop("message")  # Slack keeps none of it
        return await self.delivery.ask("interactive", f"click {action_id}", user, body)

    async def act(
        self, user: str, view_id: str, action_id: str, value: Any = None, given: Json | None = None
    ) -> Ack:
        """
        Press a button or choose from a menu of a modal or of the App Home.
        """
        view = self._open(user, view_id)
        blocks = view.body["blocks"]
        block_id, element = elements.find(blocks, action_id, value)
        body = {
            **payloads.interaction(self.state, "block_actions", user),
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": self.state.trigger(user, view.channel, view.id),
            "view": payloads.view(view, elements.values(blocks, given or {})),
            "actions": [self._action(block_id, element, value)],
        }
        return await self.delivery.ask("interactive", f"click {action_id}", user, body)

    async def suggest(
        self, user: str, where: str | tuple[str, str], action_id: str, text: str
    ) -> list[Json]:
        """
        Type into a menu that asks the bot for its options; returns these.

        `where` is a view's id, or the channel and ts of a message.
        """
        base = payloads.interaction(self.state, "block_suggestion", user)
        if isinstance(where, str):
            view = self._open(user, where)
            blocks = list(view.body["blocks"])
            base |= {"view": payloads.view(view)}
            base |= {"container": {"type": "view", "view_id": where}}
        else:
            held = self._seen(user, *where)
            blocks = list(held.blocks)
            base = payloads.interaction(self.state, "block_suggestion", user, where[0])
            base |= {"message": payloads.message(self.state, held)}
        block_id, _ = elements.find(blocks, action_id, None)
        body = {**base, "action_id": action_id, "block_id": block_id, "value": text}
        ack = await self.delivery.ask("interactive", f"suggest {action_id}", user, body)
        options = list(ack.payload.get("options", []))
        for group in ack.payload.get("option_groups", []):
            options.extend(group["options"])
        return options

    async def submit(
        self, user: str, view_id: str, values: Json | None = None, *, private_metadata: str = ""
    ) -> Ack:
        """
        Submit a modal with `values` by block id or action id.

        `private_metadata` replaces what the bot had put there (a forgery).
        """
        view = self._open(user, view_id)
        blocks = view.body["blocks"]
        held = elements.values(blocks, values or {})
        absent = elements.missing(blocks, held)
        if absent:
            self._errors(view, absent)
            return Ack(
                self.state.now(), "interactive", "submit", user,
                ok=False, ms=0.0, why="missing_values", shown="; ".join(absent.values()),
            )  # fmt: skip
        sent = payloads.view(view, held)
        if private_metadata:
            sent["private_metadata"] = private_metadata
        name = str(view.body.get("callback_id", ""))
        body = {
            **payloads.interaction(self.state, "view_submission", user),
            "trigger_id": self.state.trigger(user, view.channel, view.id),
            "view": sent,
            "response_urls": [],
        }
        ack = await self.delivery.ask("interactive", f"submit {name}", user, body)
        if ack.ok:
            self._settle(view, ack.payload)
        else:
            self._errors(view, {"": "We had some trouble connecting. Try again?"})
        return ack

    async def close(self, user: str, view_id: str) -> None:
        """
        Close a modal; the bot hears of it when it asked to.
        """
        view = self._open(user, view_id)
        self.state.stacks[user].remove(view_id)
        self.state.changed()
        if view.body.get("notify_on_close"):
            body = {
                **payloads.interaction(self.state, "view_closed", user),
                "view": payloads.view(view),
                "is_cleared": False,
            }
            await self.delivery.ask("interactive", "view_closed", user, body)

    async def shortcut(
        self, user: str, callback_id: str, channel: str = "", message_ts: str = ""
    ) -> Ack:
        """
        Choose a message's shortcut, or a global one when no message is named.

        For somebody of another company there is none.
        """
        if self.state.users[user].team != OURS:
            return Ack(
                self.state.now(), "interactive", callback_id, user,
                ok=False, ms=0.0, why="not_shared", shown="There is no such shortcut.",
            )  # fmt: skip
        kind = "message_action" if message_ts else "shortcut"
        body = {
            **payloads.interaction(self.state, kind, user, channel),
            "callback_id": callback_id,
            "trigger_id": self.state.trigger(user, channel),
            "action_ts": self.state.next_ts(),
        }
        if message_ts:
            held = self._seen(user, channel, message_ts)
            body |= {
                "message_ts": held.ts,
                "message": payloads.message(self.state, held),
                "response_url": self.responses.open(user, channel, held.ts),
            }
        return await self.delivery.ask("interactive", f"shortcut {callback_id}", user, body)

    def _seen(self, user: str, channel: str, ts: str) -> Message:
        self._sees(user, channel)
        held = self.state.find(channel, ts)
        if held is None:
            mine = (m for m in self.state.ephemerals if m.ts == ts and m.only_for == user)
            held = next(mine, None)
        if held is None:
            raise NotAllowed(f"there is no message {ts} in {channel} that {user} can see")
        return held

    def _open(self, user: str, view_id: str) -> View:
        home = self.state.homes.get(user)
        if view_id not in self.state.stacks[user] and (home is None or home.id != view_id):
            raise NotAllowed(f"{user} has no view {view_id} open")
        return self.state.views[view_id]

    def _action(self, block_id: str, element: Json, value: Any) -> Json:
        entry = {"type": element["type"], "block_id": block_id, "action_ts": self.state.next_ts()}
        entry["action_id"] = element.get("action_id", "")
        if "style" in element:
            entry["style"] = element["style"]
        return {**entry, **elements.done_with(element, value)}

    def _errors(self, view: View, errors: dict[str, str]) -> None:
        self.state.views[view.id] = replace(view, errors=tuple(errors.items()))
        self.state.changed()

    def _settle(self, view: View, said: Json) -> None:
        """
        Do what the answer to a submission asks: nothing said closes this view.
        """
        action, stack = said.get("response_action"), self.state.stacks[view.user]
        body = said.get("view")
        bad = view_faults(body) if action in ("update", "push") else []
        if bad:
            self._errors(view, {"": f"The app answered with an invalid view: {bad[0]}"})
        elif action == "errors":
            known = {str(b.get("block_id", "")) for b in view.body["blocks"]}
            errors = {str(k): str(v) for k, v in said.get("errors", {}).items()}
            unknown = sorted(set(errors) - known)
            if unknown:
                errors[""] = f"The app named blocks that are not here: {', '.join(unknown)}"
            self._errors(view, errors)
        elif action == "clear":
            stack.clear()
        elif action == "update" and isinstance(body, dict):
            change(self.state, view, body)
        elif action == "push" and isinstance(body, dict) and len(stack) < MOST_VIEWS:
            put(self.state, view.user, body, previous=view.id)
        elif view.id in stack:
            stack.remove(view.id)
        self.state.changed()
