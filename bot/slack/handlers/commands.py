"""
`/triage` and `/kb`: acknowledged at once, then worked. Merchants cannot type them; others may not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.model.surface import Place
from bot.slack.handlers import intents, modals
from bot.slack.handlers.bind import bind, bound
from bot.slack.handlers.clicks import agents_only
from bot.slack.handlers.context import Answerable, HandlerContext, identity
from bot.slack.handlers.intents import Intent, IntentKind
from bot.slack.outbound.audience import SlackMember
from bot.slack.views import help as help_view
from bot.slack.views import thread
from bot.slack.views.parts import one_line
from diagnostics.redaction.secrets import clean


LONGEST_ISSUE = 3000


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
    if command.name == "/triage" and wish.want is IntentKind.TRIAGE:
        return f"Examining {one_line(wish.merchant, 40)} …"
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
        case IntentKind.TRIAGE:
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
            said = one_line(command.text, 60)
            sentence = f"“{said}” does not start with a merchant id. Try: /triage M1001"
            await asker.tell(front, thread.said(sentence))


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
    asker = command.asker
    person = asker.person
    place = Place("slack", person.team, asker.channel, "", person.user, person.team)
    await front.desk.open_case(
        identity("command", person.team, asker.channel, person.user, command.trigger),
        wish.merchant,
        wish.text[:LONGEST_ISSUE],
        place,
        merchant_facing=False,
    )
