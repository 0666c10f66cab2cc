"""
What the bot says about itself, about channels and about articles, to our own people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block

from bot.slack.views.parts import BlockMessage, code, escape, fitted, header, rule, section, small


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """
    One article, as a line of a list.
    """

    id: str
    title: str
    excerpt: str
    note: str = ""
    pieces: tuple[tuple[str, bool], ...] = ()  # the excerpt, and what of it was asked for


@dataclass(frozen=True, slots=True)
class Bound:
    """
    One shared channel and what it is set to.
    """

    channel: str
    merchants: tuple[str, ...]
    mention_only: bool
    approve_first: bool
    language: str
    ping: str


_APART = frozenset(".,:;!?()…")  # beside which Slack reads an asterisk as markup

_COMMANDS = (
    ("/triage M1001", "examine a merchant’s connection, live"),
    ("/triage M1001 orders stopped on Monday", "the same, with what they said"),
    ("/triage", "choose the merchant in a form"),
    ("/triage explain error or own words", "what a pasted error or report may mean"),
    ("/triage bind M1001", "this shared channel belongs to that merchant"),
    ("/triage bind", "what this channel is set to, and every option"),
    ("/triage unbind", "this channel belongs to nobody"),
    ("/triage channels", "every bound channel"),
    ("/kb reconnect did not help", "search what we know"),
)


def help_message() -> BlockMessage:
    """
    Everything an agent can type.
    """
    lines = "\n".join(f"{code(command)}  {what}" for command, what in _COMMANDS)
    blocks: list[Block] = [
        header("What I can do"),
        section(lines),
        section(
            "*In a thread of mine*, no mention needed: “run it again”, “and ads?”, “escalate”, or"
            " paste an error.\n*On any message*: the shortcut _Triage this message_.\n"
            "*In a shared channel*, the merchant mentions me and reads only what concerns them."
        ),
        small("I only read. Nothing I do changes anything at Amazon."),
    ]
    return BlockMessage("What I can do: /triage M1001, /triage bind, /kb words.", tuple(blocks))


def hits(words: str, found: Sequence[ArticleHit]) -> BlockMessage:
    """
    Articles found for some words.
    """
    if not found:
        text = f"Nothing known fits “{escape(words, 200)}”. Try fewer or other words."
        return BlockMessage(text, (section(text),))
    blocks: list[Block] = [small(f"Known causes for “{escape(words, 200)}”")]
    for hit in found[:8]:
        text = f"*{escape(hit.title, 150)}*  {code(hit.id, 60)}"
        if hit.excerpt:
            text += f"\n{_marked(hit.pieces) or escape(hit.excerpt, 400)}"
        if hit.note:
            text += f"\n_{escape(hit.note, 200)}_"
        blocks.append(section(text))
    top = ", ".join(escape(hit.title, 80) for hit in found[:3])
    return fitted(f"Known causes: {top}", blocks)


def _marked(pieces: Sequence[tuple[str, bool]]) -> str:
    """
    An excerpt with the words asked for in bold, where Slack takes the asterisks for markup.
    """
    said = []
    for number, (text, hit) in enumerate(pieces):
        before = pieces[number - 1][0][-1:] if number else ""
        after = pieces[number + 1][0][:1] if number + 1 < len(pieces) else ""
        apart = all(not near or near.isspace() or near in _APART for near in (before, after))
        said.append(f"*{escape(text, 200)}*" if hit and apart else _inside(text))
    return "".join(said)


def _inside(text: str) -> str:
    # `escape` trims, and a piece's own spaces part it from the next.
    lead = " " * text[:1].isspace()
    tail = " " * (text[-1:].isspace() and bool(text.strip()))
    return f"{lead}{escape(text, 400)}{tail}"


def explained(found: Sequence[ArticleHit], advice: str = "") -> BlockMessage:
    """
    What a pasted error may mean. `advice` says what to do about secrets that were pasted with it.
    """
    warned: list[Block] = [section(f":warning: {escape(advice, 800)}")] if advice else []
    if not found:
        text = "I do not recognise what is wrong in this. Paste the whole answer, with its status."
        return BlockMessage(text, (*warned, section(text)))
    lead = "*What this may mean.* Possible causes, likeliest first:"
    blocks: list[Block] = [*warned, section(lead)]
    for hit in found[:4]:
        text = f"*{escape(hit.title, 150)}*  {code(hit.id, 60)}"
        if hit.excerpt:
            text += f"\n{escape(hit.excerpt, 400)}"
        if hit.note:
            text += f"\n_{escape(hit.note, 200)}_"
        blocks.append(section(text))
    blocks.append(small("A pasted text is weaker than a live examination: `/triage M1001`."))
    return fitted(f"This may mean: {escape(found[0].title, 150)}", blocks)


def channels(bound: Sequence[Bound]) -> BlockMessage:
    """
    Every bound channel.
    """
    if not bound:
        text = "No channel is bound yet. In a shared channel, type `/triage bind M1001`."
        return BlockMessage(text, (section(text),))
    lines = [f"<#{row.channel}>  {_row(row)}" for row in bound[:60]]
    blocks: list[Block] = [header(f"Bound channels: {len(bound)}")]
    blocks += [section("\n".join(lines[n : n + 12])) for n in range(0, len(lines), 12)]
    return fitted(f"{len(bound)} channels are bound to merchants.", blocks)


def binding(row: Bound, *, changed: bool, notes: Sequence[str] = ()) -> BlockMessage:
    """
    One channel's settings, and how to change them.
    """
    if row.merchants:
        lead = "This channel now belongs to" if changed else "This channel belongs to"
        text = f"{lead} {_row(row)}."
    else:
        text = "This channel is bound to nobody."
    blocks: list[Block] = [section(text)]
    blocks += [section(f":warning: {escape(note, 600)}") for note in notes]
    blocks += [
        rule(),
        small(
            "Options after `/triage bind M1001`: `every-message` or `mention-only`, `approve-first`"
            " or `answer-directly`, `language de` (en, de, fr, it, es), `ping @somebody`."
        ),
    ]
    return BlockMessage(text, tuple(blocks))


def _row(row: Bound) -> str:
    parts = [", ".join(code(merchant, 40) for merchant in row.merchants) or "nobody"]
    parts.append("mention only" if row.mention_only else "every message that is clearly meant")
    if row.approve_first:
        parts.append("an agent approves first")
    if row.language != "en":
        parts.append(f"language {escape(row.language, 5)}")
    if row.ping.isalnum():
        parts.append(f"pings <@{row.ping}>")
    return " · ".join(parts)
