"""
An answer as other programs read it: `triage check --json`. Names here are stable.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.cli.exit_status import Exit
from bot.model.answer import Answer, RankedCause, Verdict
from diagnostics.model import Evidence, Finding


def public_json(answer: Answer) -> dict[str, Any]:
    """
    The answer in the published shape; the worst connection's causes, every connection's findings.
    """
    return {
        "merchant_id": answer.merchant_id,
        "case_id": answer.case_id,
        "started_at": answer.started_at.isoformat(timespec="milliseconds"),
        "duration_ms": answer.duration_ms,
        "verdict": answer.verdict.value,
        "causes": [_cause(cause) for cause in answer.causes],
        "findings": [_finding(f) for part in answer.connections for f in part.findings],
        "escalate": answer.escalate,
        "escalate_because": answer.escalate_because,
    }


def status(answer: Answer) -> Exit:
    """
    The exit status that says the same.
    """
    match answer.verdict:
        case Verdict.HEALTHY:
            return Exit.FINE
        case Verdict.CAUSE_FOUND:
            return Exit.CAUSE_FOUND
    return Exit.NO_CAUSE


def _cause(cause: RankedCause) -> dict[str, Any]:
    return {
        "id": cause.id,
        "family": cause.family,
        "title": cause.title,
        "probability": cause.probability,
        "who_acts": list(cause.who_acts),
        "because": _signals(cause.because),
        "despite": _signals(cause.despite),
        "settled_by": list(cause.settled_by),
        "remedy": cause.remedy,
        "steps": [{"actor": step.actor, "text": step.text} for step in cause.steps],
    }


def _signals(terms: Sequence[str]) -> list[str]:
    # The asker's own words may move the ranking as well; they are no signal.
    return [term for term in terms if "." in term]


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "probe": finding.probe,
        "connection": finding.connection,
        "outcome": finding.outcome,
        "normal": finding.normal,
        "unanswered_because": finding.unanswered_because,
        "summary": finding.summary,
        "duration_ms": finding.duration_ms,
        "evidence": _evidence(finding.evidence) if finding.evidence else None,
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "status": evidence.status,
        "code": evidence.code,
        "message": evidence.message,
        "details": evidence.details,
        "request_id": evidence.request_id,
        "at": evidence.at.isoformat(timespec="milliseconds") if evidence.at else None,
    }
