"""
App Home, published anew each time somebody opens it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.case import Case, State
from bot.slack.audience import Person
from bot.slack.front import Front
from bot.slack.gateway import Posted
from bot.slack.views import home as view


_LIVE = (State.OPEN, State.ANSWERED, State.WAITING, State.ESCALATED)
_LINKED = 10  # rows shown, each with a link that costs a call


async def publish(front: Front, user: str) -> None:
    """
    Show a person their Home.
    """
    shown = view.not_an_agent()
    if await front.audiences.is_agent(Person(user, front.audiences.team)):
        shown = view.home(await _glance(front, user))
    await front.gateway.call("views_publish", user_id=user, view=shown.to_dict())


async def _glance(front: Front, user: str) -> view.Glance:
    cases = await front.cases.list(states=_LIVE, limit=200)
    mine = [case for case in cases if case.view.place.user == user]
    waiting = [case for case in cases if case.state is State.WAITING]
    escalated = [case for case in cases if case.state is State.ESCALATED]
    return view.Glance(
        await _rows(front, mine),
        await _rows(front, waiting),
        await _rows(front, escalated),
        len(cases),
        datetime.now(UTC),
    )


async def _rows(front: Front, cases: Sequence[Case]) -> list[view.Row]:
    return [
        view.Row(
            case.id,
            case.view.merchant_id,
            case.view.merchant_name,
            case.view.issue,
            await _link(front, case.id),
            case.changed_at,
        )
        for case in cases[:_LINKED]
    ]


async def _link(front: Front, case_id: str) -> str:
    post = await front.ledger.post(case_id, "plan.1")
    if post is None or not post.ts:
        return ""
    return await front.gateway.permalink(Posted(post.channel, post.ts))
