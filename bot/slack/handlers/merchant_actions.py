"""
The buttons that merchants have.
"""

from __future__ import annotations

from bot.cases.desk import Reaction
from bot.model.surface import CaseView
from bot.slack.handlers.clicks import Click, case_here, settle, worker
from bot.slack.handlers.context import HandlerContext, Refused, RefusedToMerchant
from bot.slack.handlers.merchants import person
from bot.slack.views import merchant
from bot.slack.views.phrases import phrases


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


async def merchant_person(front: HandlerContext, click: Click) -> None:
    """
    The merchant wants to speak to a person.
    """
    case = await _theirs(front, click)
    await person(front, case, click.person, "(pressed the button)")
    post = await front.ledger.at(click.channel, click.ts)
    if post is not None:
        line = merchant.settled_line(case.language, "person", click.person.user)
        await settle(front, case, "merchant_person", line, key=post.key, merchants=True)


async def _theirs(front: HandlerContext, click: Click) -> CaseView:
    said = phrases(await front.language(click.channel))
    try:
        case = await case_here(front, click)
    except Refused as reason:
        raise RefusedToMerchant(said.not_yours) from reason
    if not case.merchant_facing or case.place.channel != click.channel:
        raise RefusedToMerchant(said.not_yours)
    return case


async def _merchant_says(front: HandlerContext, click: Click, reaction: Reaction) -> None:
    case = await _theirs(front, click)
    said = phrases(case.language)
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
    line = merchant.settled_line(case.language, choice, click.person.user)
    await settle(front, case, "merchant", line, key=post.key, merchants=True)
