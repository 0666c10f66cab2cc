"""
The record of what went over the wire: the bot's calls, and our deliveries to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.slack.state import Json


@dataclass(frozen=True, slots=True)
class Call:
    """
    One Web API call, or one answer at a `response_url`, without its token. `external`: somebody of
    another company reads it, in a channel or as the one person it is shown to.
    """

    at: float  # seconds since 1970
    method: str
    args: Json
    ms: float
    status: int  # of HTTP
    error: str  # Slack's name for the refusal; empty when it was taken
    channel: str = ""
    external: bool = False
    reply: Json = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """
        Whether Slack took it.
        """
        return not self.error


@dataclass(frozen=True, slots=True)
class Ack:
    """
    How the bot answered one delivery. `payload` is the answer's body, if it had one; `sent` is what
    was delivered, for sending it again.
    """

    at: float
    kind: str  # events_api, slash_commands, interactive
    name: str  # the event's, command's or interaction's own name
    user: str
    ok: bool
    ms: float
    payload: Json = field(default_factory=dict)
    why: str = ""  # in Slack's words, when it was not acknowledged
    attempt: int = 0
    shown: str = ""  # what the user is told when it went wrong
    sent: Json = field(default_factory=dict, repr=False)
    external: bool = False  # the user is of another company
