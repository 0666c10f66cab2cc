"""
Whether we hold an Ads refresh token that could be used at all.
"""

from diagnostics.probe import probe
from diagnostics.probes.stored_token import SAID
from diagnostics.target import Seen, Target


@probe(
    asks="Do we hold a usable Ads refresh token?",
    normal="present",
    abnormal=["missing", "undecryptable", "malformed"],
    applies_to=["ads"],
    merchant_says={
        "present": "Your advertising authorization is stored.",
        "missing": "No advertising authorization from Amazon is stored for this channel.",
        "undecryptable": "We cannot read the stored advertising authorization; that is ours to fix.",
        "malformed": "The stored advertising authorization is damaged; that is ours to fix.",
    },
)
async def stored_ads_token(target: Target) -> Seen:
    """
    Sales and Ads have grants of their own.
    """
    problem = target.amazon.ads_grant_problem
    if problem is None:
        return Seen("present", "An Ads refresh token is stored and can be decrypted.")
    return Seen(problem, SAID[problem].format(kind="Ads"))
