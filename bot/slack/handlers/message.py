"""
A message as Slack delivered it, in plain values that survive a restart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.slack.outbound.audience import SlackMember
from diagnostics.redaction.secrets import clean


PEOPLE = frozenset({None, "file_share", "thread_broadcast"})  # subtypes that people write
LONGEST = 12_000  # characters of a message that are read


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """
    A message as plain values: enough to work it again after a restart.
    """

    team: str  # the workspace that installed us
    channel: str
    ts: str
    thread: str
    user: str
    user_team: str
    text: str  # without the secrets that were in it
    direct: bool
    advice: str = ""  # what to do about those secrets
    files: int = 0  # and forwarded messages: what we cannot read
    edited: str = ""  # when its text was changed; a mention may have been added

    @classmethod
    def read(cls, body: Mapping[str, Any], bot: str) -> InboundMessage | None:
        """
        From Slack's envelope; None for what no person wrote to be read by us.
        """
        event = body.get("event") or {}
        if event.get("bot_id") or event.get("hidden") or event.get("subtype") not in PEOPLE:
            return None
        user, channel, ts = event.get("user"), event.get("channel"), event.get("ts")
        if not user or not channel or not ts:
            return None
        direct, thread = event.get("channel_type") == "im", str(event.get("thread_ts") or "")
        inside = body.get("is_ext_shared_channel") is False
        if inside and not direct and not thread and f"<@{bot}" not in str(event.get("text")):
            return None  # colleagues talking among themselves: most of what there is to hear
        said = clean(str(event.get("text") or "")[:LONGEST])
        authorizations = body.get("authorizations") or [{}]
        team = str(authorizations[0].get("team_id") or body.get("team_id") or "")
        theirs = event.get("user_team") or event.get("team") or ""
        if not theirs and body.get("is_ext_shared_channel") is False:
            theirs = team
        return cls(
            team,
            str(channel),
            str(ts),
            thread,
            str(user),
            str(theirs),
            said.text,
            direct,
            " ".join(said.advice),
            len(event.get("files") or ()) + len(event.get("attachments") or ()),
            str((event.get("edited") or {}).get("ts") or ""),
        )

    @property
    def identity(self) -> str:
        """
        One for both of Slack's events for a mention: they share channel and time. An edit is another.
        """
        edit = f":{self.edited}" if self.edited else ""
        return f"heard:{self.team}:{self.channel}:{self.ts}{edit}"

    @property
    def person(self) -> SlackMember:
        """
        The person who wrote the message, as the case file keeps them.
        """
        return SlackMember(self.user, self.user_team)

    @property
    def under(self) -> str:
        """
        The thread that a reply belongs in.
        """
        return self.thread or self.ts

    def as_body(self) -> dict[str, Any]:
        """
        What is kept until it is worked.
        """
        return asdict(self)
