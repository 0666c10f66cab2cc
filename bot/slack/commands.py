"""
`/triage` and `/kb`: acknowledged at once, then worked. Merchants cannot type them; others may not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.channels import ChannelSettings
from bot.slack import modals, words
from bot.slack.audience import Person
from bot.slack.front import Answerable, Front, identity
from bot.slack.views import help as help_view
from bot.slack.views import thread
from bot.slack.views.parts import Message, one_line
from bot.slack.views.phrases import LANGUAGES
from bot.slack.words import Want, Wish
from bot.surface import Place
from diagnostics.connections import UnknownMerchant
from diagnostics.secrets_seen import clean
from knowledge.article import Audience


AGENTS_ONLY = "Only support agents can do that."
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
        From Slack's form fields.
        """
        person = Person(str(body.get("user_id", "")), str(body.get("team_id", "")))
        return cls(
            str(body.get("command", "")),
            str(body.get("text", "")).strip(),
            str(body.get("trigger_id", "")),
            Answerable(person, str(body.get("channel_id", "")), str(body.get("response_url", ""))),
        )


def first_word(command: Command) -> str:
    """
    What the acknowledgement shows, to the asker alone; pure, for it must take no time.
    """
    wish = words.command(command.text)
    if command.name == "/triage" and wish.want is Want.TRIAGE:
        return f"Examining {one_line(wish.merchant, 40)} …"
    return ""


async def triage(front: Front, command: Command) -> None:
    """
    Do what was typed after `/triage`.
    """
    asker = command.asker
    if not await front.audiences.is_agent(asker.person):
        await asker.tell(front, thread.said(AGENTS_ONLY))
        return
    wish = words.command(command.text)
    match wish.want:
        case Want.MODAL:
            await modals.open_triage(front, command.trigger, asker.person, asker.channel)
        case Want.TRIAGE:
            await _open(front, command, wish)
        case Want.BIND | Want.UNBIND:
            await _bind(front, command, wish)
        case Want.CHANNELS:
            bound = [_bound(row) for row in await front.channels.all() if row.merchants]
            await asker.tell(front, help_view.channels(bound))
        case Want.EXPLAIN:
            pasted = clean(wish.text)
            found = front.knowledge.explain(pasted.text)
            await asker.tell(front, help_view.explained(found, " ".join(pasted.advice)))
        case Want.HELP:
            await asker.tell(front, help_view.help_message())
        case _:
            said = one_line(command.text, 60)
            sentence = f"“{said}” does not start with a merchant id. Try: /triage M1001"
            await asker.tell(front, thread.said(sentence))


async def kb(front: Front, command: Command) -> None:
    """
    Search the knowledge base for what was typed after `/kb`.
    """
    asker = command.asker
    if not await front.audiences.is_agent(asker.person):
        await asker.tell(front, thread.said(AGENTS_ONLY))
    elif not command.text:
        await asker.tell(
            front, thread.said("What should I search? Try: /kb reconnect did not help")
        )
    else:
        said = words.without_mentions(command.text)[:500]
        await asker.tell(front, help_view.hits(said, front.knowledge.search(said)))


async def _open(front: Front, command: Command, wish: Wish) -> None:
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


async def _bind(front: Front, command: Command, wish: Wish) -> None:
    asker = command.asker
    before = await front.channels.get(asker.channel)
    if wish.want is Want.UNBIND:
        await front.channels.forget(asker.channel)
        await asker.tell(front, thread.said("This channel is now bound to nobody."))
        await _told(front, asker, "unbound")
        return
    if not wish.text.strip():
        await asker.tell(front, help_view.binding(_bound(before), changed=False))
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
    await asker.tell(front, help_view.binding(_bound(asked), changed=True, notes=notes))
    await _told(front, asker, "bound to " + ", ".join(asked.merchants))


def _options(text: str, before: ChannelSettings) -> ChannelSettings | str:
    """
    The settings that were typed, or a sentence about what could not be read.
    """
    pinged = words.mentions(text)
    left = words.without_mentions(text).replace(",", " ").split()
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
            case _ if words.command(word).want is Want.TRIAGE:
                merchants += [word] if word not in merchants else []
            case _:
                return f"I could not read “{one_line(word, 40)}”. Try: /triage bind M1001"
    if not merchants:
        return "Name the merchant first: /triage bind M1001"
    return replace(settings, merchants=tuple(merchants))


async def _notes(front: Front, settings: ChannelSettings) -> list[str]:
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


async def _told(front: Front, asker: Answerable, what: str) -> None:
    # Who let which company read what is worth a line where colleagues see it.
    channel = front.audiences.internal_channel
    if channel:
        line = f"<@{asker.person.user}>: <#{asker.channel}> is now {what}."
        await front.gateway.post(channel, Message(line))


def _bound(row: ChannelSettings) -> help_view.Bound:
    return help_view.Bound(
        row.channel, row.merchants, row.mention_only, row.approve_first, row.language, row.ping
    )
