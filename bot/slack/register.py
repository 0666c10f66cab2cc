"""
Ties Slack's names to our handlers, in tables: what is not in a table is not handled.

A test holds the tables to manifest.yml. Everything is acknowledged first; events are claimed on disk
before that, for Slack forgets them once it has its 200.
"""

from __future__ import annotations

import logging
import re

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.slack import actions, commands, home, modals
from bot.slack.audience import Person
from bot.slack.front import Answerable, Front
from bot.slack.messages import Heard, hear
from diagnostics.secrets_seen import clean


log = logging.getLogger(__name__)

Body = Mapping[str, Any]
_ANY = re.compile(".*")

COMMANDS: dict[str, Callable[[Front, commands.Command], Awaitable[None]]] = {
    "/triage": commands.triage,
    "/kb": commands.kb,
}
HEARD = ("app_mention", "message")  # claimed; one message may come as both


async def _home_opened(front: Front, event: Body) -> None:
    if event.get("tab", "home") == "home":
        await home.publish(front, str(event.get("user", "")))
    else:
        await _prompts(front, event)


async def _prompts(front: Front, event: Body) -> None:
    prompts = [
        {"title": "Examine a merchant", "message": "triage M1001"},
        {"title": "Explain an error", "message": "What does this mean: 400 invalid_grant"},
        {"title": "Search what we know", "message": "kb reconnect did not help"},
    ]
    if await front.audiences.is_agent(Person(str(event.get("user", "")), front.audiences.team)):
        await front.gateway.call(
            "assistant_threads_setSuggestedPrompts",
            channel_id=str(event.get("channel", "")),
            thread_ts=str(event.get("thread_ts") or ""),
            prompts=prompts,
        )


async def _sharing_changed(front: Front, event: Body) -> None:
    front.audiences.forget_channel(str(event.get("channel", "")))


async def _renamed(front: Front, event: Body) -> None:
    old, new = str(event.get("old_channel_id", "")), str(event.get("new_channel_id", ""))
    for channel in (old, new):
        front.audiences.forget_channel(channel)
    await front.ledger.rename_channel(old, new)
    settings = await front.channels.get(old)
    if settings.merchants:
        await front.channels.save(replace(settings, channel=new))
        await front.channels.forget(old)


async def _locked_out(front: Front, event: Body) -> None:
    front.audiences.access.lost = str(event.get("type", "revoked"))
    log.error("Slack took our access away: %s. Install the app again.", front.audiences.access.lost)


EVENTS: dict[str, Callable[[Front, Body], Awaitable[None]]] = {
    "app_home_opened": _home_opened,
    "channel_shared": _sharing_changed,
    "channel_unshared": _sharing_changed,
    "channel_id_changed": _renamed,
    "tokens_revoked": _locked_out,
    "app_uninstalled": _locked_out,
}


async def _message_shortcut(front: Front, body: Body) -> None:
    message, channel = body.get("message") or {}, body.get("channel") or {}
    user = body.get("user") or {}
    await modals.open_triage(
        front,
        str(body.get("trigger_id", "")),
        Person(str(user.get("id", "")), str(user.get("team_id", ""))),
        str(channel.get("id", "")),
        thread=str(message.get("thread_ts") or message.get("ts") or ""),
        text=clean(str(message.get("text", ""))).text,
    )


async def _global_shortcut(front: Front, body: Body) -> None:
    user = body.get("user") or {}
    person = Person(str(user.get("id", "")), str(user.get("team_id", "")))
    await modals.open_triage(
        front, str(body.get("trigger_id", "")), person, front.audiences.internal_channel
    )


SHORTCUTS: dict[str, Callable[[Front, Body], Awaitable[None]]] = {
    "triage_message": _message_shortcut,
    "triage_merchant": _global_shortcut,
}


