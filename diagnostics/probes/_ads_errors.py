"""
How the Ads API's answers are read, whichever question they belong to.
"""

from __future__ import annotations

from typing import Any

from diagnostics.amazon.classify import ads_outcome
from diagnostics.amazon.reply import Reply
from diagnostics.errors import CouldNotTell
from diagnostics.probe import Probe
from diagnostics.target import Seen


_SAID = {
    "no_scope_access": "Ads says that this login may not use the profile on record.",
    "no_advertiser": "Ads knows no such profile in this region.",
    "unauthorized": "Ads did not accept the access token (401).",
    "not_onboarded": "Ads says that our own client is not admitted to its API.",
    "denied": "Ads refused us (403).",
    "throttled": "Ads throttled us (429).",
    "server_error": "Ads failed (5xx).",
    "bad_request": "Ads called our request wrong (4xx).",
    "retired": "Ads no longer offers the version with which we ask.",
}


def refused(reply: Reply[Any], probe: Probe) -> Seen:
    """
    The refusal in a reply, as far as it is one of the probe's. Raises `CouldNotTell` otherwise.
    """
    words = reply.words
    outcome = ads_outcome(reply.status, words.code, words.message, words.details, reply.headers)
    if outcome in probe.abnormal and outcome in _SAID:
        return Seen(outcome, _SAID[outcome], reply.evidence)
    raise CouldNotTell(f"Ads answered {reply.status}, which settles nothing.", reply.evidence)
