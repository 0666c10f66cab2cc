"""
Clicks on buttons. Each is authorised here, whoever the button was shown to, and settles once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.cases.desk import Reaction
from bot.model.surface import CaseView
from bot.slack.handlers import approvals, merchant_actions, modals, opening
from bot.slack.handlers.clicks import Click, agents_only, case_here, latest, settle, worker
from bot.slack.handlers.context import HandlerContext, Refused
from bot.slack.views.asking import MOST


async def run_again(front: HandlerContext, click: Click) -> None:
    """
    Examine once more; the new answer says what changed.
    """
    await agents_only(front, click.person)
    case = await case_here(front, click)
    await latest(front, case, "That case was already run again; see the newest answer.")
    await _signal(front, click, case, Reaction.RUN_AGAIN)
    who = f"<@{click.person.user}>"
    await settle(front, case, "run_again", f"Run again by {who}")
    post = await front.ledger.at(click.channel, click.ts)
    if post is not None and not post.key.startswith("answer."):
        await settle(front, case, "interrupted", f"Run again by {who}", key=post.key)


async def escalate(front: HandlerContext, click: Click) -> None:
    """
    Show the email before it is sent.
    """
    await agents_only(front, click.person)
    await case_here(front, click)
    await modals.open_escalate(front, click.trigger, click.person, click.value)


async def close_case(front: HandlerContext, click: Click) -> None:
    """
    Close the case.
    """
    await agents_only(front, click.person)
    case = await case_here(front, click)
    await _signal(front, click, case, Reaction.CLOSE)
    await settle(front, case, "close", f"Closed by <@{click.person.user}>")


async def acknowledge(front: HandlerContext, click: Click) -> None:
    """
    Somebody has taken an escalation on.
    """
    await agents_only(front, click.person)
    case = await case_here(front, click)
    await _signal(front, click, case, Reaction.ACKNOWLEDGE)
    post = await front.ledger.at(click.channel, click.ts)
    if post is not None:
        line = f"Acknowledged by <@{click.person.user}>"
        await settle(front, case, "acknowledge", line, key=post.key)


async def feedback(front: HandlerContext, click: Click) -> None:
    """
    It helped, or the cause was wrong: then what was it?
    """
    await agents_only(front, click.person)
    kind, _, value = click.value.partition(".")
    case = await case_here(front, click, value)
    if kind == "wrong_cause":
        await modals.open_wrong_cause(front, click.trigger, value)
        return
    answer = await front.cases.answer(case.id, case.run)
    cause = answer.causes[0] if answer is not None and answer.causes else None
    about = {"article": cause.id, "version": cause.version} if cause is not None else {}
    await _signal(front, click, case, Reaction.HELPED, about)
    await settle(front, case, "feedback", f"<@{click.person.user}>: it helped")


async def open_form(front: HandlerContext, click: Click) -> None:
    """
    The form, from App Home.
    """
    channel = front.audiences.internal_channel or click.channel
    await modals.open_triage(front, click.trigger, click.person, channel)


async def nothing(front: HandlerContext, click: Click) -> None:
    """
    A link that looks like a button: Slack wants an acknowledgement all the same.
    """


async def _signal(
    front: HandlerContext,
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


Handler = Callable[[HandlerContext, Click], Awaitable[None]]
ACTIONS: dict[str, Handler] = {
    "run_again": run_again,
    "escalate": escalate,
    "close_case": close_case,
    "acknowledge": acknowledge,
    "feedback": feedback,
    "approve_send": approvals.approve_send,
    "held_send": approvals.held_send,
    "approve_edit": approvals.approve_edit,
    "approve_drop": approvals.approve_drop,
    "merchant_done": merchant_actions.merchant_done,
    "merchant_still_broken": merchant_actions.merchant_still_broken,
    "merchant_person": merchant_actions.merchant_person,
    "join_case": opening.join_case,
    **{f"open_another_{number}": opening.open_another for number in range(MOST)},
    "open_form": open_form,
    "open_link": nothing,
}
