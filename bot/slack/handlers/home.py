"""
App Home, published anew each time somebody opens it.
"""

from __future__ import annotations

import asyncio

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.model.case import Case, State
from bot.slack.handlers.context import HandlerContext
from bot.slack.outbound.audience import SlackMember
from bot.slack.outbound.gateway import Posted
from bot.slack.views import home as view


_LIVE = (State.OPEN, State.ANSWERED, State.WAITING, State.ESCALATED)
_MOST = 500  # live cases that are counted
_LINKED = 5  # rows of a list, each with a link that costs a call once


async def publish(front: HandlerContext, user: str) -> None:
    """
    Show a person their Home.
    """
    shown = view.not_an_agent()
    if await front.audiences.is_agent(SlackMember(user, front.audiences.team)):
        shown = view.home(await _glance(front, user))
    await front.gateway.call("views_publish", user_id=user, view=shown.to_dict())


async def _glance(front: HandlerContext, user: str) -> view.Glance:
    now = datetime.now(UTC)
    cases = await front.cases.list(states=_LIVE, limit=_MOST)
    answered = [case for case in cases if case.state in {State.ANSWERED, State.WAITING}]
    return view.Glance(
        mine=await _listed(front, [case for case in cases if case.view.place.user == user]),
        on_merchant=await _listed(front, [c for c in answered if c.waits_for == "merchant"]),
        on_amazon=await _listed(front, [c for c in answered if c.waits_for == "amazon"]),
        escalated=await _listed(front, [c for c in cases if c.state is State.ESCALATED]),
        open_cases=len(cases),
        fleet=await front.fleet.now(now),
        at=now,
    )


async def _listed(front: HandlerContext, cases: Sequence[Case]) -> view.Listed:
    shown = cases[:_LINKED]
    links = await asyncio.gather(*(_link(front, case.id) for case in shown))
    rows = [_row(case, link) for case, link in zip(shown, links, strict=True)]
    return view.Listed(rows, len(cases))


def _row(case: Case, link: str) -> view.CaseRow:
    note = ""
    if case.state is State.ESCALATED:
        note = view.taken(case.acknowledged_by)
    elif case.state is State.WAITING and case.recheck_until is not None:
        note = view.until(case.recheck_until)
    seen = case.view
    about = (case.id, seen.merchant_id, seen.merchant_name, seen.issue)
    return view.CaseRow(*about, link, case.changed_at, note)


async def _link(front: HandlerContext, case_id: str) -> str:
    post = await front.ledger.post(case_id, "plan.1")
    if post is None or not post.ts:
        return ""
    return await front.gateway.permalink(Posted(post.channel, post.ts))
