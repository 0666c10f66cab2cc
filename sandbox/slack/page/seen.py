"""
What one person sees of the workspace, as JSON for the page.
"""

from __future__ import annotations

from sandbox.slack.cast import BOT_USER, OURS, Channel, Role
from sandbox.slack.state import Json, Message, State, View


LATEST = 200  # messages of a channel that the page gets
TITLES = {
    Role.AGENT: "Support agent",
    Role.MEMBER: "Colleague without rights",
    Role.MERCHANT: "Merchant",
    Role.BOT: "App",
}


def people(state: State) -> dict[str, Json]:
    """
    Everybody, by id.
    """
    return {
        user.id: {
            "id": user.id,
            "name": user.name,
            "real_name": user.real_name,
            "company": state.teams[user.team].name if user.team in state.teams else "Unknown",
            "ours": user.team == OURS,
            "bot": user.role is Role.BOT,
            "title": TITLES[user.role],
        }
        for user in state.users.values()
    }


def channels(state: State, user: str) -> list[Json]:
    """
    The conversations that a person finds in their sidebar, their direct message with the bot last.
    """
    state.im_of(user)
    held = [c for c in state.channels.values() if user in c.members]
    return [_channel(state, c) for c in sorted(held, key=lambda c: (c.im, bool(c.shared_with)))]


def conversation(state: State, user: str, channel: str) -> Json | None:
    """
    A conversation with its messages, ephemerals in their places; None when it is not theirs.
    """
    if not state.may_see(user, channel):
        return None
    held = [m for m in state.messages[channel] if not m.thread]
    private = [m for m in _private(state, user, channel) if not m.thread]
    shown = sorted([*held, *private], key=lambda m: float(m.ts))[-LATEST:]
    body = _channel(state, state.channels[channel])
    body["messages"] = [message(state, m) for m in shown]
    body["statuses"] = {
        ts: text for (where, ts), text in state.statuses.items() if where == channel
    }
    body["prompts"] = state.prompts.get((channel, ""))
    return body


def thread(state: State, user: str, channel: str, ts: str) -> Json | None:
    """
    A thread with its ephemerals; None when it is not theirs or does not exist.
    """
    held = state.thread(channel, ts) if state.may_see(user, channel) else []
    if not held:
        return None
    private = [m for m in _private(state, user, channel) if m.thread == ts]
    shown = sorted([*held, *private], key=lambda m: float(m.ts))
    return {
        "ts": ts,
        "messages": [message(state, m) for m in shown],
        "status": state.statuses.get((channel, ts), ""),
    }


def message(state: State, held: Message) -> Json:
    """
    One message.
    """
    replies = [] if held.thread else state.thread(held.channel, held.ts)[1:]
    return {
        "ts": held.ts,
        "user": held.user,
        "text": held.text,
        "blocks": [] if not held.bot else list(held.blocks),
        "bot": held.bot,
        "thread": held.thread,
        "edits": held.edits,
        "edited": bool(held.edited_at),
        "private": bool(held.only_for),
        "replies": len(replies),
        "repliers": list(dict.fromkeys(m.user for m in replies)),
        "last_reply": replies[-1].ts if replies else "",
        "reactions": [list(reaction) for reaction in held.reactions],
        "files": [{"title": f.get("title", ""), "name": f.get("name", "")} for f in held.files],
    }


def views(state: State, user: str) -> list[Json]:
    """
    The modals that a person has open, the topmost last.
    """
    return [view(state.views[name]) for name in state.stacks[user]]


def view(held: View) -> Json:
    """
    A modal or an App Home.
    """
    return {
        "id": held.id,
        "hash": held.hash,
        "body": held.body,
        "errors": [list(error) for error in held.errors],
    }


def _private(state: State, user: str, channel: str) -> list[Message]:
    return [m for m in state.ephemerals if m.only_for == user and m.channel == channel]


def _channel(state: State, held: Channel) -> Json:
    said = state.messages[held.id]
    companies = [state.teams[t].name for t in sorted(held.shared_with) if t in state.teams]
    name = state.users[BOT_USER].real_name if held.im else held.name
    return {
        "id": held.id,
        "name": name,
        "private": held.private,
        "im": held.im,
        "topic": held.topic,
        "shared_with": companies,
        "members": sorted(held.members),
        "latest": said[-1].ts if said else "",
    }
