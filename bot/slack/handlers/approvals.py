"""
Where an agent approves first: what becomes of the merchant's reply that waits in our thread.
"""

from __future__ import annotations

from dataclasses import replace

from bot.model.surface import CaseView
from bot.slack.handlers import modals
from bot.slack.handlers.clicks import Click, agents_only, case_here, settle
from bot.slack.handlers.context import HandlerContext, Refused
from bot.slack.outbound.posts import merchant_message


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
    several = len((await front.channels.get(case.place.channel)).merchants) > 1
    message = merchant_message(case, answer, several=several)
    if not await front.surface.send_to_merchant(case, message):
        await front.ledger.release(claim)
        return
    await settle(front, case, "approve", f"Sent to the merchant by <@{click.person.user}>")


async def held_send(front: HandlerContext, click: Click) -> None:
    """
    Send what was held back because others could not be compared: an agent knows better.
    """
    await agents_only(front, click.person)
    case = await case_here(front, click)
    answer = await front.cases.answer(case.id, case.run)
    if answer is None or answer.held is None:
        raise Refused("Nothing is held back any more.")
    claim = f"held:{case.id}:{case.run}"
    if not await front.ledger.claim(claim):
        raise Refused("That was already decided.")
    several = len((await front.channels.get(case.place.channel)).merchants) > 1
    told = replace(answer, merchant=answer.held)
    message = merchant_message(case, told, several=several)
    if not await front.surface.send_to_merchant(case, message, f"held.{case.run}"):
        await front.ledger.release(claim)
        return
    await settle(front, case, "held", f"Sent to the merchant by <@{click.person.user}>")


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
