"""
What merchants write: one live case for one problem, a person for whoever wants one, nothing unseen.
"""

from __future__ import annotations

from bot.cases.desk import Reaction
from bot.model.answer import Verdict
from bot.model.case import Case, State
from bot.model.surface import CaseView, Notice, NoticeKind
from bot.slack.handlers import intents
from bot.slack.handlers.clicks import worker
from bot.slack.handlers.context import HandlerContext, identity
from bot.slack.handlers.intents import IntentKind
from bot.slack.handlers.listening import Listened
from bot.slack.handlers.message import InboundMessage
from bot.slack.handlers.threads import open_for, reply
from bot.slack.outbound.audience import SlackMember
from bot.slack.outbound.errors import CannotPost
from bot.slack.outbound.gateway import Posted
from bot.slack.views import merchant, thread


LIVE = (State.OPEN, State.ANSWERED, State.WAITING, State.ESCALATED)
LONGEST_ISSUE = 20_000
OFTEN = 300.0  # seconds within which a case is run again once, unless somebody asks for it
PATIENCE = 3  # messages on a connection that is well, until a person is told
REACTIONS = {
    IntentKind.DONE: Reaction.DONE,
    IntentKind.STILL_BROKEN: Reaction.STILL_BROKEN,
    IntentKind.RUN_AGAIN: Reaction.RUN_AGAIN,
    IntentKind.ESCALATE: Reaction.ESCALATE,
}


async def work(
    front: HandlerContext, heard: InboundMessage, listened: Listened, merchant_id: str
) -> None:
    """
    Open a case for a message, or add it to the one that is open for this merchant here.
    """
    async with front.joining:  # two lines in a row are one case
        case = await live_case(front, merchant_id, heard.channel)
        if case is None:
            await open_for(
                front,
                heard,
                merchant_id,
                listened.words,
                merchant_facing=True,
                language=listened.language,
            )
            case = await live_case(front, merchant_id, heard.channel)
            if case is not None and heard.files:
                await _unread(front, heard, listened, case.view)
            if case is not None and listened.wanted.want is IntentKind.PERSON:
                await person(front, case.view, heard.person, listened.words)
            return
    await join(front, heard, listened, case)


async def live_case(front: HandlerContext, merchant_id: str, channel: str) -> Case | None:
    """
    The newest open case of a merchant in a channel.
    """
    cases = await front.cases.list(states=LIVE, merchant_id=merchant_id)
    return next(
        (c for c in cases if c.view.merchant_facing and c.view.place.channel == channel), None
    )


async def join(
    front: HandlerContext, heard: InboundMessage, listened: Listened, case: Case
) -> None:
    """
    Add a message to an open case: kept, shown to our people, judged again, with a pointer for its writer.
    """
    view = case.view
    link = await front.gateway.permalink(Posted(heard.channel, heard.ts))
    if not await note(front, heard, view, listened, link):
        return  # heard before, and dealt with
    issue = f"{view.issue}\n{listened.words}"[:LONGEST_ISSUE]
    await front.cases.change(case.id, issue=issue)
    await follow(front, heard, listened, view, told=True)
    if heard.under != view.place.thread:
        there = await front.gateway.permalink(Posted(heard.channel, view.place.thread))
        await reply(front, heard, merchant.joined(listened.language, there))


async def follow(
    front: HandlerContext,
    heard: InboundMessage,
    listened: Listened,
    case: CaseView,
    *,
    told: bool,
) -> None:
    """
    Do what a message to an open case asks for. `told` where our people have read it already.
    """
    kind = listened.wanted.want
    if kind is IntentKind.PERSON:
        await person(front, case, heard.person, listened.words)
        return
    reaction = REACTIONS.get(kind)
    news = bool(listened.reading.asserted) or intents.is_error(listened.words)
    if reaction is None and (told or news) and await _may_run(front, heard, case):
        reaction = Reaction.RUN_AGAIN
    if reaction is not None:
        await front.desk.signal(
            case.id,
            reaction,
            await worker(front, heard.person),
            identity=identity("said", heard.channel, heard.ts),
            payload={"note": "" if told else listened.words, "run": str(case.run)},
        )
    elif not told:
        await note(front, heard, case, listened)
    if reaction is not Reaction.ESCALATE and await _out_of_patience(front, case):
        await person(front, case, heard.person, listened.words)


async def person(front: HandlerContext, case: CaseView, asker: SlackMember, words: str) -> None:
    """
    Somebody wants one of us: our people are told, in the channel and by mail; the merchant, by when.
    """
    key = f"person.{case.run}"
    who = await worker(front, asker)
    await front.surface.tell(case, Notice(NoticeKind.PERSON, key, words, asker.user))
    link = await front.surface.link(case)
    name = case.merchant_name or case.merchant_id
    sentence = (
        f"{name} ({case.merchant_id}): {who} wants to speak to a person. “{words[:300]}” {link}"
    )
    await front.surface.alarm(f"{case.id}.{key}", sentence.strip())
    await front.desk.signal(
        case.id,
        Reaction.ESCALATE,
        who,
        identity=identity("person", case.id, str(case.run)),
        payload={"note": words, "run": str(case.run)},
    )


async def tell_us(front: HandlerContext, heard: InboundMessage, listened: Listened) -> None:
    """
    Show our people a message that nobody acts on; and its writer that files are not read.
    """
    if heard.files:
        await reply(front, heard, merchant.unread(listened.language))
    inside = front.audiences.internal_channel
    if inside and await front.ledger.claim(f"unread:{heard.channel}:{heard.ts}"):
        link = await front.gateway.permalink(Posted(heard.channel, heard.ts))
        spoken = listened.reading.language
        message = thread.unread(heard.channel, heard.user, listened.words, link, spoken)
        await front.gateway.post(inside, message)


async def _unread(
    front: HandlerContext, heard: InboundMessage, listened: Listened, case: CaseView
) -> None:
    await reply(front, heard, merchant.unread(listened.language))
    shown = thread.heard(heard.user, listened.words, files=heard.files)
    await front.surface.note(case, f"files.{heard.ts}", shown)


async def note(
    front: HandlerContext,
    heard: InboundMessage,
    case: CaseView,
    listened: Listened,
    link: str = "",
) -> bool:
    """
    Keep a message with its case and show it in our thread; False where that was done before.
    """
    if not await front.ledger.claim(f"noted:{case.id}:{heard.identity}"):
        return False
    await front.desk.files.journal.say(case.id, "in", heard.user, listened.words)
    shown = thread.heard(heard.user, listened.words, link, files=heard.files)
    try:
        await front.surface.note(case, f"heard.{heard.ts}", shown)
    except CannotPost:
        await front.surface.alarm(f"heard.{heard.identity}", f"{case.id}: {listened.words}")
    if heard.files:
        await reply(front, heard, merchant.unread(listened.language))
    return True


async def _may_run(front: HandlerContext, heard: InboundMessage, case: CaseView) -> bool:
    bucket = int(float(heard.ts) / OFTEN)
    return await front.ledger.claim(f"rerun:{case.id}:{bucket}")


async def _out_of_patience(front: HandlerContext, case: CaseView) -> bool:
    """
    Whether somebody keeps writing about a connection in which we see nothing wrong.
    """
    answer = await front.desk.answer(case.id)
    if answer is None or answer.verdict is not Verdict.HEALTHY:
        return False
    said = await front.desk.files.journal.said(case.id)
    return sum(message.direction == "in" for message in said) >= PATIENCE - 1
