"""
Ties Slack's names to our handlers, in tables: what is not in a table is not handled.

A test holds the tables to manifest.yml. Everything is acknowledged first; events are claimed on disk
before that, for Slack forgets them once it has its 200.
"""

from __future__ import annotations

import logging
import re

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.response import BoltResponse

from bot.slack.handlers import actions, commands, modals
from bot.slack.handlers.clicks import Click
from bot.slack.handlers.context import Answerable, HandlerContext
from bot.slack.handlers.events import EVENTS, SHORTCUTS
from bot.slack.handlers.message import InboundMessage
from bot.slack.handlers.messages import hear
from bot.slack.handlers.submission import Submission
from bot.slack.inbound.ack_thread import run_in_main_loop
from bot.slack.outbound.audience import SlackMember


log = logging.getLogger(__name__)

Body = Mapping[str, Any]
_ANY = re.compile(".*")

COMMANDS: dict[str, Callable[[HandlerContext, commands.Command], Awaitable[None]]] = {
    "/triage": commands.triage,
    "/kb": commands.kb,
}
HEARD = ("app_mention", "message")  # claimed; one message may come as both


def register(app: AsyncApp, front: HandlerContext) -> None:
    """
    Register every handler.
    """
    for name in COMMANDS:
        app.command(name)(_command(front))
    for name in HEARD:
        app.event(name, middleware=[_claim(front)])(_never)
    for name, on_event in EVENTS.items():
        app.event(name, middleware=[_hand_over(front, on_event)])(_never)
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


def _command(front: HandlerContext) -> Callable[..., Awaitable[None]]:
    async def on_command(ack: AsyncAck, body: Body) -> None:
        command = commands.Command.read(body)
        await ack(commands.first_word(command) or "")
        front.start(_run(COMMANDS[command.name](front, command)), command.asker)

    return on_command


def _claim(front: HandlerContext) -> Callable[..., Awaitable[BoltResponse]]:
    """
    On disk before the 200; a repeat of what was claimed gets its 200 and nothing else.
    """

    async def claim(body: Body) -> BoltResponse:
        heard = InboundMessage.read(body, front.bot_user)
        if heard is not None and await front.arriving.claim(heard.identity, heard.as_body()):
            front.start(hear(front, heard))
        return BoltResponse(status=200, body="")

    return claim


def _hand_over(
    front: HandlerContext, handler: Callable[[HandlerContext, Body], Awaitable[None]]
) -> Callable[..., Awaitable[BoltResponse]]:
    async def hand_over(event: Body) -> BoltResponse:
        front.start(_run(handler(front, event)))
        return BoltResponse(status=200, body="")

    return hand_over


async def _never() -> None:
    """
    Bolt wants a listener; an event is dealt with before its acknowledgement, in a middleware.
    """


def _shortcut(
    front: HandlerContext, handler: Callable[[HandlerContext, Body], Awaitable[None]]
) -> Callable[..., Awaitable[None]]:
    async def on_shortcut(ack: AsyncAck, body: Body) -> None:
        await ack()
        front.start(_run(handler(front, body)), _asker(body))

    return on_shortcut


def _action(front: HandlerContext) -> Callable[..., Awaitable[None]]:
    async def on_action(ack: AsyncAck, body: Body) -> None:
        await ack()
        click = Click.read(body)
        front.start(_run(actions.ACTIONS[click.action](front, click)), click.asker)

    return on_action


def _submission(
    front: HandlerContext, handler: Callable[[HandlerContext, Submission], Awaitable[None]]
) -> Callable[..., Awaitable[None]]:
    async def on_submission(ack: AsyncAck, body: Body) -> None:
        await ack()
        submission = Submission.read(body)
        asker = Answerable(submission.person, submission.metadata.get("channel", ""))
        front.start(_run(handler(front, submission)), asker)

    return on_submission


def _options(
    front: HandlerContext,
    choices: Callable[[HandlerContext, SlackMember, str], Coroutine[Any, Any, list[Any]]],
) -> Callable[..., Awaitable[None]]:
    async def on_options(ack: AsyncAck, body: Body) -> None:
        user = body.get("user") or {}
        person = SlackMember(str(user.get("id", "")), str(user.get("team_id", "")))
        typed = str(body.get("value", ""))[:100]
        found = await run_in_main_loop(front.home, choices(front, person, typed))
        await ack(options=[option.to_dict() for option in found])

    return on_options


def _asker(body: Body) -> Answerable:
    user, channel = body.get("user") or {}, body.get("channel") or {}
    person = SlackMember(str(user.get("id", "")), str(user.get("team_id", "")))
    return Answerable(person, str(channel.get("id", "")), str(body.get("response_url") or ""))


async def _run(work: Awaitable[None]) -> None:
    await work
