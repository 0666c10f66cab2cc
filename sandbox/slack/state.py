"""
What the workspace knows at any moment: messages, views, triggers; and who may see what.
"""

from __future__ import annotations

import time

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from sandbox.slack.cast import BOT_USER, OURS, Cast, Channel, Team, User


Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """
    One message as it stands now; an edit replaces it.
    """

    channel: str
    ts: str
    user: str
    text: str
    blocks: tuple[Json, ...] = ()
    thread: str = ""  # the ts of the message it replies to
    bot: bool = False
    only_for: str = ""  # the addressee of an ephemeral
    metadata: Json | None = None
    client_msg_id: str = ""
    edited_at: str = ""
    edits: int = 0
    reactions: tuple[tuple[str, str], ...] = ()  # name, user
    files: tuple[Json, ...] = ()
    unfurl: bool = True

    @property
    def root(self) -> str:
        """
        The ts of the thread it is in: its own when it started one.
        """
        return self.thread or self.ts


@dataclass(frozen=True, slots=True)
class View:
    """
    A modal or an App Home as one user has it open.
    """

    id: str
    user: str
    body: Json  # what the bot sent
    hash: str
    root: str
    previous: str = ""
    channel: str = ""
    errors: tuple[tuple[str, str], ...] = ()  # block id, sentence


@dataclass(slots=True)
class Trigger:
    """
    What lets the bot open a view for a user, once and for three seconds.
    """

    id: str
    user: str
    channel: str
    until: float
    view: str = ""
    spent: bool = False


@dataclass(slots=True)
class State:
    """
    The whole workspace. Handlers change it through its methods; `changed` tells who watches.
    """

    cast: Cast
    now: Callable[[], float] = time.time
    trigger_life: float = 3.0  # seconds
    teams: dict[str, Team] = field(init=False)
    users: dict[str, User] = field(init=False)
    channels: dict[str, Channel] = field(init=False)
    messages: dict[str, list[Message]] = field(default_factory=lambda: defaultdict(list))
    ephemerals: list[Message] = field(default_factory=list)
    views: dict[str, View] = field(default_factory=dict)
    stacks: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    homes: dict[str, View] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    statuses: dict[tuple[str, str], str] = field(default_factory=dict)
    prompts: dict[tuple[str, str], Json] = field(default_factory=dict)
    files: dict[str, Json] = field(default_factory=dict)
    emit: Callable[[str, Message, Message | None], None] = lambda *_: None
    watchers: list[Callable[[], None]] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _last_ts: float = 0.0

    def __post_init__(self) -> None:
        self.teams = {team.id: team for team in self.cast.teams}
        self.users = {user.id: user for user in self.cast.users}
        self.channels = {channel.id: channel for channel in self.cast.channels}

    def changed(self) -> None:
        """
        Tell everybody who watches that something is different.
        """
        for tell in self.watchers:
            tell()

    def number(self, prefix: str) -> str:
        """
        A fresh identifier that starts with `prefix`.
        """
        return f"{prefix}{next(self._numbers):08d}"

    def next_ts(self) -> str:
        """
        A message's ts: seconds since 1970 and six digits, unique and rising.
        """
        self._last_ts = max(self.now(), self._last_ts + 0.000001)
        return f"{self._last_ts:.6f}"

    def add(self, message: Message) -> Message:
        """
        Keep a message that is visible to its whole channel, and report it as an event.
        """
        self.messages[message.channel].append(message)
        if message.bot:
            self.statuses.pop((message.channel, message.root), None)
        self.emit("message", message, None)
        self.changed()
        return message

    def edit(self, message: Message, **changes: Any) -> Message:
        """
        Put a changed message in the place of the old one.
        """
        edited = replace(message, **changes)
        held = self.messages[message.channel]
        held[held.index(message)] = edited
        self.changed()
        return edited

    def remove(self, message: Message) -> None:
        """
        Take a message away.
        """
        self.messages[message.channel].remove(message)
        self.emit("message_deleted", message, message)
        self.changed()

    def find(self, channel: str, ts: str) -> Message | None:
        """
        The message of a channel with that ts.
        """
        return next((m for m in reversed(self.messages[channel]) if m.ts == ts), None)

    def thread(self, channel: str, ts: str) -> list[Message]:
        """
        A message and its replies, oldest first.
        """
        return [m for m in self.messages[channel] if m.root == ts]

    def trigger(self, user: str, channel: str = "", view: str = "") -> str:
        """
        A fresh trigger id for something that a user just did.
        """
        name = f"{self.number('')}.{OURS}.trigger"
        until = self.now() + self.trigger_life
        self.triggers[name] = Trigger(name, user, channel, until, view)
        return name

    def im_of(self, user: str) -> Channel:
        """
        The direct message between a user and the bot; made when there is none.
        """
        name = "D" + user[1:]
        if name not in self.channels:
            members = frozenset({user, BOT_USER})
            theirs = self.users[user].team
            shared = frozenset() if theirs == OURS else frozenset({theirs})
            self.channels[name] = Channel(
                name, user, members, private=True, im=True, shared_with=shared
            )
        return self.channels[name]

    def may_see(self, user: str, channel: str) -> bool:
        """
        Whether a user can read a channel at all.
        """
        held = self.channels.get(channel)
        if held is None:
            return False
        ours = self.users[user].team == OURS
        return user in held.members or (ours and not held.private and not held.im)

    def outsider(self, user: str) -> bool:
        """
        Whether a user is of another company; True for one that is not known.
        """
        held = self.users.get(user)
        return held is None or held.team != OURS

    def external(self, channel: str) -> bool:
        """
        Whether another company can read a channel; True for one that is not known.
        """
        held = self.channels.get(channel)
        return held is None or held.external
