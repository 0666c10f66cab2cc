"""
One case as a page of plain text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def text_of(case: Mapping[str, Any]) -> str:
    """
    The page; `case` is what `triage cases show --json` prints.
    """
    name = f"{case['merchant_id']} {case['merchant_name']}".strip()
    lines = [
        f"Case {case['id']}  {name}",
        f"  {case['state']}, opened {case['opened_at']}, run {case['run']}"
        + (f", taken by {case['acknowledged_by']}" if case["acknowledged_by"] else ""),
    ]
    lines += _issue(case)
    for run in case["runs"]:
        lines += ["", f"Run {run['run']}, {run['started_at']}: {run['verdict']}"]
        lines.append(f"  {run['headline']}")
        for cause in run["causes"][:3]:
            lines.append(f"  {cause['probability']:>4.0%}  {cause['id']}")
        for finding in run["findings"]:
            if finding["normal"] is False:
                lines.append(f"  x {finding['probe']}: {finding['summary']}")
            elif finding["unanswered_because"] and finding["duration_ms"]:
                lines.append(f"  ? {finding['probe']}: {finding['unanswered_because']}")
    for mail in case["mails"]:
        lines += ["", f"Mail to {mail['to'] or 'nobody'} ({mail['kind']}): {mail['state']}"]
        lines += [f"  {t['at']}  {t['outcome']}" for t in mail["attempts"]]
    lines += ["", "What was done"]
    for event in case["audit"]:
        detail = f" ({event['detail']})" if event["detail"] else ""
        lines.append(f"  {event['at']}  {event['what'].replace('_', ' ')}{detail}, {event['who']}")
    return "\n".join(lines)


def _issue(case: Mapping[str, Any]) -> list[str]:
    if not case["issue"].strip():
        return []
    return ["", "In the asker's words", *(f"  {line}" for line in case["issue"].splitlines())]
