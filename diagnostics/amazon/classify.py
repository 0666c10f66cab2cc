"""
What one reply of Amazon means, in the vocabulary's words: three tables, one for each API.

They take the pieces of an answer (status, code, message, details) rather than a response, so that a
pasted error is read by the very rules that read a live one. None means that the reply settles
nothing; it is never taken for health, nor for a fault.
"""

from __future__ import annotations

import re

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass


ACCEPTED = "accepted"
NOT_FOUND = "not_found"

_OK = range(200, 300)
_REFUSED = range(400, 500)
_TROUBLE = range(500, 600)
_REQUEST = frozenset({400, 405, 406, 409, 413, 414, 415, 422, 425})
_TOO_MANY = frozenset({429})


@dataclass(frozen=True, slots=True)
class _Rule:
    """
    An outcome, the statuses it comes with, and the words that must be there (any letter case).
    """

    outcome: str
    statuses: Container[int]
    words: re.Pattern[str]


def _rule(outcome: str, statuses: Container[int], words: str = "") -> _Rule:
    return _Rule(outcome, statuses, re.compile(words, re.IGNORECASE | re.DOTALL))


def _first(rules: Sequence[_Rule], status: int, words: str) -> str | None:
    for rule in rules:
        if status in rule.statuses and rule.words.search(words):
            return rule.outcome
    return None


# What a refusal says of the token that came with it, or of our app's secret.
_TOKENS = (
    _rule("secret_expired", _REFUSED, r"\b(LWA|client) secret\b.*\bexpired"),
    _rule("token_missing", _REFUSED, r"\baccess token is missing\b|MissingAuthenticationToken"),
    _rule("token_expired", _REFUSED, r"\baccess token\b.*\bexpired"),
    _rule("token_invalid", _REFUSED, r"\baccess token\b.*\b(revoked|malformed|invalid)\b"),
)

# The signing service's complaint left with AWS signatures in October 2023, except that it once met
# every seller for 25 minutes: a refusal of the token that is no fault of the token.
_STS = r"\bsecurity token included in the request\b"
_NO_ROLE = r"\baccess to the resource is forbidden\b|\bisn.t configured with roles\b"
_OTHER_ACCOUNT = (
    r"\bdoes not support account\b"
    r"|\b(not supported|not available|unsupported) for (this |the )?(type of )?"
    r"(account|seller|vendor)"
)
_GONE = (
    r"\b(deprecated|retired|decommissioned|sunset|removed)\b"
    r"|\bno longer (available|supported|exists)\b"
)

_SPAPI = (
    _rule("throttled", _REFUSED, r"QuotaExceeded|exceeded your quota"),
    _rule("wrong_region", _REFUSED, r"\bnot valid for (the |this )?region\b"),
    *(_rule("denied_token", rule.statuses, rule.words.pattern) for rule in _TOKENS),
    _rule("denied_token", _REFUSED, _STS),
    _rule(
        "denied_restricted",
        _REFUSED,
        r"\bdo(es)? not have access to (one or more|some or all) requested data elements"
        r"|\brestricted data token\b",
    ),
    _rule("wrong_account_type", _REFUSED, _OTHER_ACCOUNT),
    _rule("denied_role", {400, 403}, _NO_ROLE),
    _rule("bad_request", {403}, r"^InvalidInput\n"),
    _rule("denied_no_details", {403}),
    _rule("retired", {410}),
    _rule("retired", {400, 404}, _GONE),
    _rule(NOT_FOUND, {404}),
    _rule("inactive_account", {400}, r"^\w*\n\W*invalid request parameters\W*$"),
    _rule("bad_request", _REQUEST),
)

LWA_ERRORS = frozenset(
    {
        "invalid_grant",
        "invalid_client",
        "unauthorized_client",
        "invalid_request",
        "unsupported_grant_type",
        "invalid_scope",
    }
)
_LWA = (
    *(_rule(error, _REFUSED, rf"^{error}\n") for error in sorted(LWA_ERRORS)),
    _rule("server_error", _REFUSED, r"^(server_?error|temporarily_unavailable)\n"),
    _rule("throttled", _REFUSED, r"^(slow_down|throttled|too_many_requests)\n"),
    _rule("invalid_client", _REFUSED, r"^\n.*\bunknown client[_ ]id\b"),
)

