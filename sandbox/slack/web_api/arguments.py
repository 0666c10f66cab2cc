"""
What several methods ask of their arguments.
"""

from __future__ import annotations

from sandbox.slack.cast import BOT_USER, Channel
from sandbox.slack.refusals import Refusal
from sandbox.slack.state import Json, Message, State


def needed(args: Json, name: str) -> str:
    """
    A string that must be there (invalid_arguments).
    """
    value = args.get(name)
    if value in (None, ""):
        raise Refusal("invalid_arguments", (f"missing required field: {name}",))
    return str(value)


def channel(state: State, args: Json, *, joined: bool = False) -> Channel:
    """
    The conversation that `channel` names; with `joined`, one that the bot is in.

    A user's id stands for the direct message with them. A private channel without the bot does
    not exist as far as the bot can tell.
    """
    name = needed(args, "channel")
    if name in state.users and state.users[name].known:
        return state.im_of(name)
    held = state.channels.get(name)
    if held is None or (held.private and BOT_USER not in held.members):
        raise Refusal("channel_not_found")
    if joined and BOT_USER not in held.members:
        raise Refusal("not_in_channel")
    return held


def own_message(state: State, args: Json, refusal: str) -> Message:
    """
    A message that the bot itself posted (message_not_found, or `refusal` for somebody else's).
    """
    held = state.find(channel(state, args, joined=True).id, needed(args, "ts"))
    if held is None:
        raise Refusal("message_not_found")
    if not held.bot:
        raise Refusal(refusal)
    return held


def flag(args: Json, name: str, *, otherwise: bool) -> bool:
    """
    A boolean, which forms send as words.
    """
    value = args.get(name, otherwise)
    return value if isinstance(value, bool) else str(value).lower() in ("1", "true")
