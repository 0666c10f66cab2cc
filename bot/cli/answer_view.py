"""
An answer as a person reads it on a terminal or in a pipe.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.model.answer import (
    Advice,
    Answer,
    CauseRole,
    ConnectionAnswer,
    RankedCause,
    Verdict,
    reused_in_words,
)
from diagnostics.model import Finding


VERDICTS = {
    Verdict.HEALTHY: ("Nothing wrong found", "bold green"),
    Verdict.CAUSE_FOUND: ("Cause found", "bold red"),
    Verdict.AMBIGUOUS: ("Two causes look alike", "bold yellow"),
    Verdict.UNEXPLAINED: ("No known cause fits", "bold yellow"),
    Verdict.COULD_NOT_EXAMINE: ("Could not examine", "bold yellow"),
}
ACTORS = {
    "merchant": "The merchant",
    "account-admin": "The administrator of the Amazon account",
    "agency": "The merchant's agency",
    "support": "Support",
    "engineering": "Engineering",
    "amazon": "Amazon",
    "nobody": "Nobody: it clears by itself",
}
LONG_TEXT = 100  # columns a paragraph may use, however wide the window


def show(answer: Answer, console: Console, *, everything: bool = False) -> None:
    """
    Print an answer. `everything` lists normal findings one by one as well.
    """
    word, style = (
        _verdict(answer.connections[0]) if answer.connections else VERDICTS[answer.verdict]
    )
    console.print()
    console.print(Text.assemble((word, style), "  ", (_whose(answer), "dim")))
    console.print(Text(answer.headline, style="bold"), width=LONG_TEXT)
    for part in answer.connections:
        console.print(_connection(part, several=len(answer.connections) > 1, all_=everything))
    if answer.question:
        console.print()
        console.print(Text.assemble(("One question would settle it  ", "bold"), answer.question))
    if answer.escalate:
        console.print()
        line = f"For our support team: {answer.escalate_because}"
        console.print(Text(line, style="magenta"), width=LONG_TEXT)
    if reused := reused_in_words(answer):
        console.print()
        console.print(Text(f"  {reused}; --fresh asks Amazon anew.", style="dim"))
    console.print()


def _whose(answer: Answer) -> str:
    seconds = answer.duration_ms / 1000
    return f"{answer.merchant_id} {answer.merchant_name} · {seconds:.1f} s"


def _verdict(part: ConnectionAnswer) -> tuple[str, str]:
    return (
        ("Read in part, and well so far", "bold yellow") if part.partly else VERDICTS[part.verdict]
    )


def _connection(part: ConnectionAnswer, *, several: bool, all_: bool) -> RenderableType:
    pieces: list[RenderableType] = [Text()]
    if several:
        record = part.connection
        title = f"{record.account_type.capitalize()}, {record.region.upper()}"
        word, style = _verdict(part)
        pieces.append(Text.assemble((title, "bold underline"), "  ", (word, style)))
    acting = [c for c in part.causes if c.standing is not CauseRole.SUSPECT]
    if part.verdict in {Verdict.CAUSE_FOUND, Verdict.AMBIGUOUS}:
        pieces += _causes(acting, part)
    if part.held:
        pieces.append(Text("Held back until a person decides:", style="bold yellow"))
        pieces += _causes(part.held, part)
    pieces.append(_evidence(part.findings, all_=all_))
    others = [c for c in part.causes if c.standing is CauseRole.SUSPECT]
    if others and part.verdict is not Verdict.HEALTHY:
        pieces.append(_considered(others))
    return Group(*pieces)


def _causes(acting: Sequence[RankedCause], part: ConnectionAnswer) -> list[RenderableType]:
    # Causes with one remedy are answered together: the first in full, the others by name.
    shown: list[RenderableType] = []
    for _, of_remedy in groupby(acting, key=lambda cause: cause.remedy):
        lead, *kin = of_remedy
        shown.append(_cause(lead, part.findings))
        if kin:
            also = "; ".join(f"{cause.title} ({cause.probability:.0%})" for cause in kin)
            line = Text.assemble(("The same remedy if it is: ", "bold"), also)
            shown += [Padding(line, (0, 0, 1, 2))]
    return shown


def _cause(cause: RankedCause, findings: Sequence[Finding]) -> RenderableType:
    told = {f.signal: f.summary for f in findings if f.signal}
    head = Text.assemble(
        (cause.title, "bold"),
        (f"  {cause.probability:.0%} · severity {cause.severity} · {cause.id}", "dim"),
    )
    lines: list[RenderableType] = [head]
    lines += [_bullet("+", "red", told.get(s, ""), s) for s in cause.because[:5]]
    lines += [_bullet("−", "green", told.get(s, ""), s) for s in cause.despite[:3]]
    lines.append(Text())
    lines += _steps(cause.steps)
    lines.append(Text())
    return Group(*lines)


def _bullet(mark: str, style: str, summary: str, signal: str) -> RenderableType:
    if "." not in signal:  # the asker's own words, which are no signal
        summary, signal = "What was written.", ""
    line = Text.assemble((f"{mark} ", style), f"{summary} " if summary else "", (signal, "dim"))
    return Padding(line, (0, 0, 0, 2))


def _steps(steps: Sequence[Advice]) -> list[RenderableType]:
    lines: list[RenderableType] = []
    number = 0
    for actor, group in groupby(steps, key=lambda step: step.actor):
        lines.append(Padding(Text(ACTORS.get(actor, actor), style="cyan"), (0, 0, 0, 2)))
        for step in group:
            number += 1
            grid = Table.grid(padding=(0, 1))
            grid.add_column(justify="right", width=4)
            grid.add_column(max_width=LONG_TEXT - 6)
            grid.add_row(f"{number}.", Text(step.text))
            lines.append(grid)
    return lines


def _evidence(findings: Sequence[Finding], *, all_: bool) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    wrong = [f for f in findings if f.normal is False]
    silent = [f for f in findings if f.normal is None and (all_ or f.at is not None)]
    fine = [f for f in findings if f.normal]
    for finding in (*wrong, *silent, *(fine if all_ else ())):
        mark, style = _mark(finding)
        table.add_row(Text(mark, style=style), Text(finding.probe), _seen(finding))
    if fine and not all_:
        names = ", ".join(f.probe for f in fine)
        table.add_row(Text("✓", style="green"), Text(f"{len(fine)} normal"), Text(names, "dim"))
    skipped = len(findings) - len(wrong) - len(silent) - len(fine)
    if skipped:
        table.add_row(Text("·", style="dim"), Text(f"{skipped} not asked"), Text())
    return Padding(table, (0, 0, 0, 2))


def _mark(finding: Finding) -> tuple[str, str]:
    if finding.normal:
        return "✓", "green"
    return ("✗", "red") if finding.normal is False else ("?", "yellow")


def _seen(finding: Finding) -> Text:
    text = Text(finding.summary)
    evidence = finding.evidence
    if evidence and not finding.normal:
        facts = [
            str(evidence.status or ""),
            evidence.code,
            evidence.message,
            evidence.details,
            f"request {evidence.request_id}" if evidence.request_id else "",
        ]
        text.append("\n" + " · ".join(fact for fact in facts if fact), style="dim")
    return text


def _considered(causes: Sequence[RankedCause]) -> RenderableType:
    said = ", ".join(f"{cause.id} {cause.probability:.0%}" for cause in causes)
    return Padding(Text(f"Also considered: {said}", style="dim"), (0, 0, 0, 2))
