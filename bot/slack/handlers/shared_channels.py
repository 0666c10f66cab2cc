"""
Messages where merchants read: an answer for their own connection only, and otherwise silence.
"""

from __future__ import annotations

from bot.cases.desk import Reaction
from bot.slack.handlers import intents
from bot.slack.handlers.clicks import worker
from bot.slack.handlers.context import HandlerContext, identity
from bot.slack.handlers.intents import IntentKind
from bot.slack.handlers.message import InboundMessage
from bot.slack.handlers.threads import open_for, ours, reply
from bot.slack.outbound.post_store import Post
from bot.slack.views import merchant, thread
from bot.storage.channels import ChannelSettings


QUIET = 5 * 60.0  # seconds; after one of us wrote there is silence for three to four times that
QUIETS = 4
BURST = 90.0  # seconds in which several messages of a channel are one request
MENTION_BURST = 15.0
AT_ONCE = 3  # connections of one channel examined for one message that names none
_REACTIONS = {
    IntentKind.DONE: Reaction.DONE,
    IntentKind.STILL_BROKEN: Reaction.STILL_BROKEN,
    IntentKind.RUN_AGAIN: Reaction.RUN_AGAIN,
    IntentKind.ESCALATE: Reaction.ESCALATE,
}


async def outside(front: HandlerContext, heard: InboundMessage, *, mentioned: bool) -> None:
    """
    A message where people of another company read: answer it, act on it, or stay silent.
    """
    settings = await front.channels.get(heard.channel)
    said = intents.without_mentions(heard.text)
    if not mentioned and await front.audiences.is_ours(heard.person):
        await _answered_by_us(front, heard)
        return
    quiet = not mentioned and await _quiet(front, heard)
    post = await ours(front, heard)
    if post is not None:
        if not quiet:
            await _merchant_follows(front, heard, post, mentioned=mentioned)
        return
    if not settings.merchants:
        if mentioned:
            await reply(front, heard, merchant.refused(settings.language))
            await _unbound(front, heard.channel)
        return
    if mentioned:
        wanted = not (said and intents.is_courtesy(said))
    else:
        unasked = settings.mention_only or quiet or heard.thread
        wanted = not unasked and front.knowledge.relevant(said)
    for merchant_id in _meant(heard, settings) if wanted else ():
        if await _first_of_burst(front, heard, merchant_id, mentioned=mentioned):
            await open_for(
                front,
                heard,
                merchant_id,
                said,
                merchant_facing=True,
                language=settings.language,
            )


async def _answered_by_us(front: HandlerContext, heard: InboundMessage) -> None:
    """
    A colleague is answering: be quiet in that thread, and in the channel itself, for a while.
    """
    now = int(float(heard.ts) / QUIET)
    for thread_ts in dict.fromkeys((heard.thread, "")):
        # On disk: another process may hear the next message, or we after a restart.
        await front.ledger.owner(f"quiet:{heard.channel}:{thread_ts}:{now}", heard.user)


async def _quiet(front: HandlerContext, heard: InboundMessage) -> bool:
    now = int(float(heard.ts) / QUIET)
    names = [f"quiet:{heard.channel}:{heard.thread}:{now - n}" for n in range(QUIETS)]
    return any([await front.ledger.owner(name, "") for name in names])


async def _unbound(front: HandlerContext, channel: str) -> None:
    inside = front.audiences.internal_channel
    if inside and await front.ledger.claim(f"alarm:unbound:{channel}"):
        await front.gateway.post(inside, thread.unbound(channel))


async def _merchant_follows(
    front: HandlerContext, heard: InboundMessage, post: Post, *, mentioned: bool
) -> None:
    case = await front.desk.view(post.case_id)
    if not case.merchant_facing or case.place.channel != heard.channel:
        return
    said = intents.without_mentions(heard.text)
    reaction = _REACTIONS.get(intents.follow_up(heard.text).want)
    if reaction is None and mentioned and front.knowledge.relevant(said):
        reaction = Reaction.RUN_AGAIN
    if reaction is not None:
        await front.desk.signal(
            case.id,
            reaction,
            await worker(front, heard.person),
            identity=identity("said", heard.channel, heard.ts),
            payload={"note": said, "run": str(case.run)},
        )
    elif not intents.is_courtesy(said):
        # For a person to answer: an answer to our question, or one more question of theirs.
        await front.desk.files.journal.say(case.id, "in", heard.user, said)
        await front.surface.note(case, f"heard.{heard.ts}", thread.heard(heard.user, said))
        if mentioned:
            settings = await front.channels.get(heard.channel)
            await reply(front, heard, merchant.waiting_for_colleague(settings.language))


def _meant(heard: InboundMessage, settings: ChannelSettings) -> tuple[str, ...]:
    """
    Which of the channel's own merchants; any other id in the text is as good as unwritten.
    """
    named = {word.upper() for word in intents.merchant_ids(heard.text)}
    chosen = tuple(m for m in settings.merchants if m.upper() in named)
    return chosen or settings.merchants[:AT_ONCE]


async def _first_of_burst(
    front: HandlerContext, heard: InboundMessage, merchant_id: str, *, mentioned: bool
) -> bool:
    seconds = MENTION_BURST if mentioned else BURST
    bucket = int(float(heard.ts) / seconds)
    name = f"burst:{heard.channel}:{heard.thread}:{merchant_id}:{seconds:.0f}"
    owners = [
        await front.ledger.owner(f"{name}:{bucket}", heard.identity),
        await front.ledger.owner(f"{name}:{bucket - 1}", ""),
    ]
    return all(owner in {heard.identity, ""} for owner in owners)
