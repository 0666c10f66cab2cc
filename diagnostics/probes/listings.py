"""
Whether the seller's own listings can be read.
"""

from diagnostics.amazon import rates
from diagnostics.model import Dataset
from diagnostics.probe import probe
from diagnostics.probes._refusals import EXPLAINED, REFUSALS, read, tell
from diagnostics.target import Seen, Target


@probe(
    asks="Can the seller's listings be read?",
    normal="readable",
    abnormal=REFUSALS,
    decisive=["retired"],
    needs=["lwa_token.accepted"],
    applies_to=["seller"],
    moot_when=EXPLAINED,
    merchant_says=tell("listings", readable="We can read your listings."),
    role="Product Listing",
    datasets=[Dataset.PRODUCT_INFORMATION],
    cost=rates.SEARCH_LISTINGS_ITEMS,
)
async def listings(target: Target) -> Seen:
    """
    Needs the selling partner id on record, and so tries that too.
    """
    return read(await target.amazon.listings(), "listings")
