"""
Reads what somebody pasted into the signals that the probes report.

A pasted error is weaker than a live answer: it may be old, cut, or somebody else's. So what comes
out are *reported* findings, at half the weight of those we saw ourselves, and a word on how far the
text carries at all.
"""

from __future__ import annotations

import re

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from diagnostics import classify
from diagnostics.model import Evidence, Finding
from diagnostics.pasted_hints import HINTS, STUMBLES, TOLD
from diagnostics.pasted_pieces import Pieces, take_apart
from diagnostics.pasted_rules import NAMED, REPORTS, TOKEN_ENDPOINT, WIRE, Rule
from diagnostics.pasted_said import EMPTY, EVENTS, QUESTION
from diagnostics.probe import CouldNotTell, Probe, Seen, Target, probe
from diagnostics.redaction import redact
from diagnostics.secrets_seen import Kind, clean


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
    ),
    merchant_says={},
    applies_to=("seller", "vendor", "ads"),
    wanted_by=("pasted.unanswered",),
)
async def pasted(target: Target) -> Seen:  # noqa: ARG001
    """
    Never asked live: only `read` brings its findings.
    """
    raise CouldNotTell("Only pasted text answers this.")


PASTED: Probe = pasted


BAD_REQUEST, REFUSED = 400, 403
_ODD = re.compile(r"\bsandbox\.|\bsandbox env|\bMWS\b", re.IGNORECASE)


class Force(StrEnum):
    """
    How far a text carries: its words name their cause, only hint at one, or say nothing.
    """

    NAMES = "names"
    HINTS = "hints"
    NOTHING = "nothing"


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
class Reading:
    """
    What was read: reported findings, how far they carry, and the secrets that were among the text.

    `said` is what the person wrote, without secrets, for whoever weighs words.
    """

    findings: tuple[Finding, ...]
    force: Force
    side: str
    secrets: tuple[Kind, ...]
    said: str


def errors_in(text: str) -> tuple[Finding, ...]:
    """
    The findings of error texts inside a message. What the person says beside them is left to
    whoever weighs words, so that nothing counts twice.
    """
    whole = take_apart(clean(text).text, None, None, None)
    for layer in (_named, _broken_off, _answered):
        found = layer(whole, whole)
        if found and found[1] is Force.NAMES:
            return tuple(_finding(signal, _evidence(whole)) for signal in found[0])
    return ()


def read(paste: Paste) -> Reading:
    """
    Read a pasted text. The same text gives the same reading; nothing is kept, nothing is asked.
    """
    body, said = clean(paste.body), clean(paste.said)
    whole = take_apart(f"{body.text}\n{said.text}", paste.provider, paste.status, paste.headers)
    first = take_apart(body.text, paste.provider or whole.side or None, paste.status, paste.headers)
    wrong_kind = _wrong_kind(paste)
    signals, force = wrong_kind or _signals(first, whole)
    kinds = {kind.name: kind for kind in (*body.held, *said.held)}
    evidence = _evidence(first if first.code or first.message else whole)
    return Reading(
        findings=tuple(_finding(signal, evidence) for signal in signals),
        force=force if signals else Force.NOTHING,
        side=whole.side,
        secrets=tuple(kinds.values()),
        said=said.text,
    )


Found = tuple[tuple[str, ...], Force]


def _signals(body: Pieces, whole: Pieces) -> Found:
    """
    The signals of the first layer that says anything, the most telling layer first.
    """
    for layer in (_named, _happened, _broken_off, _ads_without_profiles, _answered, _told):
        if found := layer(body, whole):
            return found
    return (), Force.NOTHING


def _named(body: Pieces, whole: Pieces) -> Found | None:
    """
    Amazon's own words name the cause; those of the body before those that a person quotes.
    """
    for pieces in (body, whole):
        if found := _first((*NAMED, *TOKEN_ENDPOINT), pieces):
            return _with_events(found, whole)
    return None


def _happened(_: Pieces, whole: Pieces) -> Found | None:
    """
    An event that a person names, where Amazon's own answer leaves room for it.
    """
    found = _first(EVENTS, whole)
    return found if found and found[1] is Force.NAMES and _says_little(whole) else None


def _broken_off(_: Pieces, whole: Pieces) -> Found | None:
    """
    A report that ended badly, or a connection on which no answer came.
    """
    answered = whole.status is not None and whole.status >= BAD_REQUEST
    return (None if answered else _first(REPORTS, whole)) or _first(WIRE, whole)


def _ads_without_profiles(body: Pieces, whole: Pieces) -> Found | None:
    if whole.side != "ads":
        return None
    return (EMPTY[0].signals, Force.NAMES) if body.text.strip() == "[]" else _first(EMPTY, whole)


