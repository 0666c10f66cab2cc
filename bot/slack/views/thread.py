"""
What stands around an answer in our own people's thread: who asked, and what happened since.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from slack_sdk.models.blocks import Block

from bot.model.answer import Answer
from bot.model.surface import CaseView, Notice, NoticeKind
from bot.slack.views.internal import beyond, outcome
from bot.slack.views.parts import (
    BlockMessage,
    actions,
    button,
    code,
    escape,
    header,
    one_line,
    quote,
    section,
    small,
)


_TOLD = {
    NoticeKind.ESCALATION_PENDING: "Not sent yet: the mail server did not take it. It is kept and tried again.",
    NoticeKind.ESCALATED: "Escalated: the support inbox has it.",
    NoticeKind.ESCALATION_FAILED: "The escalation could not be delivered for a day. Please hand it over by other means.",
    NoticeKind.ACKNOWLEDGED: "Acknowledged.",
    NoticeKind.FIXED: "Verified fix: what failed before has now passed.",
    NoticeKind.STILL_BROKEN: "Still broken: what failed before fails again.",
    NoticeKind.PARTLY_FIXED: "Partly fixed: some of what failed before passes now.",
    NoticeKind.NOTHING_BROKEN: "Nothing fails, as far as we can see.",
    NoticeKind.COULD_NOT_LOOK: "We could not look again.",
    NoticeKind.PERSON: "They want to speak to a person.",
    NoticeKind.OVERRUN: "The wait is over and it has not cleared by itself.",
    NoticeKind.INTERRUPTED: "Interrupted by a restart of ours.",
    NoticeKind.CLOSED: "Closed.",
}


def lead(case: CaseView, link: str = "", ping: str = "") -> str:
    """
    One line of markup above the plan: who asked, where, in which words.
    """
    asked = f"<@{case.place.user}>" if case.place.user.isalnum() else "Somebody"
    if case.merchant_facing:
        where = f"<#{case.place.channel}>" if case.place.channel.isalnum() else "a shared channel"
        asked = f"{asked} asked in {where}"
        if link:
            asked += f" (<{link}|their message>)"
    else:
        asked = f"{asked} asked"
    name = escape(case.merchant_name or case.merchant_id, 80)
    line = f"*{name}* {code(case.merchant_id, 40)} · {asked}"
    if ping.isalnum() and ping[:1] in {"U", "W"}:
        line += f" · cc <@{ping}>"
    if case.issue:
        line += f"\n>{escape(one_line(case.issue, 400), 500)}"
    return line


def notice(case: CaseView, told: Notice) -> BlockMessage:
    """
    A change of state, with its detail, for our own people.
    """
    sentence = f"*{_TOLD[told.kind]}*"
    if told.detail:
        sentence += f" {escape(told.detail, 600)}"
    if told.who:
        # Slack's user id, or a name from another surface.
        slack_user = told.who.isalnum() and told.who[:1] in {"U", "W"}
        sentence += " · " + (f"<@{told.who}>" if slack_user else escape(told.who, 80))
    blocks: list[Block] = [section(sentence)]
    value = f"{case.id}.{case.run}"
    if told.kind is NoticeKind.INTERRUPTED:
        blocks.append(
            actions("interrupted", button("Run Again", "run_again", value, style="primary"))
        )
    if told.kind is NoticeKind.ESCALATED:
        blocks.append(actions("escalated", button("Acknowledge", "acknowledge", value)))
    name = case.merchant_name or case.merchant_id
    return BlockMessage(
        escape(f"{name}: {_TOLD[told.kind]} {told.detail}".strip(), 600), tuple(blocks)
    )


def for_asker(case: CaseView, answer: Answer, link: str) -> BlockMessage:
    """
    The private answer to an agent who asked where others can read.
    """
    name = case.merchant_name or case.merchant_id
    more = beyond(answer)
    text = escape(f"{name}: {outcome(answer)}. {more}".strip(), 800)
    blocks: list[Block] = [
        section(f"*{escape(outcome(answer), 150)}*\n{escape(more)}".strip()),
    ]
    if link:
        blocks.append(
            small(
                f"You asked in <#{case.place.channel}>, which others can read. <{link}|Open the case>"
            )
        )
    return BlockMessage(text, tuple(blocks))


def opened_elsewhere(case: CaseView, link: str, *, guests: bool = False) -> BlockMessage:
    """
    Tells an agent who asked where others read where the case is; `guests` when they are why.
    """
    name = escape(case.merchant_name or case.merchant_id, 80)
    where = f"<{link}|the case’s own thread>" if link else "the internal channel"
    why = "Guests read this channel" if guests else "Others can read this channel"
    text = f"Examining {name}. {why}, so the answer is in {where}."
    return BlockMessage(text, (section(text),))


def refused(case: CaseView, sentence: str) -> BlockMessage:
    """
    Why the case cannot be worked, and what to do.
    """
    return BlockMessage(
        escape(sentence, 800),
        (header("Could not be examined"), section(escape(sentence, 2500)), small(lead(case))),
    )


def heard(user: str, text: str, link: str = "", *, files: int = 0) -> BlockMessage:
    """
    What a merchant wrote that is for a person to read; `link` leads to it where it is elsewhere.
    """
    who = f"<@{user}>" if user.isalnum() else "The merchant"
    where = f"in their channel (<{link}|the message>)" if link else "in their thread"
    unread = f"\n_{files} file(s) or forwarded messages, which I cannot read._" if files else ""
    line = f"{who} wrote {where}:\n{quote(text, 1500)}{unread}"
    return BlockMessage(escape(f"The merchant wrote: {text}", 400), (section(line),))


def unread(channel: str, user: str, text: str, link: str, language: str) -> BlockMessage:
    """
    What a merchant wrote in their channel that I do not understand, as it was written.
    """
    where = f"<#{channel}>" if channel.isalnum() else "a shared channel"
    who = f"<@{user}>" if user.isalnum() else "Somebody"
    told = f" (language: {language})" if language else ""
    line = f"{who} wrote in {where}{told}, and I did not act on it:\n{quote(text, 1500)}"
    if link:
        line += f"\n<{link}|Their message>"
    return BlockMessage(
        escape(f"Not understood in a merchant’s channel: {text}", 400), (section(line),)
    )


def unbound(channel: str) -> BlockMessage:
    """
    Somebody asked in a channel that belongs to no merchant.
    """
    where = f"<#{channel}>" if channel.isalnum() else "a shared channel"
    text = (
        f"I was asked in {where}, which is bound to no merchant, and could not answer. "
        "There, type `/triage bind M1001` with the merchant’s id."
    )
    return BlockMessage(text, (section(text),))


def said(sentence: str) -> BlockMessage:
    """
    One sentence of ours, for our own people.
    """
    return BlockMessage(escape(sentence, 2000), (section(escape(sentence, 2500)),))


# A decision, the rows of buttons it concerns, and the buttons it takes away (none named: all).
_TAKES: dict[str, tuple[str, frozenset[str]]] = {
    "run_again": ("case_actions", frozenset()),
    "close": ("case_actions", frozenset()),
    "escalate": ("case_actions", frozenset({"escalate"})),
    "feedback": ("case_feedback", frozenset()),
    "approve": ("approve", frozenset()),
    "held": ("held", frozenset()),
    "merchant": ("merchant_actions", frozenset({"merchant_done", "merchant_still_broken"})),
    "merchant_person": ("merchant_actions", frozenset({"merchant_person"})),
    "acknowledge": ("escalated", frozenset()),
    "interrupted": ("interrupted", frozenset()),
}


def decided(
    blocks: Sequence[dict[str, Any]], what: str, line: str, now: int
) -> list[dict[str, Any]]:
    """
    The blocks of a message with a decision's buttons replaced by a line of markup.

    `now` is in seconds. `line` is ours. Slack writes the time in each reader's own language.
    """
    prefix, taken = _TAKES[what]
    spelt = f"{datetime.fromtimestamp(now, UTC):%H:%M} UTC"  # where dates are not understood
    when = f" · <!date^{now}^{{time}}|{spelt}>"
    told = {"type": "context", "elements": [{"type": "mrkdwn", "text": line + when}]}
    after: list[dict[str, Any]] = []
    done = False
    for block in blocks:
        if not str(block.get("block_id", "")).startswith(prefix):
            after.append(block)
            continue
        left = [e for e in block.get("elements", ()) if taken and e.get("action_id") not in taken]
        if not done:
            after.append(told)
            done = True
        if left:
            # A new block_id, as Slack wants for each update.
            row = {**block, "elements": left, "block_id": f"{prefix}_{len(left)}_{now}"}
            after.append(row)
    return after
