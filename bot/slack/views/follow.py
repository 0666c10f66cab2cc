"""
A follow-up question about one part of an answer ("and ads?"), from what is already known.
"""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from bot.model.answer import Answer
from bot.slack.views.parts import BlockMessage, code, escape, fitted, section, small
from diagnostics.model import Finding


def topic(name: str, probes: Sequence[str], answer: Answer | None) -> BlockMessage:
    """
    What the last examination saw of one topic.
    """
    findings = [
        finding
        for connection in (answer.connections if answer is not None else ())
        for finding in connection.findings
        if _about(finding, probes)
    ]
    if not findings:
        text = f"Nothing was asked about {escape(name, 40)} in the last examination."
        return BlockMessage(text, (section(text), small("Say “run it again” to ask anew.")))
    lines = [_line(finding) for finding in findings[:12]]
    wrong = sum(1 for finding in findings if finding.normal is False)
    head = f"*{escape(name.capitalize(), 40)}:* {len(findings)} probes, {wrong} not normal"
    blocks: list[Block] = [section(head), section("\n".join(lines))]
    return fitted(f"{name.capitalize()}: {wrong} of {len(findings)} not normal.", blocks)


def _about(finding: Finding, probes: Sequence[str]) -> bool:
    return any(finding.probe == probe or finding.probe.startswith(f"{probe}_") for probe in probes)


def _line(finding: Finding) -> str:
    if finding.outcome is None:
        return f"○ {code(finding.probe)} could not tell: {escape(finding.unanswered_because or '')}"
    mark = "✓" if finding.normal else "✗"
    return f"{mark} {code(finding.signal or finding.probe)} {escape(finding.summary, 300)}"
