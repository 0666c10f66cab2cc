"""
App Home: what an agent has to do, at a glance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.slack.views.fleet import fleet
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
from bot.storage.fleet_summary import FleetNow


@dataclass(frozen=True, slots=True)
class CaseRow:
    """
    One case in a list.
    """

    id: str
    merchant_id: str
    merchant_name: str
    issue: str
    link: str
    changed_at: datetime
    note: str = ""  # who has it, or until when it waits; our own markup


@dataclass(frozen=True, slots=True)
class Glance:
    """
    What Home shows; every list newest first, and how many there are of each.
    """

    mine: Listed
    on_merchant: Listed
    on_amazon: Listed
    escalated: Listed
    open_cases: int
    fleet: FleetNow
    at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """
    The first rows of a list, and how long it is.
    """

    rows: Sequence[CaseRow]
    total: int


def home(glance: Glance) -> View:
    """
    An agent's Home.
    """
    blocks: list[Block] = [
        header("Cases"),
        small(
            f"{glance.open_cases} open · {glance.on_merchant.total} waiting on the merchant · "
            f"{glance.on_amazon.total} waiting for Amazon · {glance.escalated.total} escalated · "
            f"as of {_date(glance.at)}"
        ),
        actions("home_actions", button("Triage a Merchant", "open_form", "home", style="primary")),
    ]
    blocks += _list("My open cases", glance.mine, "You have no open case.")
    blocks += _list("Waiting on the merchant", glance.on_merchant, "No merchant has to act.")
    blocks += _list(
        "Waiting for Amazon",
        glance.on_amazon,
        "Nothing waits for Amazon.",
        "These may clear by themselves; we look again without being asked.",
    )
    blocks += _list("Escalated", glance.escalated, "Nothing is escalated.")
    blocks += fleet(glance.fleet)
    return View(type="home", blocks=blocks[:100])


def not_an_agent() -> View:
    """
    Home for everybody else.
    """
    text = "Triage works for support agents. If you need help, write in your shared channel."
    return View(type="home", blocks=[section(text)])


def _list(title: str, listed: Listed, none: str, about: str = "") -> list[Block]:
    blocks: list[Block] = [rule(), section(f"*{title}*")]
    if not listed.rows:
        return [*blocks, small(none)]
    blocks += [section(_row(row)) for row in listed.rows]
    left = listed.total - len(listed.rows)
    said = [about] if about else []
    said += [f"and {left} more: `triage cases list`"] if left else []
    return [*blocks, small(" · ".join(said))] if said else blocks


def _row(row: CaseRow) -> str:
    name = escape(row.merchant_name or row.merchant_id, 80)
    named = f"<{row.link}|{name.replace('|', '')}>" if row.link else name
    line = (
        f"{named} {code(row.merchant_id, 40)} · case {code(row.id, 20)} · {_date(row.changed_at)}"
    )
    if row.note:
        line += f" · {row.note}"
    if row.issue:
        line += f"\n>{escape(one_line(row.issue, 150), 200)}"
    return line


def until(at: datetime) -> str:
    """
    The end of a wait, as a row's note.
    """
    return f"looked at again until {_date(at)}"


def taken(by: str) -> str:
    """
    Who has taken an escalation on, as a row's note.
    """
    return f"taken by {escape(one_line(by, 60))}" if by else "*nobody has taken it*"


def _date(at: datetime) -> str:
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{at:%d %b %H:%M} UTC>"
