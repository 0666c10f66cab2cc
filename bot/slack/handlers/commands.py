"""
`/triage` and `/kb`: acknowledged at once, then worked. Merchants cannot type them; others may not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.slack.handlers import intents, modals
from bot.slack.handlers.bind import bind, bound
from bot.slack.handlers.clicks import agents_only
from bot.slack.handlers.context import Answerable, HandlerContext
from bot.slack.handlers.intents import Intent, IntentKind
from bot.slack.handlers.opening import issue_of, named_in, start_or_offer
from bot.slack.outbound.audience import SlackMember
from bot.slack.views import asking, thread
from bot.slack.views import help as help_view
from bot.slack.views.parts import one_line
from diagnostics.redaction.secrets import clean


@dataclass(frozen=True, slots=True)
class Command:
    """
    A slash command as it was typed.
    """

    name: str
    text: str
    trigger: str
    asker: Answerable

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Command:
        """
        From Slack's form fields, without the secrets in them.
        """
        person = SlackMember(str(body.get("user_id", "")), str(body.get("team_id", "")))
        return cls(
            str(body.get("command", "")),
            clean(str(body.get("text", "")).strip()).text,
            str(body.get("trigger_id", "")),
            Answerable(person, str(body.get("channel_id", "")), str(body.get("response_url", ""))),
        )


def first_word(command: Command) -> str:
    """
    What the acknowledgement shows, to the asker alone; pure, for it must take no time.
    """
    wish = intents.command(command.text)
    # Whether it is a merchant our record says later; a word without a number may be anything.
    if (
        command.name == "/triage"
        and wish.want is IntentKind.TRIAGE
        and intents.merchant_ids(wish.merchant)
    ):
        return f"Looking up {one_line(wish.merchant, 40)} …"
    return ""


async def triage(front: HandlerContext, command: Command) -> None:
    """
    Do what was typed after `/triage`.
    """
    asker = command.asker
    await agents_only(front, asker.person)
    wish = intents.command(command.text)
    match wish.want:
        case IntentKind.MODAL:
            await modals.open_triage(front, command.trigger, asker.person, asker.channel)
        case IntentKind.TRIAGE | IntentKind.UNCLEAR:
            await _open(front, command, wish)
        case IntentKind.BIND | IntentKind.UNBIND:
            await bind(front, asker, wish)
        case IntentKind.CHANNELS:
            rows = [bound(row) for row in await front.channels.all() if row.merchants]
            await asker.tell(front, help_view.channels(rows))
        case IntentKind.EXPLAIN:
            pasted = clean(wish.text)
            found = front.knowledge.explain(pasted.text)
            await asker.tell(front, help_view.explained(found, " ".join(pasted.advice)))
        case IntentKind.HELP:
            await asker.tell(front, help_view.help_message())
        case _:
            await asker.tell(front, help_view.help_message())


async def kb(front: HandlerContext, command: Command) -> None:
    """
    Search the knowledge base for what was typed after `/kb`.
    """
    asker = command.asker
    await agents_only(front, asker.person)
    if not command.text:
        await asker.tell(
            front, thread.said("What should I search? Try: /kb reconnect did not help")
        )
    else:
        said = intents.without_mentions(command.text)[:500]
        await asker.tell(front, help_view.hits(said, front.knowledge.search(said)))


async def _open(front: HandlerContext, command: Command, wish: Intent) -> None:
    """
    A case for each merchant that is named; where none is on record, likely ones to the typer alone.
    """
    named, near = await named_in(front, command.text, wish.merchant)
    issue = issue_of(command.text) if len(named) > 1 or not wish.text else wish.text
    if not named:
        said = one_line(command.text, 60)
        await command.asker.tell(front, asking.which_merchant(said, near, issue))
    for merchant_id in named:
        await start_or_offer(front, command.asker, merchant_id, issue, command.trigger)
