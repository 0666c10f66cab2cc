"""
Messages and mentions: which of them are for us, and what becomes of them.

Silence is the default wherever merchants read. An event is claimed before Slack gets its 200; what
is done with it comes after, and again after a restart that came between.
"""

from __future__ import annotations

import logging

from bot.cases.desk import Reaction
from bot.model.surface import CaseView, SurfaceUnavailable
from bot.slack.handlers import intents
from bot.slack.handlers.clicks import worker
from bot.slack.handlers.context import Answerable, HandlerContext, identity
from bot.slack.handlers.intents import Intent, IntentKind
from bot.slack.handlers.message import InboundMessage
from bot.slack.handlers.opening import issue_of, named_in
from bot.slack.handlers.shared_channels import outside
from bot.slack.handlers.threads import open_for, ours, reply
from bot.slack.outbound.post_store import Post
from bot.slack.views import asking, follow, merchant, thread
from bot.slack.views import help as help_view
from bot.slack.views.parts import one_line
from diagnostics.probes.topics import TOPICS
from knowledge.base.article import Audience


log = logging.getLogger(__name__)

A_REPORT = 5  # words, from which a text may be a report that is explained
UNCLEAR = "I did not understand that. Try: triage M1001, or help."
LOOKED_UP = frozenset(
    {IntentKind.TRIAGE, IntentKind.UNCLEAR, IntentKind.STEPS, IntentKind.STILL_BROKEN}
)
FOLLOWS = frozenset(
    {
        IntentKind.RUN_AGAIN,
        IntentKind.ESCALATE,
        IntentKind.DONE,
        IntentKind.STILL_BROKEN,
        IntentKind.TOPIC,
        IntentKind.CLOSE,
        IntentKind.PERSON,
    }
)


async def hear(front: HandlerContext, heard: InboundMessage) -> None:
    """
    Do what a message asks for, if it is for us, and let go of its claim.
    """
    if heard.identity in front.hearing:
        return  # taken up again while it was still being worked
    front.hearing.add(heard.identity)
    try:
        await _hear(front, heard)
    finally:
        front.hearing.discard(heard.identity)
    await front.arrived.finish(heard.identity)


async def _hear(front: HandlerContext, heard: InboundMessage) -> None:
    mentioned = front.bot_user in intents.mentions(heard.text)
    audience = await front.audiences.known(heard.channel)
    if audience is None:  # the claim stays, and the event is taken up again in a minute or two
        raise SurfaceUnavailable(f"Slack did not say who can read {heard.channel}.")
    if heard.direct:
        await _direct(front, heard)
    elif audience is Audience.SUPPORT:
        await _inside(front, heard, mentioned=mentioned)
    else:
        await outside(front, heard, mentioned=mentioned)


async def _direct(front: HandlerContext, heard: InboundMessage) -> None:
    if not await front.audiences.is_agent(heard.person):
        if await front.audiences.is_ours(heard.person):
            await reply(front, heard, merchant.agents_only("en"))
        else:
            await reply(front, heard, merchant.refused("en"))
        return
    post = await ours(front, heard)
    wish = intents.follow_up(heard.text) if post is not None else intents.spoken(heard.text)
    if wish.want is IntentKind.UNCLEAR:
        wish = intents.spoken(heard.text)
    await _agent(front, heard, wish, post, spoken_to=True)


async def _inside(front: HandlerContext, heard: InboundMessage, *, mentioned: bool) -> None:
    post = await ours(front, heard)
    if not mentioned and post is None:
        return
    if not await front.audiences.is_agent(heard.person):
        if mentioned:
            asker = Answerable(heard.person, heard.channel, thread=heard.thread)
            await asker.tell(front, merchant.agents_only("en"))
        return
    wish = intents.follow_up(heard.text)
    if mentioned and (post is None or wish.want is IntentKind.UNCLEAR):
        wish = intents.spoken(heard.text)
    await _agent(front, heard, wish, post, spoken_to=mentioned)


async def _agent(
    front: HandlerContext,
    heard: InboundMessage,
    wish: Intent,
    post: Post | None,
    *,
    spoken_to: bool,
) -> None:
    if spoken_to and wish.want in LOOKED_UP and await _named(front, heard, wish):
        return
    match wish.want:
        case IntentKind.EXPLAIN:
            found = front.knowledge.explain(wish.text)
            await reply(front, heard, help_view.explained(found, heard.advice))
        case kind if kind in FOLLOWS:
            if post is not None:
                case = await front.desk.view(post.case_id)
                await _follow(front, heard, wish, case)
            elif spoken_to:
                await _lost(front, heard, wish)
        case IntentKind.SEARCH:
            await reply(front, heard, help_view.hits(wish.text, front.knowledge.search(wish.text)))
        case IntentKind.HELP if spoken_to:
            await reply(front, heard, help_view.help_message())
        case _ if spoken_to:
            await _lost(front, heard, wish)
        case _:
            pass  # colleagues talking to each other


async def _named(front: HandlerContext, heard: InboundMessage, wish: Intent) -> bool:
    """
    Open a case for each merchant of our record that a message names; False where it names none.

    Who typed "triage" and a name that is not on record is asked which was meant.
    """
    named, near = await named_in(front, heard.text, wish.merchant)
    if not named and wish.want is IntentKind.TRIAGE:
        said = one_line(wish.merchant, 60)
        await reply(front, heard, asking.which_merchant(said, near, wish.text))
    for merchant_id in named:
        issue = issue_of(heard.text) if len(named) > 1 or not wish.merchant else wish.text
        await open_for(front, heard, merchant_id, issue, merchant_facing=False)
    return bool(named) or wish.want is IntentKind.TRIAGE


async def _lost(front: HandlerContext, heard: InboundMessage, wish: Intent) -> None:
    """
    A message that asks for nothing we do: what it may mean, or what is known of it.
    """
    words = intents.without_mentions(heard.text)
    causes = front.knowledge.explain(words) if len(words.split()) >= A_REPORT else []
    if causes:
        await reply(front, heard, help_view.explained(causes, heard.advice))
        return
    found = front.knowledge.search(words) if front.knowledge.relevant(words) else []
    follows = wish.want in FOLLOWS
    lost = "Which merchant? Try: triage M1001" if follows else UNCLEAR
    await reply(front, heard, help_view.hits(words, found) if found else thread.said(lost))


async def _follow(
    front: HandlerContext, heard: InboundMessage, wish: Intent, case: CaseView
) -> None:
    if wish.want is IntentKind.TOPIC:
        answer = await front.desk.answer(case.id)
        await reply(front, heard, follow.topic(wish.text, TOPICS[wish.text], answer))
        return
    if wish.want in {IntentKind.ESCALATE, IntentKind.PERSON}:
        # A message brings no trigger for the preview, so it is asked once.
        value = f"{case.id}.{case.run}"
        await reply(front, heard, asking.escalate(value))
        return
    # An agent's "done" means "look again"; only the merchant's own word is the merchant's.
    reaction = Reaction.CLOSE if wish.want is IntentKind.CLOSE else Reaction.RUN_AGAIN
    settled = await front.desk.signal(
        case.id,
        reaction,
        await worker(front, heard.person),
        identity=identity("said", heard.channel, heard.ts),
        payload={"note": wish.text, "run": str(case.run)},
    )
    if not settled.accepted:
        await reply(front, heard, thread.said(settled.sentence))
