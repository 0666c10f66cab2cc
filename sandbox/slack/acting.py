"""
What people do in the workspace with words: messages, mentions, commands, opening the App Home.
"""

from __future__ import annotations

import uuid

from dataclasses import replace

from sandbox.slack import payloads
from sandbox.slack.calls import Ack
from sandbox.slack.cast import APP_ID, BOT_USER, OURS
from sandbox.slack.delivery import Delivery
from sandbox.slack.manifest import Installed
from sandbox.slack.refusals import Refusal
from sandbox.slack.responses import Responses
from sandbox.slack.state import Json, Message, State


class NotAllowed(Exception):
    """
    Slack's own client would not let this user do that.
    """


class Acting:
    """
    The people's side of a workspace, over its state and the road to the bot.
    """

    def __init__(self, state: State, delivery: Delivery, responses: Responses) -> None:
        self.state = state
        self.delivery = delivery
        self.responses = responses
        self.installed = Installed()
        state.emit = self._happened

    async def message(
        self, user: str, channel: str, text: str, thread: str | None = None
    ) -> Message:
        """
        Write a message; `text` is as Slack delivers it (`<@UBOT>`, `&lt;`), `thread` a ts.

        A mention of the bot fires both of Slack's events. Returns the message; its delivery goes
        on in the background (`delivery.settled()`).
        """
        self._sees(user, channel)
        text = clean(text)
        held = Message(
            channel,
            self.state.next_ts(),
            user,
            text,
            blocks=_typed(text),
            thread=thread or "",
            client_msg_id=str(uuid.uuid4()),
        )
        return self.state.add(held)

    async def mention(
        self, user: str, channel: str, text: str, thread: str | None = None
    ) -> Message:
        """
        Write a message that begins with a mention of the bot.
        """
        return await self.message(user, channel, f"<@{BOT_USER}> {text}", thread)

    async def direct(self, user: str, text: str, thread: str | None = None) -> Message:
        """
        Write to the bot alone.
        """
        return await self.message(user, self.state.im_of(user).id, text, thread)

    async def edit(self, message: Message, text: str) -> Message:
        """
        Let the author change a message.
        """
        held = self.state.edit(message, text=text, blocks=_typed(text), edited_at=message.ts)
        self._happened("message_changed", held, message)
        return held

    async def delete(self, message: Message) -> None:
        """
        Let the author take a message away.
        """
        self.state.remove(message)

    async def command(self, user: str, channel: str, command: str, text: str = "") -> Ack:
        """
        Type a slash command and return how the bot acknowledged it.

        For somebody of another company the command does not exist, as in Slack: nothing is sent.
        """
        self._sees(user, channel)
        if self.state.users[user].team != OURS:
            shown = f"{command} is not a valid command."
            self._tell_privately(user, channel, shown)
            return Ack(
                self.state.now(), "slash_commands", command, user,
                ok=False, ms=0.0, why="not_shared", shown=shown,
            )  # fmt: skip
        ack = await self.delivery.ask(
            "slash_commands", command, user, self._command(user, channel, command, text)
        )
        if ack.shown:
            self._tell_privately(user, channel, ack.shown)
        elif ack.payload.get("text") or ack.payload.get("blocks"):
            self._answered(user, channel, ack.payload)
        return ack

    async def open_home(self, user: str, tab: str = "home") -> None:
        """
        Open the bot's App Home (`home`) or its direct message (`messages`).
        """
        event: Json = {
            "type": "app_home_opened",
            "user": user,
            "channel": self.state.im_of(user).id,
            "tab": tab,
            "event_ts": self.state.next_ts(),
        }
        if user in self.state.homes and tab == "home":
            event["view"] = payloads.view(self.state.homes[user])
        self._send(event, "")

    async def share(self, channel: str, team: str, *members: str) -> None:
        """
        Let another company into a channel; the bot hears `channel_shared`.
        """
        held = self.state.channels[channel]
        self.state.channels[channel] = replace(
            held, shared_with=held.shared_with | {team}, members=held.members | set(members)
        )
        event = {"type": "channel_shared", "connected_team_id": team, "channel": channel}
        self._send({**event, "event_ts": self.state.next_ts()}, channel)
        self.state.changed()

    async def join(self, channel: str, user: str) -> None:
        """
        Let somebody into a channel; the bot hears `member_joined_channel`.
        """
        held = self.state.channels[channel]
        self.state.channels[channel] = replace(held, members=held.members | {user})
        event = {"type": "member_joined_channel", "user": user, "channel": channel}
        event |= {"channel_type": "G" if held.private else "C", "team": self.state.users[user].team}
        self._send({**event, "event_ts": self.state.next_ts()}, channel)
        self.state.changed()

    async def unshare(self, channel: str, team: str) -> None:
        """
        End the sharing of a channel; the bot hears `channel_unshared`.
        """
        held = self.state.channels[channel]
        theirs = {m for m in held.members if self.state.users[m].team == team}
        self.state.channels[channel] = replace(
            held, shared_with=held.shared_with - {team}, members=held.members - theirs
        )
        event = {"type": "channel_unshared", "previously_connected_team_id": team}
        event |= {"channel": channel, "event_ts": self.state.next_ts()}
        self._send({**event, "is_ext_shared": self.state.external(channel)}, channel)
        self.state.changed()

    async def renumber(self, channel: str, new: str) -> None:
        """
        Give a channel another id, as may happen when a private one becomes shared.
        """
        held = self.state.channels.pop(channel)
        self.state.channels[new] = replace(held, id=new)
        said = self.state.messages.pop(channel, [])
        self.state.messages[new] = [replace(message, channel=new) for message in said]
        event = {"type": "channel_id_changed", "old_channel_id": channel, "new_channel_id": new}
        self._send({**event, "event_ts": self.state.next_ts()}, new)
        self.state.changed()

    async def revoke(self) -> None:
        """
        Take the bot's token back: every call is refused, and the bot hears `tokens_revoked`.
        """
        self.delivery.faults.token_revoked = True
        self._send({"type": "tokens_revoked", "tokens": {"bot": [BOT_USER]}}, "")

    def _sees(self, user: str, channel: str) -> None:
        if not self.state.may_see(user, channel):
            raise NotAllowed(f"{user} is not in {channel} and cannot see it")

    def _command(self, user: str, channel: str, command: str, text: str) -> Json:
        team, held = self.state.teams[OURS], self.state.channels[channel]
        return {
            "token": payloads.VERIFICATION_TOKEN,
            "team_id": team.id,
            "team_domain": team.domain,
            "channel_id": channel,
            "channel_name": "directmessage" if held.im else held.name,
            "user_id": user,
            "user_name": self.state.users[user].name,
            "command": command,
            "text": clean(text),
            "api_app_id": APP_ID,
            "is_enterprise_install": "false",
            "response_url": self.responses.open(user, channel),
            "trigger_id": self.state.trigger(user, channel),
        }

    def _answered(self, user: str, channel: str, payload: Json) -> None:
        try:
            self.responses.say(user, channel, {"text": "", **payload})
        except Refusal as refusal:
            self._tell_privately(user, channel, f"The app’s answer was refused: {refusal}")

    def _tell_privately(self, user: str, channel: str, text: str) -> None:
        ts = self.state.next_ts()
        self.state.ephemerals.append(Message(channel, ts, "USLACKBOT", text, only_for=user))
        self.state.changed()

    def _happened(self, kind: str, held: Message, before: Message | None) -> None:
        if BOT_USER not in self.state.channels[held.channel].members:
            return
        if before is not None:
            self._send(payloads.changed_event(self.state, held, before), held.channel)
            return
        self._send(payloads.message_event(self.state, held, kind), held.channel)
        direct = self.state.channels[held.channel].im
        if f"<@{BOT_USER}>" in held.text and not held.bot and not direct:
            event = payloads.message_event(self.state, held, "app_mention")
            self._send(event, held.channel)

    def _send(self, event: Json, channel: str) -> None:
        if not self.installed.hears(event):
            return
        event_id = self.state.number("Ev")
        self.delivery.event(payloads.envelope(self.state, event, channel, event_id))


def clean(text: str) -> str:
    """
    Text as it can travel: what is not valid UTF-8 becomes the replacement character.
    """
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")


def _typed(text: str) -> tuple[Json, ...]:
    """
    The rich text block that Slack's client adds to what a person types.
    """
    if not text:
        return ()
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return ({"type": "rich_text", "elements": [section]},)
