"""
Where an answer can be placed: the operations of SP-API and their groups, by name.

A test holds this to the operations themselves, which need the states that these names are for.
"""

from __future__ import annotations


OPERATIONS_BY_GROUP: dict[str, tuple[str, ...]] = {
    "sellers": ("getMarketplaceParticipations", "getAccount"),
    "finances": ("listTransactions",),
    "sales": ("getOrderMetrics",),
    "orders": ("searchOrders", "getOrder"),
    "vendor_orders": ("getPurchaseOrders", "getPurchaseOrdersStatus"),
    "catalog": ("searchCatalogItems",),
    "listings": ("searchListingsItems", "getListingsItem"),
    "inventory": ("getInventorySummaries",),
    "reports": ("getReports", "createReport", "getReport", "getReportDocument"),
    "notifications": ("getDestinations",),
    "tokens": ("createRestrictedDataToken",),
}
PLACES = frozenset(
    {
        "all",
        *OPERATIONS_BY_GROUP,
        *(name for names in OPERATIONS_BY_GROUP.values() for name in names),
    }
)
