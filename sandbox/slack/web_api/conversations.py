"""
Methods about conversations, their members and their history, and reactions.
"""

from __future__ import annotations

from sandbox.slack import payloads
from sandbox.slack.cast import BOT_USER, OURS
from sandbox.slack.refusals import Refusal
from sandbox.slack.state import Json, State
from sandbox.slack.web_api.arguments import channel, needed


def info(state: State, args: Json) -> Json:
    """
    conversations.info
    """
    return {"channel": payloads.channel(channel(state, args))}


def listing(state: State, args: Json) -> Json:
    """
    conversations.list: without private channels that the bot is not in
    """
    kinds = str(args.get("types") or "public_channel").split(",")
    seen = []
    for held in state.channels.values():
        kind = "im" if held.im else "private_channel" if held.private else "public_channel"
        if kind in kinds and (not held.private or BOT_USER in held.members):
            seen.append(payloads.channel(held))
    return _page(seen, args, "channels")


def members(state: State, args: Json) -> Json:
    """
    conversations.members
    """
    return _page(sorted(channel(state, args).members), args, "members")


def opening(state: State, args: Json) -> Json:
    """
    conversations.open: the direct message with one user
    """
    user = str(args.get("users") or args.get("user") or "")
    if user not in state.users or not state.users[user].known:
        raise Refusal("user_not_found")
    met = any({user, BOT_USER} <= c.members for c in state.channels.values())
    if state.users[user].team != OURS and not met:
        raise Refusal("user_not_visible")
    return {"channel": {"id": state.im_of(user).id}}


def history(state: State, args: Json) -> Json:
    """
    conversations.history: newest first, without replies
    """
    where = channel(state, args, joined=True)
    held = [m for m in reversed(state.messages[where.id]) if not m.thread]
    return _page([payloads.message(state, m) for m in _between(held, args)], args, "messages")


def replies(state: State, args: Json) -> Json:
    """
    conversations.replies: the parent, then its replies, oldest first
    """
    where, ts = channel(state, args, joined=True), needed(args, "ts")
    found = state.find(where.id, ts)
    if found is None:
        raise Refusal("thread_not_found")
    held = state.thread(where.id, found.root)
    return _page([payloads.message(state, m) for m in _between(held, args)], args, "messages")


def _between(held: list, args: Json) -> list:  # type: ignore[type-arg]
    oldest, latest = float(args.get("oldest") or 0), float(args.get("latest") or "inf")
    return [m for m in held if oldest <= float(m.ts) <= latest]


def _page(held: list, args: Json, name: str) -> Json:  # type: ignore[type-arg]
    most = max(1, min(int(args.get("limit") or 100), 999))
    start = int(args.get("cursor") or 0)
    more = start + most < len(held)
    following = str(start + most) if more else ""
    return {
        name: held[start : start + most],
        "has_more": more,
        "response_metadata": {"next_cursor": following},
    }


def react(state: State, args: Json) -> Json:
    """
    reactions.add
    """
    held = state.find(channel(state, args).id, needed(args, "timestamp"))
    mine = (needed(args, "name"), BOT_USER)
    if held is None:
        raise Refusal("message_not_found")
    if mine in held.reactions:
        raise Refusal("already_reacted")
    state.edit(held, reactions=(*held.reactions, mine))
    return {}


def unreact(state: State, args: Json) -> Json:
    """
    reactions.remove
    """
    held = state.find(channel(state, args).id, needed(args, "timestamp"))
    mine = (needed(args, "name"), BOT_USER)
    if held is None:
        raise Refusal("message_not_found")
    if mine not in held.reactions:
        raise Refusal("no_reaction")
    state.edit(held, reactions=tuple(r for r in held.reactions if r != mine))
    return {}


METHODS = {
    "conversations.history": history,
    "conversations.info": info,
    "conversations.list": listing,
    "conversations.members": members,
    "conversations.open": opening,
    "conversations.replies": replies,
    "reactions.add": react,
    "reactions.remove": unreact,
}