def register(app: AsyncApp, front: Front) -> None:
    """
    Register every handler.
    """
    for name in COMMANDS:
        app.command(name)(_command(front))
    for name in HEARD:
        app.event(name, middleware=[_claim(front)])(_heard(front))
    for name, on_event in EVENTS.items():
        app.event(name)(_event(front, on_event))
    for name, on_shortcut in SHORTCUTS.items():
        app.shortcut(name)(_shortcut(front, on_shortcut))
    for name in actions.ACTIONS:
        app.action(name)(_action(front))
    for name, submitted in modals.SUBMISSIONS.items():
        app.view(name)(_submission(front, submitted))
    for name, choices in modals.CHOICES.items():
        app.options(name)(_options(front, choices))
    # Without an answer Slack leaves people with a spinner and then a riddle.
    app.command(_ANY)(_unknown)
    app.action(_ANY)(_unknown)


async def _unknown(ack: AsyncAck) -> None:
    await ack()
    log.warning("Slack sent a command or click that no handler is named for")


def _command(front: Front) -> Callable[..., Awaitable[None]]:
    async def on_command(ack: AsyncAck, body: Body) -> None:
        command = commands.Command.read(body)
        await ack(commands.first_word(command) or "")
        front.start(_run(COMMANDS[command.name](front, command)), command.asker)

    return on_command


def _claim(front: Front) -> Callable[..., Awaitable[BoltResponse | None]]:
    """
    On disk before the 200; a repeat of what was claimed gets its 200 and nothing else.
    """

    async def claim(
        body: Body,
        context: AsyncBoltContext,
        next: Callable[[], Awaitable[None]],  # noqa: A002
    ) -> BoltResponse | None:
        heard = Heard.read(body)
        if heard is None or not await front.ledger.claim(heard.identity, heard.as_body()):
            return BoltResponse(status=200, body="")
        context["heard"] = heard
        await next()
        return None

    return claim


def _heard(front: Front) -> Callable[..., Awaitable[None]]:
    async def on_heard(context: AsyncBoltContext) -> None:
        heard: Heard = context["heard"]
        front.start(hear(front, heard))

    return on_heard


def _event(
    front: Front, handler: Callable[[Front, Body], Awaitable[None]]
) -> Callable[..., Awaitable[None]]:
    async def on_event(event: Body) -> None:
        front.start(_run(handler(front, event)))

    return on_event


def _shortcut(
    front: Front, handler: Callable[[Front, Body], Awaitable[None]]
) -> Callable[..., Awaitable[None]]:
    async def on_shortcut(ack: AsyncAck, body: Body) -> None:
        await ack()
        front.start(_run(handler(front, body)), _asker(body))

    return on_shortcut


def _action(front: Front) -> Callable[..., Awaitable[None]]:
    async def on_action(ack: AsyncAck, body: Body) -> None:
        await ack()
        click = actions.Click.read(body)
        front.start(_run(actions.ACTIONS[click.action](front, click)), click.asker)

    return on_action


def _submission(
    front: Front, handler: Callable[[Front, modals.Submission], Awaitable[None]]
) -> Callable[..., Awaitable[None]]:
    async def on_submission(ack: AsyncAck, body: Body) -> None:
        await ack()
        submission = modals.Submission.read(body)
        asker = Answerable(submission.person, submission.metadata.get("channel", ""))
        front.start(_run(handler(front, submission)), asker)

    return on_submission


def _options(
    front: Front, choices: Callable[[Front, Person, str], Awaitable[list[Any]]]
) -> Callable[..., Awaitable[None]]:
    async def on_options(ack: AsyncAck, body: Body) -> None:
        user = body.get("user") or {}
        person = Person(str(user.get("id", "")), str(user.get("team_id", "")))
        found = await choices(front, person, str(body.get("value", ""))[:100])
        await ack(options=[option.to_dict() for option in found])

    return on_options


def _asker(body: Body) -> Answerable:
    user, channel = body.get("user") or {}, body.get("channel") or {}
    person = Person(str(user.get("id", "")), str(user.get("team_id", "")))
    return Answerable(person, str(channel.get("id", "")), str(body.get("response_url") or ""))


async def _run(work: Awaitable[None]) -> None:
    await work
