"""
Whether other connections authorised by the same Ads login fail too.
"""

from diagnostics.probe import Seen, Target, probe


@probe(
    asks="Do other connections authorised by the same Ads login fail too?",
    normal="well",
    abnormal=["failing_too"],
    applies_to=["ads"],
    merchant_says={
        "well": "Other accounts connected with the same advertising login are well.",
        "failing_too": "Other accounts connected with the same advertising login have the same problem.",
    },
)
async def ads_login_siblings(target: Target) -> Seen:
    """
    An agency's login often serves many merchants, and takes them all down when it goes.
    """
    return await target.fleet.siblings(target.connection, target.now)
