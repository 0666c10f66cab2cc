"""
Messages where merchants read: an answer for their own connection only, and otherwise silence.
"""

from __future__ import annotations

from bot.slack.handlers import intents
from bot.slack.handlers.context import HandlerContext
from bot.slack.handlers.intents import IntentKind
from bot.slack.handlers.listening import Attention, attention, listen
from bot.slack.handlers.merchants import REACTIONS, follow, note, tell_us, work
from bot.slack.handlers.message import InboundMessage
from bot.slack.handlers.threads import ours, reply
from bot.slack.outbound.post_store import Post
from bot.slack.views import merchant, thread
from bot.storage.channels import ChannelSettings


QUIET = 5 * 60.0  # seconds; after one of us wrote there is silence for three to four times that
QUIETS = 4
AT_ONCE = 3  # connections of one channel examined for one message that names none


async def outside(front: HandlerContext, heard: InboundMessage, *, mentioned: bool) -> None:
    """
    A message where people of another company read: answer it, act on it, or stay silent.
    """
    settings = await front.channels.get(heard.channel)
    if not mentioned and await front.audiences.is_ours(heard.person):
        await _answered_by_us(front, heard)
        return
    quiet = not mentioned and await _quiet(front, heard)
    post = await ours(front, heard)
    if post is not None:
        await _merchant_follows(front, heard, post, settings, mentioned=mentioned, quiet=quiet)
        return
    if not settings.merchants:
        if mentioned:
            await reply(front, heard, merchant.refused(settings.language))
            await _unbound(front, heard.channel)
        return
    listened = listen(heard, settings)
    unasked = settings.mention_only or quiet or bool(heard.thread)
    match attention(front, heard, listened, asked=mentioned, unasked=unasked):
        case Attention.ANSWER:
            for merchant_id in _meant(heard, settings):
                await work(front, heard, listened, merchant_id)
        case Attention.TELL if not settings.mention_only and not quiet:
            await tell_us(front, heard, listened)
        case _:
            pass  # small talk, or one of us is reading it anyway


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


async def _merchant_follows(  # noqa: PLR0913  (how it was written, where, to whom)
    front: HandlerContext,
    heard: InboundMessage,
    post: Post,
    settings: ChannelSettings,
    *,
    mentioned: bool,
    quiet: bool,
) -> None:
    """
    A merchant's message in the thread of their case. While one of us talks it is only kept.
    """
    case = await front.desk.view(post.case_id)
    if not case.merchant_facing or case.place.channel != heard.channel:
        return
    listened = listen(heard, settings, case.language)
    if intents.is_courtesy(listened.words) and not heard.files:
        return
    if quiet:
        await note(front, heard, case, listened)
        return
    acts = listened.wanted.want in REACTIONS or listened.wanted.want is IntentKind.PERSON
    asks = mentioned and not acts and front.knowledge.relevant(listened.words)
    if asks:
        await note(front, heard, case, listened)
    await follow(front, heard, listened, case, told=asks)
    if mentioned and not acts and not asks:
        await reply(front, heard, merchant.waiting_for_colleague(case.language))


def _meant(heard: InboundMessage, settings: ChannelSettings) -> tuple[str, ...]:
    """
    Which of the channel's own merchants; any other id in the text is as good as unwritten.
    """
    named = {word.upper() for word in intents.merchant_ids(heard.text)}
    chosen = tuple(m for m in settings.merchants if m.upper() in named)
    return chosen or settings.merchants[:AT_ONCE]
