"""
What every click and submission has in common: whose case it is, who may, and what it leaves behind.
"""

from __future__ import annotations

import logging
import time

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from slack_sdk.models.blocks import Block

from bot.cases.desk import Person as Worker
from bot.foundation.logs import about_case
from bot.model.case import UnknownCase
from bot.model.surface import CaseView, SurfaceUnavailable
from bot.slack.handlers.context import AgentsOnly, Answerable, HandlerContext, Refused, identity
from bot.slack.outbound.audience import SlackMember
from bot.slack.outbound.errors import CannotPost, WrongAudience
from bot.slack.outbound.gateway import Posted
from bot.slack.views.parts import BlockMessage
from bot.slack.views.thread import decided
from knowledge.base.article import Audience


log = logging.getLogger(__name__)


async def agents_only(front: HandlerContext, person: SlackMember) -> None:
    """
    Raise AgentsOnly unless this person is a support agent.
    """
    if not await front.audiences.is_agent(person):
        raise AgentsOnly


async def case_of(front: HandlerContext, value: str) -> CaseView:
    """
    The case and run that a button or modal names. Raises Refused for anything else.
    """
    case_id, _, run = value.rpartition(".")
    if not case_id or not run.isdecimal():
        raise Refused("That button is not for a case of mine.")
    try:
        case = await front.desk.view(case_id)
    except UnknownCase as reason:
        raise Refused("That button is not for a case of mine.") from reason
    if not 1 <= int(run) <= case.run:
        raise Refused("That button is not for a case of mine.")
    return replace(case, run=int(run))


async def worker(front: HandlerContext, person: SlackMember) -> Worker:
    """
    The person as a case remembers them.
    """
    return Worker(person.user, person.team, await front.audiences.name(person.user))


@dataclass(frozen=True, slots=True)
class Click:
    """
    One click: on what, where, by whom.
    """

    action: str
    value: str
    channel: str
    ts: str
    at: str
    trigger: str
    asker: Answerable

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Click:
        """
        From Slack's payload.
        """
        user, channel = body.get("user") or {}, body.get("channel") or {}
        message, container = body.get("message") or {}, body.get("container") or {}
        action = (body.get("actions") or [{}])[0]
        person = SlackMember(str(user.get("id", "")), str(user.get("team_id", "")))
        where = str(channel.get("id") or container.get("channel_id") or "")
        url, under = str(body.get("response_url") or ""), str(message.get("thread_ts") or "")
        return cls(
            str(action.get("action_id", "")),
            str(action.get("value") or ""),
            where,
            str(message.get("ts") or container.get("message_ts") or ""),
            str(action.get("action_ts", "")),
            str(body.get("trigger_id", "")),
            Answerable(person, where, url, under),
        )

    @property
    def person(self) -> SlackMember:
        """
        The person who clicked, as the case file keeps them.
        """
        return self.asker.person

    @property
    def identity(self) -> str:
        """
        What makes this click different from every other.
        """
        return identity("click", self.channel, self.ts, self.person.user, self.action, self.at)


async def case_here(front: HandlerContext, click: Click, value: str = "") -> CaseView:
    """
    The case of a click, provided that the message clicked on is one of that case's.
    """
    case = await case_of(front, value or click.value)
    post = await front.ledger.at(click.channel, click.ts)
    if post is None or post.case_id != case.id:
        raise Refused("That button is not for a case of mine.")
    return case


async def latest(front: HandlerContext, case: CaseView, sentence: str) -> None:
    """
    Raise Refused with this sentence unless the case is still at this run.
    """
    # Each run has its own buttons; those of an earlier one were pressed already.
    if (await front.desk.view(case.id)).run != case.run:
        raise Refused(sentence)


async def settle(  # noqa: PLR0913  (what is replaced, where, for whom)
    front: HandlerContext,
    case: CaseView,
    what: str,
    line: str,
    *,
    key: str = "",
    merchants: bool = False,
) -> None:
    """
    Replace the buttons of a decision by a line that says who did what.

    The decision itself is made already; a message that cannot be edited is only logged.
    """
    key = key or f"answer.{case.run}"
    post = await front.ledger.post(case.id, key)
    if post is None or not post.ts:
        return
    blocks = Block.parse_all(decided(post.blocks, what, line, int(time.time())))
    made_for = Audience.MERCHANT if merchants else Audience.SUPPORT
    message = BlockMessage(post.text, tuple(blocks), made_for)
    try:
        await front.gateway.edit(Posted(post.channel, post.ts), message, last=True)
    except (CannotPost, WrongAudience, SurfaceUnavailable) as reason:
        with about_case(case.id):
            log.warning("The buttons of case %s were not replaced: %s", case.id, reason)
        return
    await front.ledger.keep(replace(post, blocks=tuple(message.as_json())))
