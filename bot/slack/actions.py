"""
Clicks on buttons. Each is authorised here, whoever the button was shown to, and settles once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.slack import modals
from bot.slack.audience import Person
from bot.slack.clicks import agents_only, case_of, settle, worker
from bot.slack.front import Answerable, Front, Refused, identity
from bot.slack.surface import merchant_message
from bot.slack.views import merchant
from bot.slack.views.phrases import phrases
from bot.surface import CaseView
from bot.workflows import Reaction


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
        person = Person(str(user.get("id", "")), str(user.get("team_id", "")))
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
    def person(self) -> Person:
        """
        Who clicked.
        """
        return self.asker.person

    @property
    def identity(self) -> str:
        """
        What makes this click different from every other.
        """
        return identity("click", self.channel, self.ts, self.person.user, self.action, self.at)


async def run_again(front: Front, click: Click) -> None:
    """
    Examine once more; the new answer says what changed.
    """
    await agents_only(front, click.person)
    case = await _case_here(front, click)
    await _latest(front, case, "That case was already run again; see the newest answer.")
    await _signal(front, click, case, Reaction.RUN_AGAIN)
    who = f"<@{click.person.user}>"
    await settle(front, case, "run_again", f"Run again by {who}")
    post = await front.ledger.at(click.channel, click.ts)
    if post is not None and not post.key.startswith("answer."):
        await settle(front, case, "interrupted", f"Run again by {who}", key=post.key)


async def escalate(front: Front, click: Click) -> None:
    """
    Show the email before it is sent.
    """
    await agents_only(front, click.person)
    await _case_here(front, click)
    await modals.open_escalate(front, click.trigger, click.value)


async def close_case(front: Front, click: Click) -> None:
    """
    Close the case.
    """
    await agents_only(front, click.person)
    case = await _case_here(front, click)
    await _signal(front, click, case, Reaction.CLOSE)
    await settle(front, case, "close", f"Closed by <@{click.person.user}>")


async def acknowledge(front: Front, click: Click) -> None:
    """
    Somebody has taken an escalation on.
    """
    await agents_only(front, click.person)
    case = await _case_here(front, click)
    await _signal(front, click, case, Reaction.ACKNOWLEDGE)
    post = await front.ledger.at(click.channel, click.ts)
    if post is not None:
        line = f"Acknowledged by <@{click.person.user}>"
        await settle(front, case, "acknowledge", line, key=post.key)


async def feedback(front: Front, click: Click) -> None:
    """
    It helped, or the cause was wrong: then what was it?
    """
    await agents_only(front, click.person)
    kind, _, value = click.value.partition(".")
    case = await _case_here(front, click, value)
    if kind == "wrong_cause":
        await modals.open_wrong_cause(front, click.trigger, value)
        return
    answer = await front.cases.answer(case.id, case.run)
    cause = answer.causes[0] if answer is not None and answer.causes else None
    about = {"article": cause.id, "version": cause.version} if cause is not None else {}
    await _signal(front, click, case, Reaction.HELPED, about)
    await settle(front, case, "feedback", f"<@{click.person.user}>: it helped")


async def approve_send(front: Front, click: Click) -> None:
    """
    Release the merchant's reply as it stands.
    """
    await agents_only(front, click.person)
    case = await _case_here(front, click)
    answer = await front.cases.answer(case.id, case.run)
    if answer is None:
        raise Refused("There is no answer to send yet.")
    claim = await _approval(front, case)
    if not await front.surface.send_to_merchant(case, merchant_message(case, answer)):
        await front.ledger.release(claim)
        return
    await settle(front, case, "approve", f"Sent to the merchant by <@{click.person.user}>")


async def approve_edit(front: Front, click: Click) -> None:
    """
    Open the merchant's reply for editing.
    """
    await agents_only(front, click.person)
    await _case_here(front, click)
    await modals.open_edit(front, click.trigger, click.value)


async def approve_drop(front: Front, click: Click) -> None:
    """
    Never send this reply.
    """
    await agents_only(front, click.person)
    case = await _case_here(front, click)
    await _approval(front, case)
    await settle(front, case, "approve", f"Not sent: dropped by <@{click.person.user}>")


async def merchant_done(front: Front, click: Click) -> None:
    """
    The merchant has taken the steps: look again at what failed.
    """
    await _merchant_says(front, click, Reaction.DONE)


async def merchant_still_broken(front: Front, click: Click) -> None:
    """
    The steps did not help.
    """
    await _merchant_says(front, click, Reaction.STILL_BROKEN)


async def open_form(front: Front, click: Click) -> None:
    """
    The form, from App Home.
    """
    channel = front.audiences.internal_channel or click.channel
    await modals.open_triage(front, click.trigger, click.person, channel)


async def nothing(front: Front, click: Click) -> None:
    """
    A link that looks like a button: Slack wants an acknowledgement all the same.
    """


async def _merchant_says(front: Front, click: Click, reaction: Reaction) -> None:
    settings = await front.channels.get(click.channel)
    said = phrases(settings.language)
    try:
        case = await _case_here(front, click)
    except Refused as reason:
        raise Refused(said.not_yours) from reason
    if not case.merchant_facing or case.place.channel != click.channel:
        raise Refused(said.not_yours)
    await _latest(front, case, said.settled)
    settled = await front.desk.signal(
        case.id,
        reaction,
        await worker(front, click.person),
        identity=click.identity,
        payload={"run": str(case.run)},
    )
    if not settled.accepted:
        raise Refused(said.settled)
    post = await front.ledger.at(click.channel, click.ts)
    if post is None:
        return
    choice = "done" if reaction is Reaction.DONE else "still_broken"
    line = merchant.settled_line(settings.language, choice)
    await settle(front, case, "merchant", line, key=post.key, merchants=True)


async def _case_here(front: Front, click: Click, value: str = "") -> CaseView:
    """
    The case of a click, provided that the message clicked on is one of that case's.
    """
    case = await case_of(front, value or click.value)
    post = await front.ledger.at(click.channel, click.ts)
    if post is None or post.case_id != case.id:
        raise Refused("That button is not for a case of mine.")
    return case


async def _latest(front: Front, case: CaseView, sentence: str) -> None:
    # Each run has its own buttons; those of an earlier one were pressed already.
    if (await front.desk.view(case.id)).run != case.run:
        raise Refused(sentence)


async def _signal(
    front: Front,
    click: Click,
    case: CaseView,
    reaction: Reaction,
    payload: Mapping[str, str] | None = None,
) -> None:
    settled = await front.desk.signal(
        case.id,
        reaction,
        await worker(front, click.person),
        identity=click.identity,
        payload={"run": str(case.run), **(payload or {})},
    )
    if not settled.accepted:
        raise Refused(settled.sentence)


async def _approval(front: Front, case: CaseView) -> str:
    claim = f"approve:{case.id}:{case.run}"
    if not await front.ledger.claim(claim):
        raise Refused("That was already decided.")
    return claim


Handler = Callable[[Front, Click], Awaitable[None]]
ACTIONS: dict[str, Handler] = {
    "run_again": run_again,
    "escalate": escalate,
    "close_case": close_case,
    "acknowledge": acknowledge,
    "feedback": feedback,
    "approve_send": approve_send,
    "approve_edit": approve_edit,
    "approve_drop": approve_drop,
    "merchant_done": merchant_done,
    "merchant_still_broken": merchant_still_broken,
    "open_form": open_form,
    "open_link": nothing,
}