def _answered(body: Pieces, whole: Pieces) -> Found | None:
    """
    Amazon's answer as the probes' classifiers read it, unless circumstances say more than it does.
    """
    classified = _classified(body, whole)
    hint = _first(HINTS, whole) if classified and _is_bare(body, whole) else None
    return (hint[0], Force.HINTS) if hint else classified


def _told(_: Pieces, whole: Pieces) -> Found | None:
    """
    What a person says, where no words of Amazon's are in sight.
    """
    for layer in (EVENTS, REPORTS, STUMBLES, HINTS, QUESTION, TOLD):
        if found := _first(layer, whole):
            return found
    return None


def _is_bare(body: Pieces, whole: Pieces) -> bool:
    """
    True where a refusal gives no reason, so that circumstances count for more than its status.
    """
    if whole.status == REFUSED:
        return True
    return whole.status in {400, 401, 404} and not (body.message or whole.message)


def _says_little(pieces: Pieces) -> bool:
    """
    True where Amazon's own answer leaves room for what the person says: none, or a bare refusal.
    """
    return pieces.status in {None, 200, 400, 401, 403}


def _with_events(found: Found, whole: Pieces) -> Found:
    """
    A refused grant says nothing of why; what the person says of it is evidence of its own.
    """
    signals, force = found
    if "lwa_token.invalid_grant" in signals:
        told = _first(EVENTS, whole)
        if told and "pasted.consent_code_expired" in told[0]:
            return told  # it was the code of the consent page that was refused
        if told and told[1] is Force.NAMES:
            signals = tuple(dict.fromkeys((*signals, *told[0])))
    return signals, force


def _first(rules: Iterable[Rule], pieces: Pieces) -> Found | None:
    if not pieces.text.strip():
        return None
    for rule in rules:
        if rule.fits(pieces.text, pieces.side, pieces.status):
            return rule.signals, Force.NAMES if rule.sure else Force.HINTS
    return None


# A classifier's word for a refusal, as the signal that says it of a paste, and whether it settles.
_SPAPI = {
    "throttled": ("pasted.throttled", True),
    "server_error": ("pasted.server_error", True),
    "wrong_region": ("pasted.region_invalid", True),
    "denied_role": ("reports.denied_role", False),
    "denied_restricted": ("pasted.restricted_data_token", False),
    "wrong_account_type": ("pasted.request_malformed", True),
    "bad_request": ("pasted.request_malformed", True),
    "inactive_account": ("pasted.account_inactive", True),
    "retired": ("pasted.endpoint_retired", True),
    "not_found": ("pasted.object_not_found", True),
}
_ADS = {
    "throttled": ("pasted.throttled", True),
    "server_error": ("pasted.server_error", True),
    "not_onboarded": ("pasted.ads_not_onboarded", True),
    "unauthorized": ("pasted.access_token_expired", False),
    "denied": ("ads_read.denied", False),
    "retired": ("pasted.endpoint_retired", True),
    "not_found": ("pasted.endpoint_retired", True),
    "bad_request": ("pasted.request_malformed", True),
}
_DATASETS = (
    ("vendor_orders", "vendor/orders"),
    ("orders", "/orders/"),
    ("finances", "/finances/"),
    ("catalog", "/catalog/"),
    ("listings", "/listings/"),
    ("inventory", "/fba/inventory"),
    ("reports", "/reports/"),
    ("participation", "marketplaceparticipations"),
)


def _classified(body: Pieces, whole: Pieces) -> Found | None:
    """
    What the probes' own classifiers make of the pieces.
    """
    pieces = body if body.code or body.message else whole
    words = (pieces.code, pieces.message or whole.text[:300], pieces.details)
    status = whole.status
    if whole.side == "lwa":
        outcome = classify.lwa_outcome(status, pieces.code.lower(), pieces.message)
        if outcome in {"throttled", "server_error"}:
            return (f"pasted.{outcome}", f"lwa_token.{outcome}"), Force.NAMES
        return (
            ((f"lwa_token.{outcome}",), Force.NAMES) if outcome not in {None, "accepted"} else None
        )
    if whole.side == "ads":
        outcome = classify.ads_outcome(status, *words, whole.headers)
        found = _ADS.get(outcome or "")
    else:
        outcome = classify.spapi_outcome(status, *words, whole.headers)
        found = _SPAPI.get(outcome or "")
        if found is None and outcome == "denied_no_details":
            return _denied(whole)
    if found is None:
        return None
    # A number alone, a sandbox or the old interface: Amazon's word, but not enough of it.
    odd = _ODD.search(whole.text) is not None
    bare = whole.status == BAD_REQUEST and not pieces.message
    return (found[0],), Force.NAMES if found[1] and not odd and not bare else Force.HINTS


def _denied(whole: Pieces) -> Found:
    """
    Refused without a reason: at most it tells which data was asked for.
    """
    text = whole.text.casefold()
    dataset = next((name for name, path in _DATASETS if path in text), "orders")
    return (f"{dataset}.denied_no_details",), Force.NOTHING


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
