"""
`/triage bind`: whose a shared channel is, and how the bot behaves there.
"""

from __future__ import annotations

from dataclasses import replace

from bot.slack.handlers import intents
from bot.slack.handlers.context import Answerable, HandlerContext
from bot.slack.handlers.intents import Intent, IntentKind
from bot.slack.views import help as help_view
from bot.slack.views import thread
from bot.slack.views.parts import BlockMessage, one_line
from bot.slack.views.phrases import LANGUAGES
from bot.storage.channels import ChannelSettings
from diagnostics.connections.source import UnknownMerchant
from knowledge.base.article import Audience


async def bind(front: HandlerContext, asker: Answerable, wish: Intent) -> None:
    """
    Bind, unbind, or show the channel that this was typed in.
    """
    before = await front.channels.get(asker.channel)
    if wish.want is IntentKind.UNBIND:
        await front.channels.forget(asker.channel)
        await asker.tell(front, thread.said("This channel is now bound to nobody."))
        await _told(front, asker, "unbound")
        return
    if not wish.text.strip():
        await asker.tell(front, help_view.binding(bound(before), changed=False))
        return
    asked = _options(wish.text, before)
    if isinstance(asked, str):
        await asker.tell(front, thread.said(asked))
        return
    try:
        for merchant in asked.merchants:
            await front.connections.find(merchant)
    except UnknownMerchant as reason:
        await asker.tell(front, thread.said(str(reason)))
        return
    person = asker.person
    await front.channels.save(replace(asked, team=person.team, bound_by=person.user))
    notes = await _notes(front, asked)
    await asker.tell(front, help_view.binding(bound(asked), changed=True, notes=notes))
    await _told(front, asker, "bound to " + ", ".join(asked.merchants))


def _options(text: str, before: ChannelSettings) -> ChannelSettings | str:
    """
    The settings that were typed, or a sentence about what could not be read.
    """
    pinged = intents.mentions(text)
    left = intents.without_mentions(text).replace(",", " ").split()
    merchants = list(before.merchants)
    settings = replace(before, ping=pinged[0] if pinged else before.ping)
    while left:
        word = left.pop(0)
        match word.lower():
            case "every-message" | "mention-only":
                settings = replace(settings, mention_only=word.lower() == "mention-only")
            case "approve-first" | "answer-directly":
                settings = replace(settings, approve_first=word.lower() == "approve-first")
            case "ping":
                if not pinged:
                    return "After “ping” choose somebody from the list that Slack offers when you type @."
            case "language":
                language = left.pop(0).lower() if left else ""
                if language not in LANGUAGES:
                    return f"After “language” say one of {', '.join(LANGUAGES)}."
                settings = replace(settings, language=language)
            case _ if intents.command(word).want is IntentKind.TRIAGE:
                merchants += [word] if word not in merchants else []
            case _:
                return f"I could not read “{one_line(word, 40)}”. Try: /triage bind M1001"
    if not merchants:
        return "Name the merchant first: /triage bind M1001"
    return replace(settings, merchants=tuple(merchants))


async def _notes(front: HandlerContext, settings: ChannelSettings) -> list[str]:
    notes = []
    if await front.audiences.of(settings.channel) is Audience.SUPPORT:
        notes.append("Nobody from outside can read this channel; merchants ask in shared ones.")
    if len(settings.merchants) > 1:
        notes.append(
            "Everybody in this channel can now read about "
            + " and ".join(settings.merchants)
            + ". If they are not one company, type /triage unbind and bind again."
        )
    for merchant in settings.merchants:
        others = set(await front.channels.of_merchant(merchant)) - {settings.channel}
        if others:
            notes.append(f"{merchant} is also bound to {len(others)} other channel(s).")
    return notes


async def _told(front: HandlerContext, asker: Answerable, what: str) -> None:
    # Who let which company read what is worth a line where colleagues see it.
    channel = front.audiences.internal_channel
    if channel:
        line = f"<@{asker.person.user}>: <#{asker.channel}> is now {what}."
        await front.gateway.post(channel, BlockMessage(line))


def bound(row: ChannelSettings) -> help_view.Bound:
    """
    Settings as a view shows them.
    """
    return help_view.Bound(
        row.channel, row.merchants, row.mention_only, row.approve_first, row.language, row.ping
    )
