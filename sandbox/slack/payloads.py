"""
How Slack writes things down: messages, users, channels, events, interactions.

Shapes follow Slack's reference. A Connect channel's events name the author's own company in
`user_team`; for an Enterprise Grid that is the enterprise, and sometimes Slack names none at all.
"""

from __future__ import annotations

from sandbox.slack.cast import APP_ID, BOT_ID, BOT_USER, OURS, Channel, Role, User
from sandbox.slack.state import Json, Message, State, View


VERIFICATION_TOKEN = "FAKE-verification"


def author_team(state: State, user: str) -> str:
    """
    How an event names the author's company; empty when it does not.
    """
    person = state.users[user]
    if not person.known:
        return ""
    return state.teams[person.team].enterprise or person.team


def message(state: State, held: Message) -> Json:
    """
    A message as history, replies and events show it.
    """
    body: Json = {"type": "message", "user": held.user, "text": held.text, "ts": held.ts}
    team = author_team(state, held.user)
    if team:
        body["team"] = team
    if held.blocks:
        body["blocks"] = [
            {"block_id": f"b{number}", **block} for number, block in enumerate(held.blocks)
        ]
    if held.thread:
        body["thread_ts"] = held.thread
        parent = state.find(held.channel, held.thread)
        body["parent_user_id"] = parent.user if parent else BOT_USER
    if held.bot:
        body |= {"bot_id": BOT_ID, "app_id": APP_ID}
    if held.client_msg_id:
        body["client_msg_id"] = held.client_msg_id
    if held.metadata:
        body["metadata"] = held.metadata
    if held.edited_at:
        body["edited"] = {"user": held.user, "ts": held.edited_at}
    if held.files:
        body["files"] = list(held.files)
    if held.reactions:
        body["reactions"] = _reactions(held)
    return {**body, **_replies(state, held)}


def _reactions(held: Message) -> list[Json]:
    who: dict[str, list[str]] = {}
    for name, user_id in held.reactions:
        who.setdefault(name, []).append(user_id)
    return [{"name": n, "users": users, "count": len(users)} for n, users in who.items()]


def _replies(state: State, held: Message) -> Json:
    """
    What the first message of a thread says about its replies.
    """
    replies = [m for m in state.thread(held.channel, held.ts) if m.ts != held.ts]
    if not replies or held.thread:
        return {}
    return {
        "thread_ts": held.ts,
        "reply_count": len(replies),
        "reply_users": list(dict.fromkeys(m.user for m in replies)),
        "latest_reply": replies[-1].ts,
    }


def user(state: State, held: User) -> Json:
    """
    A user as `users.info` shows them to an app of ours: no locale and no admin flags for strangers.
    """
    team = state.teams[held.team]
    ours = held.team == OURS
    met = any(held.id in c.members for c in state.channels.values())
    body: Json = {
        "id": held.id,
        "team_id": held.team,
        "name": held.name,
        "real_name": held.real_name,
        "deleted": False,
        "is_bot": held.role is Role.BOT,
        "is_app_user": False,
        "tz": "Europe/Berlin",
        "profile": {
            "real_name": held.real_name,
            "display_name": held.name,
            "team": held.team,
            "title": "",
        },
    }
    if ours:
        body |= {"is_admin": False, "is_owner": False, "is_restricted": bool(held.guest)}
        body |= {"is_ultra_restricted": held.guest == "single"}
    else:
        body |= {"is_stranger": not met}
    if team.enterprise:
        body["enterprise_user"] = {
            "id": held.id,
            "enterprise_id": team.enterprise,
            "enterprise_name": team.name,
            "teams": [team.id],
        }
    return body


