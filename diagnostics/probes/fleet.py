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
    undecided=["could_not_compare", "too_few_others"],
    reads=SHAREABLE,
    merchant_says={
        "only_this_merchant": "This is about your connection alone.",
        "same_failure": "This is not about your connection alone.",
        "could_not_compare": "We are still looking at whether this is about your connection alone.",
        "too_few_others": "We are still looking at whether this is about your connection alone.",
    },
    side=Side.FLEET,
    circumstance=True,
    blames_nobody_here=["same_failure"],
    uncompared=["could_not_compare"],
)
async def fleet(target: Target) -> Seen:
    """
    Asks the fleet view: our own record, recent findings, and, if need be, a small live sample.
    """
    if not failures(target.seen):
        return Seen("only_this_merchant", "Nothing failed here that others could share.")
    return await target.fleet.compare(target.connection, target.seen, target.now)
