"""
Whether financial events can be read.
"""

from datetime import timedelta

from diagnostics.amazon import rates
from diagnostics.model import Dataset
from diagnostics.probe import probe
from diagnostics.probes._refusals import EXPLAINED, REFUSALS, read, tell
from diagnostics.target import Seen, Target


@probe(
    asks="Can financial events be read?",
    normal="readable",
    abnormal=REFUSALS,
    decisive=["retired"],
    needs=["lwa_token.accepted"],
    applies_to=["seller"],
    moot_when=EXPLAINED,
    merchant_says=tell("financial events", readable="We can read your financial events."),
    role="Finance and Accounting",
    datasets=[Dataset.FINANCIAL_EVENTS],
    cost=rates.LIST_TRANSACTIONS,
)
async def finances(target: Target) -> Seen:
    """
    One day's transactions; none at all is an answer too.
    """
    since = target.now - timedelta(days=1)
    return read(await target.amazon.transactions(since), "financial events")
