"""
Amazon's answer in a pasted text, as the probes' own classifiers read it, and how far it carries.
"""

from __future__ import annotations

import re

from enum import StrEnum

from diagnostics.amazon import classify
from diagnostics.reports.parts import Pieces


BAD_REQUEST = 400
REFUSED_CLIENT = 401  # the token endpoint refuses grants with 400, and only clients with 401
# Numbers that no service uses for anything but a request made wrongly: they need no words.
_NUMBER_ENOUGH = frozenset({405, 406, 409, 411, 413, 414, 415, 422, 425})
_MALFORMED = "pasted.request_malformed"
UNAVAILABLE = 503  # which the old interface answered to whoever asked too often
_THROTTLED = re.compile(
    r"\bthrottl\w+|RequestThrottled|QuotaExceeded|exceeded your quota", re.IGNORECASE
)
_ODD = re.compile(r"\bsandbox\.|\bsandbox env|\bMWS\b", re.IGNORECASE)


class Force(StrEnum):
    """
    How far a text carries: its words name their cause, only hint at one, or say nothing.
    """

    NAMES = "names"
    HINTS = "hints"
    NOTHING = "nothing"


Found = tuple[tuple[str, ...], Force]


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


def classified(body: Pieces, whole: Pieces) -> Found | None:
    """
    What the probes' own classifiers make of the pieces.
    """
    pieces = body if body.code or body.message else whole
    words = (pieces.code, pieces.message or whole.text[:300], pieces.details)
    status = whole.status
    if status == UNAVAILABLE and _THROTTLED.search(body.text):
        return ("pasted.throttled",), Force.NAMES
    if whole.side == "lwa":
        return _token_endpoint(pieces, status)
    if whole.side == "ads":
        outcome = classify.ads_outcome(status, *words, whole.headers)
        found = _ADS.get(outcome or "")
    else:
        outcome = classify.spapi_outcome(status, *words, whole.headers)
        found = _SPAPI.get(outcome or "")
        if found is None and outcome == "denied_no_details":
            return _denied(whole)
    if found is None:
        return ((_MALFORMED,), Force.HINTS) if status in _NUMBER_ENOUGH else None
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


def _token_endpoint(pieces: Pieces, status: int | None) -> Found | None:
    """
    What Login with Amazon said of a grant or a client.
    """
    outcome = classify.lwa_outcome(status, pieces.code.lower(), pieces.message)
    if outcome in {"throttled", "server_error"}:
        return (f"pasted.{outcome}", f"lwa_token.{outcome}"), Force.NAMES
    if outcome is None and status == REFUSED_CLIENT:
        return ("lwa_token.invalid_client",), Force.HINTS
    return ((f"lwa_token.{outcome}",), Force.NAMES) if outcome not in {None, "accepted"} else None
