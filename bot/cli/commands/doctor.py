"""
`triage doctor`: are we well ourselves.
"""

from __future__ import annotations

import asyncio
import json

from typing import Annotated

import typer


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """
    Look at settings, database, connections, secret, Slack, mail and knowledge; a fix for each fault.

    No mail is sent and nothing is posted. Exit status 1 when something is ill.
    """
    from bot.foundation.logs import set_up
    from bot.foundation.settings import Settings
    from bot.runtime.doctor import Condition, examined

    settings = Settings.load()
    set_up(settings)
    reports = asyncio.run(examined(settings))
    if as_json:
        plain = [
            {"part": r.part, "health": r.health.value, "sentence": r.sentence, "fix": r.fix or None}
            for r in reports
        ]
        typer.echo(json.dumps(plain, ensure_ascii=False, indent=2))
    else:
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        marks = {
            Condition.OK: ("✓", "green"),
            Condition.WARNING: ("!", "yellow"),
            Condition.ERROR: ("✗", "red"),
        }
        table = Table.grid(padding=(0, 2))
        for report in reports:
            mark, style = marks[report.health]
            said = Text(report.sentence)
            if report.fix:
                said.append(f"\n→ {report.fix}", style="cyan")
            table.add_row(Text(mark, style=style), Text(report.part, style="bold"), said)
        Console(highlight=False).print(table)
    if any(report.health is Condition.ERROR for report in reports):
        raise typer.Exit(1)
