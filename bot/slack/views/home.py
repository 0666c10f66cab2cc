"""
App Home: what an agent has to do, at a glance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.slack.views.parts import (
    actions,
    button,
    code,
    escape,
    header,
    one_line,
    rule,
    section,
    small,
)


@dataclass(frozen=True, slots=True)
class Row:
    """
    One case in a list.
    """

    id: str
    merchant_id: str
    merchant_name: str
    issue: str
    link: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Glance:
    """
    What Home shows; every list newest first.
    """

    mine: Sequence[Row]
    waiting: Sequence[Row]
    escalated: Sequence[Row]
    open_cases: int
    at: datetime


def home(glance: Glance) -> View:
    """
    An agent's Home.
    """
    blocks: list[Block] = [
        header("Cases"),
        small(
            f"{glance.open_cases} open · {len(glance.waiting)} waiting · "
            f"{len(glance.escalated)} escalated · {_date(glance.at)}"
        ),
        actions("home_actions", button("Triage a Merchant", "open_form", "home", style="primary")),
    ]
    blocks += _list("My open cases", glance.mine, "You have no open case.")
    blocks += _list("Waiting", glance.waiting, "Nothing waits for a merchant or for Amazon.")
    blocks += _list("Escalated", glance.escalated, "Nothing is escalated.")
    return View(type="home", blocks=blocks[:100])


def not_an_agent() -> View:
    """
    Home for everybody else.
    """
    text = "Triage works for support agents. If you need help, write in your shared channel."
    return View(type="home", blocks=[section(text)])


def _list(title: str, rows: Sequence[Row], none: str) -> list[Block]:
    blocks: list[Block] = [rule(), section(f"*{title}*")]
    if not rows:
        return [*blocks, small(none)]
    return [*blocks, *(section(_row(row)) for row in rows[:10])]


def _row(row: Row) -> str:
    name = escape(row.merchant_name or row.merchant_id, 80)
    named = f"<{row.link}|{name.replace('|', '')}>" if row.link else name
    line = (
        f"{named} {code(row.merchant_id, 40)} · case {code(row.id, 20)} · {_date(row.changed_at)}"
    )
    if row.issue:
        line += f"\n>{escape(one_line(row.issue, 150), 200)}"
    return line


def _date(at: datetime) -> str:
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{at:%d %b %H:%M} UTC>"
