"""
The evidence behind an answer, for our own people: a table of findings and Amazon's own words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from slack_sdk.models.blocks import Block, TableBlock

from bot.model.answer import Answer
from bot.slack.views.parts import code, escape, fold, one_line, section
from bot.slack.views.plan import could_not_tell, outcome_counts
from diagnostics.model import Evidence, Finding


TABLE_ROWS = 60  # Slack allows 100 and 10,000 characters over all cells
_TOLD = 8  # findings told in full, with request ids


def evidence(answer: Answer, *, only_abnormal: bool = False) -> list[Block]:
    """
    Folded away: what each probe saw, and for what was not normal Amazon's status, words, request id.
    """
    findings = [f for connection in answer.connections for f in connection.findings]
    shown = sorted(findings, key=_first)
    if only_abnormal:
        shown = [f for f in shown if not f.normal]
    if not shown:
        return []
    title = f"Evidence: {len(findings)} probes, {outcome_counts(findings)}"
    children: list[Block] = [_table(shown[:TABLE_ROWS], several=len(answer.connections) > 1)]
    told = list(islice(filter(None, (_told(f) for f in findings if not f.normal)), _TOLD))
    if told:
        children.append(section("\n".join(told)))
    return [fold(title, children)]


def date(at: datetime) -> str:
    """
    A moment in the reader's own time zone (Slack's date markup), UTC where that is not understood.
    """
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time_secs}}|{at:%d %b %H:%M} UTC>"


def _table(findings: Sequence[Finding], *, several: bool) -> TableBlock:
    head = ["Probe", "Saw", "Amazon", "ms"]
    if several:
        head.insert(0, "Connection")
    rows = [[_cell(word) for word in head]]
    for finding in findings:
        row = [
            finding.probe,
            _saw(finding),
            _status(finding.evidence),
            f"{finding.duration_ms:.0f}" if finding.duration_ms else "–",
        ]
        if several:
            row.insert(0, finding.connection.partition("/")[2] or finding.connection)
        rows.append([_cell(one_line(cell, 90) or "–") for cell in row])
    wrapped = {"is_wrapped": True}
    return TableBlock(rows=rows, column_settings=[wrapped] * (len(head) - 1))


def _cell(text: str) -> dict[str, str]:
    # Plain: the SDK's own object costs more to write out than all the rest of an answer.
    return {"type": "raw_text", "text": text}


def _first(finding: Finding) -> int:
    # What is wrong comes first, then what is not known.
    if finding.normal is False:
        return 0
    return 1 if finding.normal is None else 2


def _saw(finding: Finding) -> str:
    if finding.outcome is None:
        return f"○ {could_not_tell(finding)}"
    if finding.normal is None:
        return f"○ {finding.outcome}"
    return finding.outcome if finding.normal else f"✗ {finding.outcome}"


def _status(evidence: Evidence | None) -> str:
    if evidence is None:
        return "–"
    return " ".join(str(part) for part in (evidence.status or "", evidence.code) if part)


def _told(finding: Finding) -> str:
    seen = finding.evidence
    if seen is None:
        return ""
    parts = [f"*{code(finding.signal or finding.probe)}* {escape(finding.summary, 200)}"]
    amazon = " · ".join(filter(None, (seen.message, seen.details)))
    if amazon:
        parts.append(f"Amazon: “{escape(one_line(amazon, 220))}”")
    if seen.request_id:
        parts.append(f"request id {code(seen.request_id, 60)}")
    at = seen.at or finding.at
    if at is not None:
        parts.append(date(at))
    return "\n".join([parts[0], " · ".join(parts[1:])]) if len(parts) > 1 else parts[0]