def channel(held: Channel) -> Json:
    """
    A conversation as `conversations.info` shows it to our app.
    """
    if held.im:
        return {
            "id": held.id,
            "is_im": True,
            "is_channel": False,
            "user": held.name,
            "is_org_shared": False,
            "is_ext_shared": bool(held.shared_with),
            "is_shared": bool(held.shared_with),
            "context_team_id": OURS,
        }
    shared = bool(held.shared_with)
    return {
        "id": held.id,
        "name": held.name,
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": held.private,
        "is_archived": False,
        "is_general": held.name == "general",
        "is_shared": shared,
        "is_org_shared": False,
        "is_ext_shared": shared,
        "is_pending_ext_shared": held.pending,
        "pending_shared": [],
        "pending_connected_team_ids": [],
        "connected_team_ids": sorted(held.shared_with),
        "shared_team_ids": [OURS, *sorted(held.shared_with)],
        "internal_team_ids": [],
        "context_team_id": OURS,
        "is_member": BOT_USER in held.members,
        "topic": {"value": held.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "num_members": len(held.members),
    }


def channel_type(held: Channel) -> str:
    """
    The `channel_type` of a message event.
    """
    if held.im:
        return "im"
    return "group" if held.private else "channel"


def envelope(state: State, event: Json, channel_id: str, event_id: str) -> Json:
    """
    The outer part of an Events API delivery.
    """
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": OURS,
        "context_team_id": OURS,
        "context_enterprise_id": None,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(state.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": OURS,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": bool(channel_id) and state.external(channel_id),
        "event_context": f"4-FAKE-{event_id}",
    }


def message_event(state: State, held: Message, kind: str = "message") -> Json:
    """
    The inner part for a new message (`message`) or for a mention (`app_mention`).
    """
    event = message(state, held)
    event |= {"type": kind, "channel": held.channel, "event_ts": held.ts}
    for name in ("reply_count", "reply_users", "latest_reply"):
        event.pop(name, None)
    if kind == "message":
        event["channel_type"] = channel_type(state.channels[held.channel])
    team = author_team(state, held.user)
    if state.external(held.channel) and team:
        event |= {"user_team": team, "source_team": team}
    return event


def changed_event(state: State, held: Message, before: Message) -> Json:
    """
    The inner part for an edit, or for a deletion when nothing changed but that it is gone.
    """
    gone = held is before
    event: Json = {
        "type": "message",
        "subtype": "message_deleted" if gone else "message_changed",
        "hidden": True,
        "channel": held.channel,
        "channel_type": channel_type(state.channels[held.channel]),
        "previous_message": message(state, before),
        "ts": state.next_ts(),
        "event_ts": state.next_ts(),
    }
    if gone:
        event["deleted_ts"] = held.ts
    else:
        event["message"] = message(state, held)
    return event


def actor(state: State, user_id: str) -> Json:
    """
    The `user` of an interaction; without a team where Slack would not say which.
    """
    held = state.users[user_id]
    team = held.team if held.known else ""
    return {"id": held.id, "username": held.name, "name": held.name, "team_id": team}


def interaction(state: State, kind: str, user_id: str, channel_id: str = "") -> Json:
    """
    What every interaction has in common.

    `team` is the user's own company for a modal, ours for what happens in a channel.
    """
    theirs = state.teams.get(state.users[user_id].team) if user_id in state.users else None
    in_modal = not channel_id and kind != "block_actions"
    team = theirs if in_modal and theirs else state.teams[OURS]
    body: Json = {
        "type": kind,
        "user": actor(state, user_id),
        "api_app_id": APP_ID,
        "token": VERIFICATION_TOKEN,
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    if channel_id:
        body["channel"] = {"id": channel_id, "name": state.channels[channel_id].name}
    return body


def view(held: View, values: Json | None = None) -> Json:
    """
    A view as interactions carry it.
    """
    body = dict(held.body)
    return {
        "id": held.id,
        "team_id": OURS,
        "app_id": APP_ID,
        "app_installed_team_id": OURS,
        "bot_id": BOT_ID,
        "hash": held.hash,
        "root_view_id": held.root,
        "previous_view_id": held.previous or None,
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        "title": None,
        "submit": None,
        "close": None,
        **body,
        "blocks": [
            {"block_id": f"b{number}", **block} for number, block in enumerate(body["blocks"])
        ],
        "state": {"values": values or {}},
    }
