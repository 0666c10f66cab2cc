"""
Whether order metrics can be read.
"""

from datetime import timedelta

from diagnostics.amazon import rates
from diagnostics.probe import probe
from diagnostics.probes._refusals import EXPLAINED, REFUSALS, read, tell
from diagnostics.target import Seen, Target


@probe(
    asks="Can order metrics be read?",
    normal="readable",
    abnormal=REFUSALS,
    decisive=["retired"],
    needs=["spapi_access.accepted"],
    applies_to=["seller"],
    wanted_by=[
        "orders.denied_no_details",
        "orders.denied_role",
        "orders.denied_restricted",
        "orders.bad_request",
        "orders.retired",
        "orders.server_error",
    ],
    moot_when=EXPLAINED,
    merchant_says=tell("sales figures", readable="We can read your sales figures."),
    role="Inventory and Order Tracking",
    cost=rates.GET_ORDER_METRICS,
)
async def sales(target: Target) -> Seen:
    """
    The same role as orders by another service: tells a missing role from a fault of one API.
    """
    until = target.now - timedelta(days=1)
    reply = await target.amazon.order_metrics(until - timedelta(days=1), until)
    return read(reply, "order metrics")
