"""
The parts of an answer for our own people: why, who does what, what else was weighed, what changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from slack_sdk.models.blocks import Block

from bot.model.answer import Advice, Answer, ConnectionAnswer, RankedCause, Verdict
from bot.slack.views.parts import code, escape, fold, section, small
from diagnostics.diagnosis.scoring import WORDS


ACTORS = {
    "merchant": "The merchant",
    "account-admin": "The account’s administrator",
    "agency": "The agency",
    "support": "Support",
    "engineering": "Engineering",
    "amazon": "Amazon",
    "nobody": "Nobody (it clears by itself)",
}
PARTLY = "Read in part, and well so far"
UNNAMED = {
    Verdict.HEALTHY: "Nothing wrong found",
    Verdict.AMBIGUOUS: "Two causes look alike here",
    Verdict.UNEXPLAINED: "No known cause fits",
    Verdict.COULD_NOT_EXAMINE: "Could not be examined",
    Verdict.CAUSE_FOUND: "Cause found",
}


def unnamed(connection: ConnectionAnswer) -> str:
    """
    The title of an answer without a cause.
    """
    return PARTLY if connection.partly else UNNAMED[connection.verdict]


def actors(names: Sequence[str]) -> str:
    """
    Who acts, as a list within a line of markup: "Support, the merchant".
    """
    told = ", ".join(escape(ACTORS.get(name, name)) for name in names)
    return told.replace(", The ", ", the ")


def why(connection: ConnectionAnswer, cause: RankedCause) -> list[Block]:
    """
    Which findings speak for the leading cause, and which against it.
    """
    told = {f.signal: f.summary for f in connection.findings if f.signal}
    lines = [f"• {_reason(s, told)}" for s in cause.because[:6]]
    lines += [f"• _against it:_ {_reason(s, told)}" for s in cause.despite[:3]]
    # What does not tell the causes apart was still seen, and is what the asker hears of first.
    named = {*cause.because, *cause.despite}
    seen = [f for f in connection.findings if f.normal is False and f.signal not in named]
    lines += [f"• _also seen:_ {escape(f.summary, 200)} {code(f.signal or '')}" for f in seen[:3]]
    open_ = [f for f in connection.findings if f.outcome is not None and f.normal is None]
    lines += [f"• _could not tell:_ {escape(f.summary, 200)}" for f in open_]
    if connection.partial:
        lines.append("• _Not everything could be asked; see the evidence._")
    return [section("*Why we think so*\n" + "\n".join(lines))] if lines else []


def _reason(signal: str, told: Mapping[str, str]) -> str:
    if signal == WORDS:
        return "What they said."
    return f"{escape(told.get(signal, ''), 200)} {code(signal)}".strip()


def alike(causes: Sequence[RankedCause]) -> list[Block]:
    """
    Two causes that the evidence does not part, each with its steps.
    """
    parts = []
    for cause in causes:
        who = actors(cause.who_acts)
        steps = "\n".join(
            f"    {n}. {escape(s.text, 240)}" for n, s in enumerate(cause.steps[:4], 1)
        )
        parts.append(f"*{escape(cause.title, 150)}* ({cause.probability:.0%}; {who})\n{steps}")
    return [section(part) for part in parts]


def steps(steps: Sequence[Advice]) -> list[Block]:
    """
    Who does what, in order, numbered through.
    """
    lines = []
    number = 0
    for actor, group in groupby(steps, key=lambda step: step.actor):
        lines.append(f"*{ACTORS.get(actor, escape(actor))}*")
        for step in group:
            number += 1
            lines.append(f"{number}. {escape(step.text, 400)}")
    return [section("\n".join(lines))] if lines else []


def well(others: Sequence[ConnectionAnswer]) -> list[Block]:
    """
    The merchant's other connections, a line each.
    """
    if not others:
        return []
    lines = []
    for other in others[:6]:
        said = unnamed(other)
        if other.verdict is Verdict.CAUSE_FOUND and other.causes:
            said = other.causes[0].title
        lines.append(f"{escape(label(other))}: {escape(said, 150)}")
    return [small("*Other connections*\n" + "\n".join(lines))]


def others(answer: Answer) -> list[Block]:
    """
    Folded away: every cause that was weighed, and what would settle it.
    """
    lines = []
    for cause in answer.causes[:6]:
        line = f"{cause.probability:.0%} *{escape(cause.title, 120)}* {code(cause.id, 60)}"
        if cause.settled_by:
            settled = ", ".join(escape(s, 160) for s in cause.settled_by[:2])
            line += f"\n        would be settled by: {settled}"
        lines.append(line)
    if answer.connections:
        lines.append(f"{answer.connections[0].none_probability:.0%} none that we know")
    known = len(lines) > 1
    return [fold("Other causes considered", [section("\n".join(lines))])] if known else []


def changed(answer: Answer, before: Answer | None) -> list[Block]:
    """
    What differs from the run before.
    """
    if before is None:
        return []
    earlier = {
        (f.connection, f.probe): f for connection in before.connections for f in connection.findings
    }
    lines = []
    for connection in answer.connections:
        for finding in connection.findings:
            was = earlier.get((finding.connection, finding.probe))
            if was is not None and was.outcome != finding.outcome:
                now = finding.outcome or "could not tell"
                mark = "✓ " if finding.normal else ""
                lines.append(
                    f"• {code(finding.probe)}: {escape(was.outcome or 'could not tell')}"
                    f" → {mark}*{escape(now)}*"
                )
    if not lines:
        return [section("*Since the last run:* nothing changed.")]
    return [section("*Since the last run*\n" + "\n".join(lines[:12]))]


def label(connection: ConnectionAnswer) -> str:
    """
    A connection in a few words.
    """
    record = connection.connection
    shown = f"shown as {record.status}" if record.status else "status not on record"
    return f"{record.account_type.capitalize()} {record.region.upper()}, {shown}"
