"""
The roles that an application may hold for a merchant, as Amazon names them.
"""

from __future__ import annotations

from diagnostics.model import AccountType


INSIGHTS = "Selling Partner Insights"
LISTING = "Product Listing"
ORDERS = "Inventory and Order Tracking"
FINANCE = "Finance and Accounting"
FULFILMENT = "Amazon Fulfillment"
BRAND = "Brand Analytics"
SHIPPING = "Direct-to-Consumer Shipping"  # restricted: buyers' names and addresses

ALL_ROLES = (INSIGHTS, LISTING, ORDERS, FINANCE, FULFILMENT, BRAND, SHIPPING)

# What our own application asks for at consent. Vendors can only hold some of the roles.
ASKED: dict[AccountType, tuple[str, ...]] = {
    AccountType.SELLER: (INSIGHTS, LISTING, ORDERS, FINANCE, FULFILMENT, BRAND),
    AccountType.VENDOR: (LISTING, FULFILMENT, BRAND),
}

_BY_REPORT = (
    ("GET_BRAND_ANALYTICS", (BRAND,)),
    ("GET_SALES_AND_TRAFFIC", (BRAND,)),
    ("GET_VENDOR", (BRAND,)),
    ("GET_V2_SETTLEMENT", (FINANCE,)),
    ("GET_DATE_RANGE_FINANCIAL", (FINANCE,)),
    ("GET_MERCHANT_LISTINGS", (LISTING, ORDERS)),
    ("GET_FBA", (FULFILMENT, LISTING)),
    ("GET_LEDGER", (FULFILMENT, LISTING)),
)


def for_report(report_type: str) -> tuple[str, ...]:
    """
    The roles of which one is needed to ask for a type of report.
    """
    for prefix, roles in _BY_REPORT:
        if report_type.startswith(prefix):
            return roles
    return (ORDERS, FULFILMENT)
