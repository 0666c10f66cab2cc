"""
What every SP-API read has in common: the ways in which Amazon refuses one, and how it is read.
"""

from __future__ import annotations

from typing import Any

from diagnostics.amazon.classify import ACCEPTED, NOT_FOUND, spapi_outcome
from diagnostics.amazon.reply import Reply
from diagnostics.errors import CouldNotTell
from diagnostics.target import Seen


REFUSALS: tuple[str, ...] = (
    "denied_no_details",
    "denied_role",
    "denied_restricted",
    "denied_token",
    "wrong_region",
    "wrong_account_type",
    "throttled",
    "server_error",
    "bad_request",
    "inactive_account",
    "retired",
)

UNREASONED = "denied_no_details"  # says that something is refused, and not why

# What `spapi_access` may have seen that explains whatever a single read saw.
EXPLAINED: tuple[str, ...] = (
    "spapi_access.all_denied",
    "spapi_access.token_invalid",
    "spapi_access.token_expired",
    "spapi_access.token_missing",
    "spapi_access.secret_expired",
    "spapi_access.wrong_region",
    "spapi_access.all_throttled",
    "spapi_access.all_server_error",
)

_SAID = {
    "denied_no_details": "Amazon refused {what} (403) and gave no details.",
    "denied_role": "Amazon's service refused {what} (403): a role is missing.",
    "denied_restricted": "Amazon refused {what}: a restricted role or token is needed.",
    "denied_token": "Amazon refused {what} and complained about the token or the secret.",
    "wrong_region": "Amazon says that the marketplace does not belong to this regional host.",
    "wrong_account_type": "Amazon says that {what} do not exist for this type of account.",
    "throttled": "Amazon throttled {what} (429).",
    "server_error": "Amazon failed while reading {what} (5xx).",
    "bad_request": "Amazon called our request for {what} wrong (4xx).",
    "inactive_account": 'Amazon answered {what} with "Invalid request parameters", as for an inactive account.',
    "retired": "Amazon no longer offers the version with which we ask for {what}.",
}
_TELL = {
    "denied_no_details": "Amazon did not let us read your {what}.",
    "denied_role": "Amazon says that a permission for your {what} is missing.",
    "denied_restricted": "Amazon says that a special permission for your {what} is missing.",
    "denied_token": "Amazon did not accept our request for your {what}.",
    "wrong_region": "Amazon says that your marketplace belongs to another region.",
    "wrong_account_type": "Amazon says that your type of account has no {what} of this kind.",
    "throttled": "Amazon is limiting how often your {what} can be read right now.",
    "server_error": "Amazon had a problem while we read your {what}.",
    "bad_request": "Amazon did not understand our request for your {what}; that is ours to fix.",
    "inactive_account": "Amazon answered as it does for an account that is not active.",
    "retired": "Amazon changed how your {what} are read; that is ours to fix.",
}


def tell(what: str, **readable: str) -> dict[str, str]:
    """
    A merchant's sentence for each outcome: those of the answers given, and of every refusal.
    """
    return {**readable, **{name: said.format(what=what) for name, said in _TELL.items()}}


def outcome_of(reply: Reply[Any]) -> str | None:
    """
    The classifier's word for a reply.
    """
    words = reply.words
    return spapi_outcome(reply.status, words.code, words.message, words.details, reply.headers)


def refused(reply: Reply[Any], what: str) -> Seen:
    """
    The refusal in a reply that is not what was asked for. Raises `CouldNotTell` if it is none.
    """
    outcome = outcome_of(reply)
    if outcome in REFUSALS:
        return Seen(outcome, _SAID[outcome].format(what=what), reply.evidence)
    if outcome == ACCEPTED:
        why = f"Amazon answered {reply.status}, but with something that is not {what}."
    else:
        why = f"Amazon answered {reply.status}, which settles nothing about {what}."
    raise CouldNotTell(why, reply.evidence)


def read(reply: Reply[Any], what: str) -> Seen:
    """
    A read that is `readable` when it brings data.
    """
    if reply.ok and reply.pieces is not None:
        return Seen("readable", f"Amazon let us read {what}.", reply.evidence)
    return refused(reply, what)


def looked_for(reply: Reply[Any], what: str) -> Seen:
    """
    A look for something that nobody has: `readable` by any answer of the service behind the gateway.

    A 400 or a 404 is one where it carries the rate header, which Amazon's models name on them; a 404 in
    Amazon's words without it came from the gateway: the path is gone.
    """
    outcome = outcome_of(reply)
    if outcome in {NOT_FOUND, "bad_request"} and reply.authorized:
        return Seen("readable", f"Amazon let us look for {what}.", reply.evidence)
    if outcome == NOT_FOUND and reply.words.code:
        return Seen("retired", _SAID["retired"].format(what=what), reply.evidence)
    return read(reply, what)
