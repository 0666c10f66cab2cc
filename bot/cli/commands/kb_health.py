"""
The state of the knowledge base as a terminal shows it.
"""

from __future__ import annotations

import textwrap

from typing import TYPE_CHECKING

import typer

from rich.console import Console
from rich.table import Table

from bot.cli.commands.kb_view import WIDTH, bold
from bot.cli.commands.kb_view import as_json as print_json
from knowledge.quality.health import FeedbackKind


if TYPE_CHECKING:
    from knowledge.base.library import Library
    from knowledge.quality.health import ArticleStatus, Health

MOST_GAPS = 10


def shown(library: Library, stock: Health, *, as_json: bool) -> None:
    """
    Articles that were used or are due, then gaps, ties, and what was never used.
    """
    if as_json:
        print_json(_plain(library, stock))
        return
    speaking = [s for s in stock.standings if s.used or s.days_overdue or sum(s.counts.values())]
    if speaking:
        _table(speaking)
    else:
        typer.echo("No article has been used yet, and no review is due.")
    _gaps(stock)
    if stock.ties:
        typer.echo(f"\n{bold('Ties')}: different remedies that nothing separates")
        for one, other, nats in stock.ties:
            typer.echo(f"  {one} and {other} ({nats:.2f} nats)")
    if library.faults:
        typer.echo(f"\n{bold('Broken files')}")
        for fault in library.faults:
            typer.echo(f"  {fault}")
    unused = stock.never_used
    if unused:
        typer.echo(f"\n{bold('Never used')}: {len(unused)} of {len(stock.standings)} articles")
        listed = ", ".join(unused)
        typer.echo(
            textwrap.fill(
                listed, WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
            )
        )


def _table(standings: list[ArticleStatus]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Article", "Used", "Verified fix", "Did not help", "Wrong", "Outdated", "Due"):
        table.add_column(heading, justify="left" if heading == "Article" else "right")
    for standing in standings:
        table.add_row(
            standing.article.id,
            str(standing.used),
            standing.fixes,
            standing.did_not_help,
            str(standing.counts[FeedbackKind.WRONG_CAUSE] or "–"),
            str(standing.counts[FeedbackKind.STEP_OUTDATED] or "–"),
            f"{standing.days_overdue} days late" if standing.days_overdue else "–",
        )
    Console(soft_wrap=True, highlight=False).print(table)


def _gaps(stock: Health) -> None:
    if not stock.gaps:
        return
    typer.echo(f"\n{bold('Gaps')}: cases that no article explained")
    for gap in stock.gaps[:MOST_GAPS]:
        cases = "1 case" if gap.cases == 1 else f"{gap.cases} cases"
        typer.echo(f"  {cases}: {', '.join(gap.signals)}")
        typer.echo(f"    triage kb draft --from {gap.latest}")


def _plain(library: Library, stock: Health) -> dict[str, object]:
    return {
        "articles": [
            {
                "id": s.article.id,
                "version": s.version,
                "used": s.used,
                "of_this_version": s.of_this_version,
                "days_overdue": s.days_overdue,
                **{
                    kind.value: s.counts[kind]
                    for kind in FeedbackKind
                    if kind is not FeedbackKind.USED
                },
            }
            for s in stock.standings
        ],
        "gaps": [
            {"signals": gap.signals, "cases": gap.cases, "latest": gap.latest} for gap in stock.gaps
        ],
        "ties": [{"ids": [one, other], "nats": nats} for one, other, nats in stock.ties],
        "never_used": stock.never_used,
        "faults": [str(fault) for fault in library.faults],
    }
