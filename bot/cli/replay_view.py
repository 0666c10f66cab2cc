"""
A replay and a comparison, as a person reads them and as JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.bundles.comparison import Change, Compared
from bot.bundles.replay import Replayed, Then
from bot.bundles.schema import Bundle


def show_replay(bundle: Bundle, replayed: Sequence[Replayed], console: Console) -> None:
    """
    Print what was answered, what would be answered today, and why they differ.
    """
    _title(bundle, console)
    for each in replayed:
        console.print()
        console.print(Text(each.connection, style="bold"))
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_row(Text("then", style="dim"), _verdict(each.then))
        table.add_row(Text("now", style="dim"), _verdict(each.now))
        console.print(table)
        word, style = ("The same.", "green") if each.same else ("It changed.", "yellow")
        console.print(Text(word, style=style))
        for sentence in each.changes:
            console.print(Text(f"  · {sentence}"))
    console.print()


def show_comparison(compared: Sequence[Compared], console: Console) -> None:
    """
    Print what differs between two bundles, connection by connection.
    """
    for each in compared:
        console.print()
        console.print(Text(each.connection, style="bold"))
        for name, side in (("first", each.before), ("second", each.after)):
            line = _verdict(side) if side else Text("not in this bundle", style="dim")
            console.print(Text.assemble((f"{name:8}", "dim"), line))
        for title, changes in (("what was seen", each.findings), ("our record", each.record)):
            if changes:
                console.print(_changes(title, changes))
        if each.same:
            console.print(Text("Nothing that was seen differs.", style="green"))
    console.print()


def replay_plain(bundle: Bundle, replayed: Sequence[Replayed]) -> dict[str, Any]:
    """
    A replay as plain values.
    """
    return {
        "merchant_id": bundle.merchant_id,
        "case_id": bundle.case_id,
        "started_at": bundle.started_at.isoformat(),
        "written_by": bundle.versions.product,
        "same": all(each.same for each in replayed),
        "connections": [{**asdict(each), "same": each.same} for each in replayed],
    }


def comparison_plain(compared: Sequence[Compared]) -> dict[str, Any]:
    """
    A comparison as plain values.
    """
    return {"connections": [asdict(each) for each in compared]}


def _title(bundle: Bundle, console: Console) -> None:
    whose = " ".join(part for part in (bundle.merchant_id, bundle.merchant_name) if part)
    case = f" · case {bundle.case_id}" if bundle.case_id else ""
    day = f"{bundle.started_at:%-d %B %Y, %H:%M} UTC"
    console.print(Text.assemble((whose, "bold"), (f"{case} · examined {day}", "dim")))
    if bundle.newer:
        console.print(
            Text("A newer version wrote this bundle; what we do not know was left out.", "yellow")
        )


def _verdict(then: Then) -> Text:
    line = Text(then.verdict.replace("_", " "))
    shown = [cause for cause in then.causes if cause.named] or list(then.causes[:2])
    for cause in shown:
        line.append(f"  {cause.id}", style="bold" if cause.named else "")
        line.append(f" {cause.probability:.0%}", style="dim")
    return line


def _changes(title: str, changes: Sequence[Change]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), title_justify="left")
    for column in (title, "first", "second"):
        table.add_column(column, header_style="dim", overflow="fold")
    for change in changes:
        table.add_row(change.what, change.before or "–", change.after or "–")
    return table
