"""
The few things that every answer to a message does.
"""

from __future__ import annotations

from bot.model.surface import Place
from bot.slack.handlers.context import HandlerContext, identity
from bot.slack.handlers.message import InboundMessage
from bot.slack.outbound.post_store import Post
from bot.slack.views.parts import BlockMessage


async def open_for(  # noqa: PLR0913  (what a case is opened with)
    front: HandlerContext,
    heard: InboundMessage,
    merchant_id: str,
    issue: str,
    *,
    merchant_facing: bool,
    language: str = "en",
) -> None:
    """
    Open a case under a message.
    """
    await front.desk.open_case(
        identity("message", heard.team, heard.channel, heard.ts, merchant_id),
        merchant_id,
        issue[:3000],
        Place("slack", heard.team, heard.channel, heard.under, heard.user, heard.user_team),
        merchant_facing=merchant_facing,
        language=language,
    )


async def ours(front: HandlerContext, heard: InboundMessage) -> Post | None:
    """
    Our post that makes a thread a case's; None elsewhere.
    """
    return await front.ledger.in_thread(heard.channel, heard.thread) if heard.thread else None


async def reply(front: HandlerContext, heard: InboundMessage, message: BlockMessage) -> None:
    """
    Answer in the message's thread.
    """
    await front.gateway.post(heard.channel, message, thread=heard.under)
