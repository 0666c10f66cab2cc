"""
Where an agent approves first: what becomes of the merchant's reply that waits in our thread.
"""

from __future__ import annotations

from bot.cases.desk import Reaction
from bot.model.surface import CaseView
from bot.slack.handlers import modals
from bot.slack.handlers.clicks import Click, agents_only, case_here, settle, worker
from bot.slack.handlers.context import HandlerContext, Refused, RefusedToMerchant
from bot.slack.outbound.surface import merchant_message
from bot.slack.views import merchant
from bot.slack.views.phrases import phrases


async def approve_send(front: HandlerContext, click: Click) -> None:
    """
    Release the merchant's reply as it stands.
    """
    await agents_only(front, click.person)
    case = await case_here(front, click)
    answer = await front.cases.answer(case.id, case.run)
    if answer is None:
        raise Refused("There is no answer to send yet.")
    claim = await approval(front, case)
    if not await front.surface.send_to_merchant(case, merchant_message(case, answer)):
        await front.ledger.release(claim)
        return
    await settle(front, case, "approve", f"Sent to the merchant by <@{click.person.user}>")


async def approve_edit(front: HandlerContext, click: Click) -> None:
    """
    Open the merchant's reply for editing.
    """
    await agents_only(front, click.person)
    await case_here(front, click)
    await modals.open_edit(front, click.trigger, click.value)


async def approve_drop(front: HandlerContext, click: Click) -> None:
    """
    Never send this reply.
    """
    await agents_only(front, click.person)
    case = await case_here(front, click)
    await approval(front, case)
    await settle(front, case, "approve", f"Not sent: dropped by <@{click.person.user}>")


async def approval(front: HandlerContext, case: CaseView) -> str:
    """
    Decide on the reply of this run, once; the claim, to be given back if it cannot be sent.
    """
    claim = f"approve:{case.id}:{case.run}"
    if not await front.ledger.claim(claim):
        raise Refused("That was already decided.")
    return claim


async def merchant_done(front: HandlerContext, click: Click) -> None:
    """
    The merchant has taken the steps: look again at what failed.
    """
    await _merchant_says(front, click, Reaction.DONE)


async def merchant_still_broken(front: HandlerContext, click: Click) -> None:
    """
    The merchant has taken the steps, and they did not help.
    """
    await _merchant_says(front, click, Reaction.STILL_BROKEN)


async def _merchant_says(front: HandlerContext, click: Click, reaction: Reaction) -> None:
    settings = await front.channels.get(click.channel)
    said = phrases(settings.language)
    try:
        case = await case_here(front, click)
    except Refused as reason:
        raise RefusedToMerchant(said.not_yours) from reason
    if not case.merchant_facing or case.place.channel != click.channel:
        raise RefusedToMerchant(said.not_yours)
    if (await front.desk.view(case.id)).run != case.run:
        raise RefusedToMerchant(said.settled)
    settled = await front.desk.signal(
        case.id,
        reaction,
        await worker(front, click.person),
        identity=click.identity,
        payload={"run": str(case.run)},
    )
    if not settled.accepted:
        raise RefusedToMerchant(said.settled)
    post = await front.ledger.at(click.channel, click.ts)
    if post is None:
        return
    choice = "done" if reaction is Reaction.DONE else "still_broken"
    line = merchant.settled_line(settings.language, choice, click.person.user)
    await settle(front, case, "merchant", line, key=post.key, merchants=True)
