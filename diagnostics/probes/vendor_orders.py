"""
Whether the vendor's purchase orders can be read.
"""

from datetime import timedelta

from diagnostics.amazon import rates
from diagnostics.model import Dataset
from diagnostics.probe import probe
from diagnostics.probes._refusals import EXPLAINED, REFUSALS, read, tell
from diagnostics.target import Seen, Target


@probe(
    asks="Can the vendor's purchase orders be read?",
    normal="readable",
    abnormal=REFUSALS,
    decisive=["retired"],
    needs=["lwa_token.accepted"],
    applies_to=["vendor"],
    moot_when=EXPLAINED,
    merchant_says=tell("purchase orders", readable="We can read your purchase orders."),
    role="Amazon Fulfillment",
    datasets=[Dataset.ORDERS],
    cost=rates.GET_PURCHASE_ORDERS,
)
async def vendor_orders(target: Target) -> Seen:
    """
    A day's purchase orders; a seller's grant is refused here.
    """
    since = target.now - timedelta(days=1)
    return read(await target.amazon.purchase_orders(since), "purchase orders")
