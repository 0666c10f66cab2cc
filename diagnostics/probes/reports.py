"""
How the seller's latest reports ended.
"""

from diagnostics.amazon import rates
from diagnostics.probe import probe
from diagnostics.probes._refusals import EXPLAINED, REFUSALS, tell
from diagnostics.probes._report_status import TELL, latest_reports
from diagnostics.target import Seen, Target


# One type for each of three roles that reports are behind; the finance role has a probe already.
TYPES = (
    "GET_MERCHANT_LISTINGS_ALL_DATA",
    "GET_SALES_AND_TRAFFIC_REPORT",
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL",
)


@probe(
    asks="How did the seller's latest reports end?",
    normal="readable",
    abnormal=["fatal", "cancelled", "stuck", "fatal_not_yet_available", *REFUSALS],
    needs=["lwa_token.accepted"],
    applies_to=["seller"],
    moot_when=EXPLAINED,
    merchant_says=tell("reports", **TELL),
    role="per report type",
    cost=rates.GET_REPORTS,
)
async def reports(target: Target) -> Seen:
    """
    Reads how the reports that the platform asked for ended; asks for none itself.
    """
    return await latest_reports(target, TYPES)
