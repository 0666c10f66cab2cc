"""
What Amazon's operations may cost us: requests per second and burst, as Amazon publishes them.

Source: the usage plans in amzn/selling-partner-api-models (August 2026), each per operation,
selling partner and application. Login with Amazon and the Ads API publish none (the latter's
limits move with its load), so those figures are our own restraint.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """
    One Amazon operation's published rate: requests per second, and the burst allowed.

    Source: the rate tables in Amazon's published models, per operation, merchant and region.
    """

    operation: str
    rate: float
    burst: int


LWA_TOKEN = Cost(
    "token", rate=0.2, burst=20
)  # twice for a refusal, and once for each new read of it
GRANTLESS_TOKEN = Cost("grantless token", rate=0.2, burst=10)
ADS_TOKEN = Cost("Ads token", rate=0.2, burst=20)

GET_DESTINATIONS = Cost("getDestinations", rate=1, burst=5)
GET_MARKETPLACE_PARTICIPATIONS = Cost("getMarketplaceParticipations", rate=0.016, burst=15)
GET_ACCOUNT = Cost("getAccount", rate=0.016, burst=15)
GET_ORDER = Cost("getOrder", rate=0.5, burst=30)
LIST_TRANSACTIONS = Cost("listTransactions", rate=0.5, burst=10)
SEARCH_CATALOG_ITEMS = Cost("searchCatalogItems", rate=2, burst=2)
SEARCH_LISTINGS_ITEMS = Cost("searchListingsItems", rate=5, burst=5)
GET_INVENTORY_SUMMARIES = Cost("getInventorySummaries", rate=2, burst=2)
GET_ORDER_METRICS = Cost("getOrderMetrics", rate=0.5, burst=15)
GET_REPORTS = Cost("getReports", rate=0.0222, burst=10)
GET_REPORT_DOCUMENT = Cost("getReportDocument", rate=0.0167, burst=15)
REPORT_DOWNLOAD = Cost("report document", rate=1, burst=5)
GET_PURCHASE_ORDERS = Cost("getPurchaseOrders", rate=10, burst=10)

LIST_PROFILES = Cost("listProfiles", rate=0.5, burst=6)
LIST_CAMPAIGNS = Cost("listSponsoredProductsCampaigns", rate=0.5, burst=6)

REACH_HOST = Cost("host without a token", rate=0.2, burst=4)
