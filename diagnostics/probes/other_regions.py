"""
Whether the token is accepted on another regional host.
"""

from datetime import timedelta
from typing import Any

from diagnostics.amazon import rates
from diagnostics.amazon.classify import ACCEPTED, NOT_FOUND
from diagnostics.amazon.reply import Reply
from diagnostics.errors import CouldNotTell
from diagnostics.model import AccountType, Region
from diagnostics.probe import probe
from diagnostics.probes._refusals import REFUSALS, outcome_of
from diagnostics.target import Seen, Target


DECIDED = frozenset(REFUSALS) - {"throttled", "server_error", "bad_request", "retired"}


@probe(
    asks="Is the token accepted on another regional host?",
    normal="refused_too",
    abnormal=["accepted_elsewhere"],
    needs=["lwa_token.accepted"],
    wanted_by=[
        "spapi_access.all_denied",
        "spapi_access.wrong_region",
        "marketplaces_on_record.none_in_common",
    ],
    merchant_says={
        "refused_too": "Your authorization does not belong to another Amazon region.",
        "accepted_elsewhere": "Your authorization belongs to another Amazon region than the one set up here.",
    },
    role="Selling Partner Insights",
    decisive=["accepted_elsewhere"],
    cost=rates.GET_MARKETPLACE_PARTICIPATIONS,
)
async def other_regions(target: Target) -> Seen:
    """
    The same question to the two other hosts: a consent is good for one region.
    """
    undecided = []
    evidence = None
    for region in Region:
        if region is target.connection.region:
            continue
        reply, accepted = await _asked(target, region)
        evidence = reply.evidence
        if accepted:
            said = f"The {region.upper()} host accepts the token."
            return Seen("accepted_elsewhere", said, evidence)
        if outcome_of(reply) not in {*DECIDED, ACCEPTED, NOT_FOUND}:
            undecided.append(region)
    if undecided:
        raise CouldNotTell("Not every other regional host gave a clear answer.", evidence)
    return Seen("refused_too", "The other regional hosts refuse the token too.", evidence)


async def _asked(target: Target, region: Region) -> tuple[Reply[Any], bool]:
    if target.connection.account_type is AccountType.SELLER:
        listed = await target.amazon.marketplace_participations(region)
        return listed, listed.ok and listed.pieces is not None and bool(listed.pieces.payload)
    orders = await target.amazon.purchase_orders(target.now - timedelta(days=1), region)
    return orders, orders.ok and orders.pieces is not None
