"""
What the token endpoint's answers have in common, whichever of our grants was traded.
"""

from __future__ import annotations

from typing import Any

from diagnostics.amazon.classify import ACCEPTED, lwa_outcome
from diagnostics.amazon.reply import Reply
from diagnostics.errors import CouldNotTell
from diagnostics.target import Seen


MERCHANT_ERRORS: tuple[str, ...] = (
    "invalid_grant",
    "invalid_client",
    "unauthorized_client",
    "invalid_request",
    "unsupported_grant_type",
    "invalid_scope",
    "throttled",
    "server_error",
)

_SAID = {
    "accepted": "Amazon traded {whose} for an access token.",
    "invalid_grant": "Amazon refused {whose} (invalid_grant); it does not say why.",
    "invalid_client": "Asked with {whose}, Amazon refused our app's own id or secret (invalid_client).",
    "unauthorized_client": "Amazon says that our app may not use {whose} (unauthorized_client).",
    "invalid_request": "Amazon called our token request wrong (invalid_request).",
    "unsupported_grant_type": "Amazon did not read our token request (unsupported_grant_type).",
    "invalid_scope": "Amazon refused the scope we asked for (invalid_scope).",
    "throttled": "Amazon throttled the token request (429).",
    "server_error": "Amazon's token service failed (5xx).",
}


def traded(reply: Reply[Any], whose: str) -> Seen:
    """
    What became of a trade. Raises `CouldNotTell` when the answer settles nothing.
    """
    words = reply.words
    outcome = lwa_outcome(reply.status, words.code, words.message)
    if outcome == ACCEPTED and reply.pieces is None:
        raise CouldNotTell(
            f"Amazon answered {reply.status} without an access token.", reply.evidence
        )
    if outcome is None:
        raise CouldNotTell(
            f"Amazon answered {reply.status}, which settles nothing about {whose}.", reply.evidence
        )
    return Seen(outcome, _SAID[outcome].format(whose=whose), reply.evidence)
