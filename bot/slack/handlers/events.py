"""
Slack's other events, and the two shortcuts.
"""

from __future__ import annotations

import logging

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.slack.handlers import home, modals
from bot.slack.handlers.context import HandlerContext
from bot.slack.outbound.audience import SlackMember
from diagnostics.redaction.secrets import clean


log = logging.getLogger(__name__)

Body = Mapping[str, Any]


async def _home_opened(front: HandlerContext, event: Body) -> None:
    if event.get("tab", "home") == "home":
        await home.publish(front, str(event.get("user", "")))
    else:
        await _prompts(front, event)


async def _prompts(front: HandlerContext, event: Body) -> None:
    prompts = [
        {"title": "Examine a merchant", "message": "triage M1001"},
        {"title": "Explain an error", "message": "What does this mean: 400 invalid_grant"},
        {"title": "Search what we know", "message": "kb reconnect did not help"},
    ]
    if await front.audiences.is_agent(
        SlackMember(str(event.get("user", "")), front.audiences.team)
    ):
        await front.gateway.call(
            "assistant_threads_setSuggestedPrompts",
            channel_id=str(event.get("channel", "")),
            thread_ts=str(event.get("thread_ts") or ""),
            prompts=prompts,
        )


async def _sharing_changed(front: HandlerContext, event: Body) -> None:
    front.audiences.forget_channel(str(event.get("channel", "")))


async def _renamed(front: HandlerContext, event: Body) -> None:
    old, new = str(event.get("old_channel_id", "")), str(event.get("new_channel_id", ""))
    for channel in (old, new):
        front.audiences.forget_channel(channel)
    await front.ledger.rename_channel(old, new)
    settings = await front.channels.get(old)
    if settings.merchants:
        await front.channels.save(replace(settings, channel=new))
        await front.channels.forget(old)


async def _locked_out(front: HandlerContext, event: Body) -> None:
    front.audiences.access.lost = str(event.get("type", "revoked"))
    log.error("Slack took our access away: %s. Install the app again.", front.audiences.access.lost)


EVENTS: dict[str, Callable[[HandlerContext, Body], Awaitable[None]]] = {
    "app_home_opened": _home_opened,
    "channel_shared": _sharing_changed,
    "channel_unshared": _sharing_changed,
    "member_joined_channel": _sharing_changed,
    "channel_id_changed": _renamed,
    "tokens_revoked": _locked_out,
    "app_uninstalled": _locked_out,
}


async def _message_shortcut(front: HandlerContext, body: Body) -> None:
    message, channel = body.get("message") or {}, body.get("channel") or {}
    user = body.get("user") or {}
    await modals.open_triage(
        front,
        str(body.get("trigger_id", "")),
        SlackMember(str(user.get("id", "")), str(user.get("team_id", ""))),
        str(channel.get("id", "")),
        thread=str(message.get("thread_ts") or message.get("ts") or ""),
        text=clean(str(message.get("text", ""))).text,
    )


async def _global_shortcut(front: HandlerContext, body: Body) -> None:
    user = body.get("user") or {}
    person = SlackMember(str(user.get("id", "")), str(user.get("team_id", "")))
    await modals.open_triage(
        front, str(body.get("trigger_id", "")), person, front.audiences.internal_channel
    )


SHORTCUTS: dict[str, Callable[[HandlerContext, Body], Awaitable[None]]] = {
    "triage_message": _message_shortcut,
    "triage_merchant": _global_shortcut,
}
