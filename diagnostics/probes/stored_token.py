"""
Whether we hold an SP-API refresh token that could be used at all.
"""

from diagnostics.probe import Side, probe
from diagnostics.target import Seen, Target


SAID = {
    "missing": "No {kind} refresh token is stored for this connection.",
    "undecryptable": "The stored {kind} refresh token cannot be decrypted with any of our keys.",
    "malformed": "The stored {kind} refresh token is not one of Amazon's.",
}


@probe(
    asks="Do we hold a usable SP-API refresh token?",
    normal="present",
    abnormal=["missing", "undecryptable", "malformed"],
    merchant_says={
        "present": "Your authorization is stored.",
        "missing": "No authorization from Amazon is stored for this channel.",
        "undecryptable": "We cannot read the stored authorization; that is ours to fix.",
        "malformed": "The stored authorization is damaged; that is ours to fix.",
    },
    side=Side.SALES,
)
async def stored_token(target: Target) -> Seen:
    """
    Decrypted when the door was opened; nothing of it is shown.
    """
    problem = target.amazon.grant_problem
    if problem is None:
        return Seen("present", "A refresh token is stored and can be decrypted.")
    return Seen(problem, SAID[problem].format(kind="SP-API"))
