"""
An explanation as a person reads it, and as JSON.
"""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.explain.explainer import Explained, plain
from bot.model.answer import Verdict
from diagnostics.reports.reader import signals_of


ACTORS = {
    "merchant": "the merchant",
    "account-admin": "the administrator of the Amazon account",
    "agency": "the merchant's agency",
    "support": "support",
    "engineering": "engineering",
    "amazon": "Amazon",
    "nobody": "nobody (it clears by itself)",
}
HEADLINES = {
    Verdict.CAUSE_FOUND: ("It may well be this", "bold"),
    Verdict.AMBIGUOUS: ("It hints at this, and is not enough to say", "bold yellow"),
    Verdict.UNEXPLAINED: ("This text does not say what is wrong", "bold yellow"),
}
AS_A_WHOLE = "No error text was recognised: this is what the text speaks of as a whole."
COLUMN = 88


def show(explained: Explained, console: Console) -> None:
    """
    Print what a paste may mean, what to do with secrets in it, and what to do next.
    """
    headline, style = HEADLINES.get(explained.verdict, HEADLINES[Verdict.UNEXPLAINED])
    console.print()
    console.print(Text(headline, style=style))
    if explained.causes:
        if explained.verdict is Verdict.UNEXPLAINED:
            console.print(Text("If anything, it leans to:", style="dim"))
        console.print(_causes(explained))
    signals = signals_of(explained.reading.findings)
    if signals:
        console.print(Text(f"Read from the text: {', '.join(signals)}", style="dim"))
    elif explained.causes:
        console.print(Text(AS_A_WHOLE, style="dim"), width=COLUMN)
    for warning in explained.warnings:
        console.print(Text(f"Secret! {warning}", style="bold red"), width=COLUMN)
    if explained.question:
        console.print(Text(f"One question would help: {explained.question}"), width=COLUMN)
    console.print(Text(_next(explained)), width=COLUMN)
    console.print()


def as_plain(explained: Explained) -> dict[str, Any]:
    """
    An explanation as plain values, with what was read and which secrets to rotate.
    """
    return {
        **plain(None, explained),
        "signals": list(signals_of(explained.reading.findings)),
        "question": explained.question,
        "secrets": list(explained.warnings),
    }


def _causes(explained: Explained) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right", style="bold")
    table.add_column(max_width=COLUMN)
    for cause in explained.causes[:4]:
        who = ", ".join(ACTORS.get(actor, actor) for actor in cause.who_acts)
        note = f"\n{cause.id} · acts: {who}"
        if cause is explained.causes[0] and _is_not_the_likeliest(explained):
            note += f"\nfirst because it and its like have {explained.together:.0%} together"
        table.add_row(f"{cause.probability:.0%}", Text.assemble(cause.title, (note, "dim")))
    return table


def _is_not_the_likeliest(explained: Explained) -> bool:
    first, *others = explained.causes
    return any(other.probability > first.probability for other in others)


def _next(explained: Explained) -> str:
    if any(cause.reauthorizes for cause in explained.causes[:2]):
        return (
            "A paste is weaker than an examination: run `triage check MERCHANT` before anybody is "
            "asked to authorize again."
        )
    return "A paste is weaker than an examination: `triage check MERCHANT` asks Amazon now."
