"""
Whether product information can be read from the catalog.
"""

from diagnostics.amazon import rates
from diagnostics.model import Dataset
from diagnostics.probe import probe
from diagnostics.probes._refusals import EXPLAINED, REFUSALS, read, tell
from diagnostics.target import Seen, Target


@probe(
    asks="Can product information be read from the catalog?",
    normal="readable",
    abnormal=REFUSALS,
    decisive=["retired"],
    needs=["lwa_token.accepted"],
    applies_to=["seller", "vendor"],
    moot_when=EXPLAINED,
    merchant_says=tell("product information", readable="We can read your product information."),
    role="Product Listing",
    datasets=[Dataset.PRODUCT_INFORMATION],
    cost=rates.SEARCH_CATALOG_ITEMS,
)
async def catalog(target: Target) -> Seen:
    """
    The cheapest question that sellers and vendors may both ask.
    """
    return read(await target.amazon.catalog(), "the catalog")
