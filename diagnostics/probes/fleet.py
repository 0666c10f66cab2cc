"""
Whether other merchants of the region show the same failure now.
"""

from diagnostics.probe import Side, probe
from diagnostics.probes._shared_failures import SHAREABLE, failures
from diagnostics.target import Seen, Target


@probe(
    asks="Do other merchants of this region show the same failure now?",
    normal="only_this_merchant",
    abnormal=["same_failure"],
    reads=SHAREABLE,
    merchant_says={
        "only_this_merchant": "Other accounts in your region are not affected.",
        "same_failure": "Other accounts in your region are affected too, so this is not about yours.",
    },
    side=Side.FLEET,
    circumstance=True,
    blames_nobody_here=["same_failure"],
)
async def fleet(target: Target) -> Seen:
    """
    Asks the fleet view, which compares with recent findings and, if need be, a small live sample.
    """
    if not failures(target.seen):
        return Seen("only_this_merchant", "Nothing failed here that others could share.")
    return await target.fleet.compare(target.connection, target.seen, target.now)
