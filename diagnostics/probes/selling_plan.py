"""
Which selling plan the account has.
"""

from diagnostics.amazon import rates
from diagnostics.errors import CouldNotTell
from diagnostics.probe import probe
from diagnostics.probes._refusals import EXPLAINED, REFUSALS, refused, tell
from diagnostics.target import Seen, Target


@probe(
    asks="Which selling plan does the account have?",
    normal="professional",
    abnormal=["individual", *REFUSALS],
    decisive=["individual"],
    needs=["spapi_access.accepted"],
    applies_to=["seller"],
    wanted_by=[
        "participation.suspended_listings",
        "participation.inactive_account",
        "marketplaces_on_record.none_in_common",
        "orders.denied_no_details",
        "orders.inactive_account",
        "listings.denied_no_details",
        "dataset_freshness.never_any",
    ],
    moot_when=EXPLAINED,
    merchant_says=tell(
        "account type",
        professional="Your account has the Professional selling plan.",
        individual="Your account has the Individual selling plan, which cannot be connected.",
    ),
    role="Selling Partner Insights",
    cost=rates.GET_ACCOUNT,
)
async def selling_plan(target: Target) -> Seen:
    """
    Asked only where an account looks idle: only Professional accounts may use apps.
    """
    reply = await target.amazon.account()
    if not reply.ok or reply.pieces is None:
        return refused(reply, "the selling plan")
    match reply.pieces.payload.plan:
        case "PROFESSIONAL":
            return Seen("professional", "The plan is Professional.", reply.evidence)
        case "INDIVIDUAL":
            return Seen("individual", "The plan is Individual.", reply.evidence)
    raise CouldNotTell("Amazon named a selling plan that we do not know.", reply.evidence)
