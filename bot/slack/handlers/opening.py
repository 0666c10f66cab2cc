"""
How an agent's case begins: for which merchants of our record, and whether one is open already.
"""

from __future__ import annotations

import re

from datetime import UTC, datetime

from bot.cases.desk import Reaction
from bot.model.case import Case
from bot.model.surface import Place
from bot.slack.handlers import intents
from bot.slack.handlers.clicks import Click, agents_only, case_of, worker
from bot.slack.handlers.context import Answerable, HandlerContext, Refused, identity
from bot.slack.handlers.merchants import LIVE, LONGEST_ISSUE
from bot.slack.views import asking, thread
from diagnostics.connections.source import (
    Connections,
    ConnectionsError,
    Merchant,
    UnknownMerchant,
)


LONGEST_WORDS = 1500  # of an issue that a button carries
NAME_WORDS = 4  # of a text's beginning that may be a name
NEAR = 3
_WORD = re.compile(r"[^\W_]+")
# What stands before a name and is none: "check Quillfeather", "orders missing for Acme".
_BEFORE = frozenset(
    [
        "triage",
        "examine",
        "check",
        "diagnose",
        "please",
        "why",
        "is",
        "are",
        "the",
        "a",
        "an",
        "for",
        "what",
        "about",
        "of",
        "with",
        "at",
        "on",
        "and",
    ]
)


async def named_in(
    front: HandlerContext, text: str, guess: str
) -> tuple[tuple[str, ...], tuple[Merchant, ...]]:
    """
    The merchants that a text names, or else those that it may mean.

    While our record cannot be read, `guess` stands: its case says why it cannot be looked up.
    """
    try:
        named = await merchants_named(front.connections, text)
        if not named and guess and (known := await known_id(front.connections, guess)):
            named = (known,)
        return named, () if named else await merchants_by_name(front.connections, text)
    except ConnectionsError:
        return ((guess,) if guess else ()), ()


async def merchants_named(connections: Connections, text: str) -> tuple[str, ...]:
    """
    The ids of the merchants that a text names, in its order. Raises `ConnectionsError`.
    """
    known = [await known_id(connections, word) for word in intents.merchant_ids(text)]
    return tuple(dict.fromkeys(name for name in known if name is not None))


async def known_id(connections: Connections, word: str) -> str | None:
    """
    A merchant's id as our record spells it; None for a word that is no merchant's id.
    """
    try:
        connection = (await connections.find(word))[0]
    except UnknownMerchant:
        return None
    return connection.merchant_id


async def merchants_by_name(connections: Connections, text: str) -> tuple[Merchant, ...]:
    """
    The merchants whose name a text holds in full, else those whose name is near its first words.
    """
    said = [word.lower() for word in _WORD.findall(intents.without_mentions(text))]
    words = [word for word in said if word not in _BEFORE][:NAME_WORDS]
    if not words:
        return ()
    near = await connections.search(" ".join(words), NEAR)
    whole = f" {' '.join(said)} "
    named = [m for m in near if f" {' '.join(_WORD.findall(m.name.lower()))} " in whole]
    return tuple(named) or near


async def start_or_offer(
    front: HandlerContext, asker: Answerable, merchant_id: str, issue: str, trigger: str
) -> None:
    """
    Open a case; or, where one is open, say so and let the asker join it or open another.
    """
    every = await front.cases.list(merchant_id=merchant_id)
    live = next((case for case in every if case.state in LIVE), None)
    if live is None:
        await start(front, asker, merchant_id, issue, trigger)
        return
    link = await front.surface.link(live.view)
    month = sum(_this_month(case) for case in every)
    await asker.tell(front, asking.open_already(live, link, month, issue[:LONGEST_WORDS]))


async def start(
    front: HandlerContext, asker: Answerable, merchant_id: str, issue: str, trigger: str
) -> None:
    """
    Open a case where somebody asked.
    """
    person = asker.person
    place = Place("slack", person.team, asker.channel, "", person.user, person.team)
    await front.desk.open_case(
        identity("command", person.team, asker.channel, person.user, trigger, merchant_id),
        merchant_id,
        issue[:LONGEST_ISSUE],
        place,
        merchant_facing=False,
    )


async def open_another(front: HandlerContext, click: Click) -> None:
    """
    A button: a case for this merchant, whatever is open.
    """
    await agents_only(front, click.person)
    merchant_id, _, issue = click.value.partition("\n")
    if await known_id(front.connections, merchant_id) is None:
        raise Refused("That merchant is not on record any more.")
    await start(front, click.asker, merchant_id, issue, click.identity)


async def join_case(front: HandlerContext, click: Click) -> None:
    """
    A button: add the words to the open case and look again.
    """
    await agents_only(front, click.person)
    value, _, issue = click.value.partition("\n")
    case = await case_of(front, value)
    if issue:
        words = f"{case.issue}\n{issue}"[:LONGEST_ISSUE]
        await front.cases.change(case.id, issue=words)
        await front.surface.note(case, f"joined.{click.at}", thread.heard(click.person.user, issue))
    settled = await front.desk.signal(
        case.id,
        Reaction.RUN_AGAIN,
        await worker(front, click.person),
        identity=click.identity,
        payload={"note": issue, "run": str(case.run)},
    )
    link = await front.surface.link(case)
    await click.asker.tell(front, asking.joined(case, link, settled.sentence))


def issue_of(text: str) -> str:
    """
    What is left of a command when the merchants and "check" before them are taken off its beginning.
    """
    words = intents.without_mentions(text).split()
    ids = {word.lower() for word in intents.merchant_ids(text)}
    start = 0
    for number, word in enumerate(words):
        parts = [part for part in intents.parted(word) if part]
        if parts and not all(
            part.lower() in ids or part.lower() in intents.LEADS for part in parts
        ):
            break
        start = number + 1
    return " ".join(words[start:])


def _this_month(case: Case) -> bool:
    now = datetime.now(UTC)
    return (case.opened_at.year, case.opened_at.month) == (now.year, now.month)