_ADS = (
    _rule("no_scope_access", _REFUSED, r"\bnot authori[sz]ed to access scope\b"),
    _rule("no_advertiser", _REFUSED, r"\bno matching advertiser found\b"),
    _rule(
        "bad_request",
        _REFUSED,
        r"\bscope header is missing\b|\bnot a valid key=value pair\b|\bcannot be decrypted\b",
    ),
    _rule(
        "not_onboarded",
        {401},
        r"(^|\n)\W*authentication failed\W*(\n|$)|\bnot (been )?onboarded\b",
    ),
    _rule("unauthorized", {401}),
    _rule("denied", {403}),
    _rule("retired", {410}),
    _rule("retired", {400, 404}, rf"\bcould not find resource\b|\bmethod not found\b|{_GONE}"),
    _rule(NOT_FOUND, {404}),
    _rule("bad_request", _REQUEST),
)


def token_complaint(code: str, message: str, details: str) -> str | None:
    """
    Which complaint about a token or a secret an SP-API refusal carries, if it carries one.

    One of `secret_expired`, `token_missing`, `token_expired`, `token_invalid`.
    """
    return _first(_TOKENS, 403, f"{code}\n{message}\n{details}")


def spapi_outcome(
    status: int | None,
    code: str = "",
    message: str = "",
    details: str = "",
    headers: Mapping[str, str] | None = None,
) -> str | None:
    """
    What an SP-API answer says: `accepted`, `not_found`, or one of the vocabulary's refusals.

    `not_found` is a 404 in Amazon's own words: the request passed authorization and the object is
    not there. A 403 whose details we do not know counts as `denied_no_details`, since it says as
    little. Sources: developer-docs.amazon.com/sp-api/docs/authorization-errors and
    .../troubleshooting-seller-accounts.
    """
    settled = _by_status(status)
    if settled or status is None:
        return settled
    words = f"{code}\n{message}\n{details}"
    # A refusal without a word, or as a web page, is some box on the way, unless this header is on it.
    if not words.strip() and not _header(headers, "x-amzn-errortype"):
        return None
    return _first(_SPAPI, status, words)


def lwa_outcome(status: int | None, error: str = "", description: str = "") -> str | None:
    """
    What Login with Amazon's token endpoint said: `accepted`, OAuth's error, or its own trouble.

    Whatever a 5xx or a 429 carries, it is never a bad token. `accepted` is any 2xx without an
    error; whether a token came with it is the caller's to see. Without a status (a pasted
    fragment) the error speaks alone.
    """
    name = error.strip()
    settled = _by_status(status)
    if settled and not (settled == ACCEPTED and name):
        return settled
    return _first(_LWA, 400 if status is None else status, f"{name}\n{description}")


def ads_outcome(
    status: int | None,
    code: str = "",
    message: str = "",
    details: str = "",
    headers: Mapping[str, str] | None = None,
) -> str | None:
    """
    What an answer of the Ads API says: `accepted`, `not_found`, or one of its refusals.

    Its refusals of a token are 401 where SP-API's are 403. A throttled answer may carry
    `x-amzn-ErrorType: AccessDeniedException` all the same, so that header is not believed; the
    one that names throttling is. Source: github.com/amzn/ads-advanced-tools-docs, discussion of 429 answers.
    """
    settled = _by_status(status)
    if settled or status is None:
        return settled
    if _header(headers, "amazon-advertising-api-throttled").casefold() == "true":
        return "throttled"
    words = f"{code}\n{message}\n{details}"
    return _first(_ADS, status, words) if words.strip() else None


def _by_status(status: int | None) -> str | None:
    if status is None:
        return None
    if status in _OK:
        return ACCEPTED
    if status in _TROUBLE:
        return "server_error"
    return "throttled" if status in _TOO_MANY else None


def _header(headers: Mapping[str, str] | None, name: str) -> str:
    pairs = (headers or {}).items()
    return next((value for key, value in pairs if key.casefold() == name), "")
