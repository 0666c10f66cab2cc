"""
What an agent is asked back, privately: which merchant was meant, and whether to join an open case.
"""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from bot.model.case import Case
from bot.model.surface import CaseView
from bot.slack.views.parts import BlockMessage, actions, button, code, escape, section
from diagnostics.connections.source import Merchant


MOST = 3


def which_merchant(said: str, near: Sequence[Merchant], issue: str) -> BlockMessage:
    """
    That no merchant of this name is on record, with likely ones as buttons.
    """
    sentence = f"No merchant on record is named in “{escape(said, 80)}”."
    if not near:
        sentence += " Try: /triage M1001"
        return BlockMessage(sentence, (section(sentence),))
    sentence += " Did you mean one of these?"
    buttons = [
        button(
            f"{m.name} ({m.merchant_id})"[:75],
            f"open_another_{n}",
            f"{m.merchant_id}\n{issue}"[:1900],
        )
        for n, m in enumerate(near[:MOST])
    ]
    return BlockMessage(sentence, (section(sentence), actions("which_merchant", *buttons)))


def open_already(case: Case, link: str, month: int, issue: str) -> BlockMessage:
    """
    That a case of this merchant is open: since when, taken by whom, how many there were this month.
    """
    name = escape(case.view.merchant_name or case.view.merchant_id, 80)
    since = f"<!date^{int(case.opened_at.timestamp())}^{{date_short_pretty}} {{time}}|{case.opened_at:%d %b %H:%M} UTC>"
    taken = (
        f"taken by {escape(case.acknowledged_by, 60)}"
        if case.acknowledged_by
        else "taken by nobody"
    )
    where = f"<{link}|A case>" if link else "A case"
    line = (
        f"{where} for *{name}* {code(case.view.merchant_id, 40)} is open since {since}, {taken}; "
    )
    line += f"{_ordinal(month)} this month. What now?"
    value = f"{case.view.id}.{case.view.run}"
    row = actions(
        "open_already",
        button("Join and Run Again", "join_case", f"{value}\n{issue}"[:1900], style="primary"),
        button("Open Another", "open_another_0", f"{case.view.merchant_id}\n{issue}"[:1900]),
    )
    blocks: tuple[Block, ...] = (section(line), row)
    return BlockMessage(f"A case for {name} is open already.", blocks)


def escalate(value: str) -> BlockMessage:
    """
    The way to the preview of an escalation, for who typed that they want one.
    """
    sentence = "Look at the email before it leaves:"
    row = actions("ask_escalate", button("Escalate…", "escalate", value, style="primary"))
    return BlockMessage(sentence, (section(sentence), row))


def joined(case: CaseView, link: str, sentence: str) -> BlockMessage:
    """
    That a request was added to a case.
    """
    name = escape(case.merchant_name or case.merchant_id, 80)
    where = f"<{link}|the case of {name}>" if link else f"the case of {name}"
    line = f"Added to {where}. {escape(sentence, 200)}"
    return BlockMessage(f"Added to the case of {name}.", (section(line),))


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number if number < 20 else number % 10, "th")  # noqa: PLR2004
    return f"{number}{ending}"
