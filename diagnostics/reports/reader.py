"""
Reads what somebody pasted into the signals that the probes report.

A pasted error is weaker than a live answer: it may be old, cut, or somebody else's. So what comes
out are *reported* findings, at half the weight of those we saw ourselves, and a word on how far the
text carries at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from diagnostics.errors import CouldNotTell
from diagnostics.model import Evidence, Finding
from diagnostics.probe import Probe, probe
from diagnostics.redaction.kinds import SecretKind
from diagnostics.redaction.secrets import clean
from diagnostics.redaction.words import redact
from diagnostics.reports.answer import Force, Found
from diagnostics.reports.layers import error_signals, signals
from diagnostics.reports.parts import Pieces, take_apart
from diagnostics.target import Seen, Target


__all__ = ["PASTED", "Force", "Paste", "PastedReading", "errors_in", "read", "signals_of"]


@probe(
    asks="What does a pasted text name that no live probe reads?",
    normal="nothing_more",
    abnormal=(
        "access_token_expired",
        "access_token_missing",
        "wrong_token_kind",
        "restricted_data_token",
        "request_malformed",
        "signature_legacy",
        "object_not_found",
        "report_fatal",
        "report_cancelled",
        "report_stuck",
        "consent_page_refused",
        "consent_code_expired",
        "consent_limit",
        "redirect_uri_wrong",
        "app_draft",
        "app_inactive",
        "role_not_configured",
        "user_not_permitted",
        "account_inactive",
        "marketplace_invalid",
        "region_invalid",
        "network_error",
        "tls_error",
        "timeout",
        "throttled",
        "server_error",
        "endpoint_retired",
        "client_bug",
        "question",
        "ads_not_onboarded",
        "ads_scope_refused",
        "ads_no_profile",
        "security_reset",
        "empty_data",
        "data_late",
        "wrong_account",
    ),
    merchant_says={},
    agrees_with_normal=("question", "empty_data", "data_late"),
    applies_to=("seller", "vendor", "ads"),
    wanted_by=("pasted.unanswered",),
)
async def pasted(target: Target) -> Seen:  # noqa: ARG001
    """
    Never asked live: only `read` brings its findings.
    """
    raise CouldNotTell("Only pasted text answers this.")


PASTED: Probe = pasted


@dataclass(frozen=True, slots=True)
class Paste:
    """
    What was pasted, in whatever parts are known.
    """

    body: str = ""
    said: str = ""
    provider: str | None = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PastedReading:
    """
    What was read: reported findings, how far they carry, and the secrets that were among the text.

    `said` is what the person wrote and `body` the answer beside it, both without secrets, for whoever
    weighs words.
    """

    findings: tuple[Finding, ...]
    force: Force
    side: str
    secrets: tuple[SecretKind, ...]
    said: str
    body: str = ""


def errors_in(text: str) -> tuple[Finding, ...]:
    """
    The findings of error texts inside a message. What the person says beside them is left to
    whoever weighs words, so that nothing counts twice.
    """
    if not text.strip():
        return ()
    whole = take_apart(clean(text).text, None, None, None)
    return tuple(_finding(signal, _evidence(whole)) for signal in error_signals(whole))


def read(paste: Paste) -> PastedReading:
    """
    Read a pasted text. The same text gives the same reading; nothing is kept, nothing is asked.
    """
    body, said = clean(paste.body), clean(paste.said)
    whole = take_apart(f"{body.text}\n{said.text}", paste.provider, paste.status, paste.headers)
    first = take_apart(body.text, paste.provider or whole.side or None, paste.status, paste.headers)
    wrong_kind = _wrong_kind(paste)
    found, force = wrong_kind or signals(first, whole)
    kinds = {kind.name: kind for kind in (*body.held, *said.held)}
    evidence = _evidence(first if first.code or first.message else whole)
    return PastedReading(
        findings=tuple(_finding(signal, evidence) for signal in found),
        force=force if found else Force.NOTHING,
        side=whole.side,
        secrets=tuple(kinds.values()),
        said=said.text,
        body=body.text,
    )


def _wrong_kind(paste: Paste) -> Found | None:
    """
    A grantless or refresh token sent where a merchant's access token belongs.
    """
    text = f"{paste.body}\n{paste.said}"
    lowered = text.casefold()
    at = lowered.find("x-amz-access-token")
    near = text[at : at + 60] if at >= 0 else ""
    if "Atc|" in near or "Atzr|" in near:
        return ("pasted.wrong_token_kind",), Force.NAMES
    return None


def _evidence(pieces: Pieces) -> Evidence:
    return Evidence(
        status=pieces.status,
        code=redact(pieces.code, longest=80),
        message=redact(pieces.message),
        details=redact(pieces.details),
        operation="pasted",
    )


def _finding(signal: str, evidence: Evidence) -> Finding:
    name, _, outcome = signal.partition(".")
    return Finding(
        probe=name,
        connection="",
        outcome=outcome,
        normal=False,
        summary=f"The pasted text reads like {signal}.",
        evidence=evidence,
    )


def signals_of(findings: Sequence[Finding]) -> tuple[str, ...]:
    """
    The signals of findings, in their order.
    """
    return tuple(signal for finding in findings if (signal := finding.signal))
