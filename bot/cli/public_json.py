"""
An answer as other programs read it: `triage check --json`. Names here are stable.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.cli.exit_status import Exit
from bot.model.answer import (
    Advice,
    Answer,
    ConnectionAnswer,
    MerchantAnswer,
    RankedCause,
    Verdict,
)
from bot.triage.expiring import WHO, Expiry, expiring
from diagnostics.diagnosis.datasets import dataset_states
from diagnostics.model import Evidence, Finding


def public_json(answer: Answer) -> dict[str, Any]:
    """
    The answer in the published shape: `connections` worst first, `causes` and `question` those of the
    first, `merchant` whole as the merchant would read it, every connection's findings.
    """
    return {
        "merchant_id": answer.merchant_id,
        "case_id": answer.case_id,
        "started_at": answer.started_at.isoformat(timespec="milliseconds"),
        "duration_ms": answer.duration_ms,
        "verdict": answer.verdict.value,
        "partly": any(part.partly for part in answer.connections[:1]),
        "datasets": [each for part in answer.connections for each in _datasets(part)],
        "expires": [_expiry(each) for each in expiring(answer.connections, answer.started_at)],
        "headline": answer.headline,
        "question": answer.question,
        "merchant": _merchant(answer.merchant),
        "connections": [_connection(part) for part in answer.connections],
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


def _connection(part: ConnectionAnswer) -> dict[str, Any]:
    return {
        "connection": part.connection.id,
        "verdict": part.verdict.value,
        "because": part.because,
        "question": part.question,
        "causes": [_cause(cause) for cause in part.causes],
    }


def _datasets(part: ConnectionAnswer) -> list[dict[str, Any]]:
    states = dataset_states(part.connection, part.findings)
    last = part.connection.last_success
    return [
        {
            "connection": part.connection.id,
            "dataset": dataset.value,
            "state": state.value,
            "last_success": last[dataset].isoformat() if dataset in last else None,
        }
        for dataset, state in states.items()
    ]


def _expiry(expiry: Expiry) -> dict[str, Any]:
    return {
        "connection": expiry.connection.id,
        "what": f"{expiry.side} consent",
        "on": expiry.on.isoformat(),
        "who_acts": WHO,
    }


def _merchant(merchant: MerchantAnswer) -> dict[str, Any]:
    return {
        "headline": merchant.headline,
        "explanation": merchant.explanation,
        "steps": _steps(merchant.steps),
        "nothing_to_do": merchant.nothing_to_do,
        "question": merchant.question,
        "language": merchant.language,
    }


def _steps(steps: Sequence[Advice]) -> list[dict[str, str]]:
    return [{"actor": step.actor, "text": step.text} for step in steps]


def _cause(cause: RankedCause) -> dict[str, Any]:
    because = _signals(cause.because)
    return {
        "id": cause.id,
        "family": cause.family,
        "title": cause.title,
        "probability": cause.probability,
        "standing": cause.standing.value,
        "reauthorizes": cause.reauthorizes,
        "who_acts": list(cause.who_acts),
        "because": because,
        "despite": [signal for signal in _signals(cause.despite) if signal not in because],
        "settled_by": list(cause.settled_by),
        "remedy": cause.remedy,
        "steps": _steps(cause.steps),
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
