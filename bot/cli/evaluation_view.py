"""
A score as a person reads it, as JSON, and set against the one that was kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from knowledge.quality.evaluation import Scored, Share


# What may get worse without a word, because it moves with every article.
SLACK = {"brier": 0.02, "log_loss": 0.05, "ece": 0.03}
HIGHER_IS_BETTER = ("top1", "top3", "named", "abstention_precision", "abstention_recall")
LOWER_IS_BETTER = ("wrong_reconnect", "overconfident", "brier", "log_loss", "ece")
TITLES = {
    "top1": "right family in front",
    "top3": "right family among three",
    "named": "a single cause named",
    "abstention_precision": "abstained, and rightly",
    "abstention_recall": "untold causes left alone",
    "wrong_reconnect": "told to authorize for nothing",
    "overconfident": "certain of what cannot be told",
    "brier": "Brier score",
    "log_loss": "log loss",
    "ece": "calibration error",
}


def measures(scored: Scored) -> dict[str, float | None]:
    """
    The score as plain numbers, the ones that are kept and compared.
    """
    plain: dict[str, float | None] = {}
    for name in (*HIGHER_IS_BETTER, *LOWER_IS_BETTER):
        value = getattr(scored, name)
        value = value.value if isinstance(value, Share) else value
        plain[name] = None if value is None else round(value, 4)
    return plain


def worse(scored: Scored, kept: dict[str, Any]) -> list[str]:
    """
    What got worse since a score was kept, one sentence each; empty when nothing did.
    """
    now = measures(scored)
    sentences = []
    for name in (*HIGHER_IS_BETTER, *LOWER_IS_BETTER):
        before, after = kept.get(name), now[name]
        if not isinstance(before, int | float) or after is None:
            continue
        loss = before - after if name in HIGHER_IS_BETTER else after - before
        if loss > SLACK.get(name, 0.0) + 1e-9:
            sentences.append(f"{TITLES[name]}: {before:.3f} became {after:.3f}.")
    return sentences


def as_plain(scored: Scored) -> dict[str, Any]:
    """
    The whole score as plain values.
    """
    plain = asdict(scored)
    for name, value in plain.items():
        if isinstance(getattr(scored, name), Share):
            plain[name] = {**value, "share": getattr(scored, name).value}
    plain["confusion"] = [
        {"label": label, "answer": answer, "cases": count}
        for label, answer, count in scored.confusion
    ]
    plain["missed"] = [
        {"id": name, "label": label, "answer": answer} for name, label, answer in scored.missed
    ]
    return plain


def show(scored: Scored, console: Console, changes: Sequence[str] | None = None) -> None:
    """
    Print the score, the confusions, and what got worse where a kept score is given.
    """
    console.print()
    console.print(Text(f"{scored.cases} labelled cases", style="bold"))
    console.print(_measures(scored))
    if any(label != answer for label, answer, _ in scored.confusion):
        console.print()
        console.print(_confusion(scored))
    for name, label, answer in scored.missed:
        console.print(Text(f"  {name}: {label}, answered {answer}", style="dim"))
    if changes is not None:
        console.print()
        if changes:
            console.print(Text("Worse than the score that was kept:", style="bold red"))
            for change in changes:
                console.print(Text(f"  {change}"))
        else:
            console.print(Text("No worse than the score that was kept.", style="green"))
    console.print()


def _measures(scored: Scored) -> Table:
    table = Table.grid(padding=(0, 3, 0, 0))
    table.add_column()
    table.add_column(justify="right")
    table.add_column(style="dim")
    for name in (*HIGHER_IS_BETTER, *LOWER_IS_BETTER):
        value = getattr(scored, name)
        if isinstance(value, Share):
            said = "–" if value.value is None else f"{value.value:.1%}"
            table.add_row(TITLES[name], said, f"{value.hits} of {value.of}")
        else:
            table.add_row(TITLES[name], f"{value:.3f}", "")
    return table


def _confusion(scored: Scored) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("label", "answered", "cases"):
        table.add_column(title, header_style="dim", justify="right" if title == "cases" else "left")
    for label, answer, count in scored.confusion:
        if label != answer:
            table.add_row(label, answer, str(count))
    right = sum(count for label, answer, count in scored.confusion if label == answer)
    table.add_row(Text("as labelled", style="green"), "", str(right))
    return table
