"""
How the vendor's latest reports ended.
"""

from diagnostics.amazon import rates
from diagnostics.probe import probe
from diagnostics.probes._refusals import EXPLAINED, REFUSALS, tell
from diagnostics.probes._report_status import TELL, latest_reports
from diagnostics.target import Seen, Target


TYPES = ("GET_VENDOR_SALES_REPORT", "GET_VENDOR_INVENTORY_REPORT", "GET_VENDOR_TRAFFIC_REPORT")


@probe(
    asks="How did the vendor's latest reports end?",
    normal="readable",
    abnormal=["fatal", "cancelled", "stuck", "fatal_not_yet_available", *REFUSALS],
    needs=["lwa_token.accepted"],
    applies_to=["vendor"],
    moot_when=EXPLAINED,
    merchant_says=tell("reports", **TELL),
    role="Brand Analytics",
    cost=rates.GET_REPORTS,
)
async def vendor_reports(target: Target) -> Seen:
    """
    Retail analytics end FATAL until Amazon publishes a period, which is no fault.
    """
    return await latest_reports(target, TYPES)
