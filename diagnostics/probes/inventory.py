"""
Whether Amazon-fulfilled inventory can be read.
"""

from diagnostics.amazon import rates
from diagnostics.model import Dataset
from diagnostics.probe import probe
from diagnostics.probes._refusals import EXPLAINED, REFUSALS, read, tell
from diagnostics.target import Seen, Target


@probe(
    asks="Can Amazon-fulfilled inventory be read?",
    normal="readable",
    abnormal=REFUSALS,
    decisive=["retired"],
    needs=["lwa_token.accepted"],
    applies_to=["seller"],
    moot_when=EXPLAINED,
    merchant_says=tell("inventory", readable="We can read your inventory."),
    role="Amazon Fulfillment",
    datasets=[Dataset.PRODUCT_INFORMATION],
    cost=rates.GET_INVENTORY_SUMMARIES,
)
async def inventory(target: Target) -> Seen:
    """
    An empty warehouse is an answer too.
    """
    return read(await target.amazon.inventory(), "inventory")
