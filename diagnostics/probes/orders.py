"""
Whether the seller's orders can be read.
"""

from diagnostics.amazon import rates
from diagnostics.model import Dataset
from diagnostics.probe import probe
from diagnostics.probes._refusals import EXPLAINED, REFUSALS, looked_for, tell
from diagnostics.target import Seen, Target


@probe(
    asks="Can the seller's orders be read?",
    normal="readable",
    abnormal=REFUSALS,
    decisive=["retired"],
    needs=["lwa_token.accepted"],
    applies_to=["seller"],
    moot_when=EXPLAINED,
    merchant_says=tell("orders", readable="We can read your orders."),
    role="Inventory and Order Tracking",
    datasets=[Dataset.ORDERS],
    cost=rates.GET_ORDER,
)
async def orders(target: Target) -> Seen:
    """
    Asks for an order that nobody has: any answer past the gateway proves the role, and costs least.
    """
    return looked_for(await target.amazon.nobodys_order(), "orders")
