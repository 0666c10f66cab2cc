"""
The probes that somebody means who asks for a topic by its name.
"""

TOPICS: dict[str, tuple[str, ...]] = {
    "ads": ("ads",),
    "advertising": ("ads",),
    "orders": ("orders", "vendor_orders"),
    "finances": ("finances",),
    "financial": ("finances",),
    "catalog": ("catalog", "listings"),
    "products": ("catalog", "listings"),
    "inventory": ("inventory",),
    "reports": ("reports", "vendor_reports"),
    "token": ("lwa_token", "stored_token", "consent_age"),
    "region": ("spapi_access", "other_regions", "host_reach"),
    "marketplaces": ("participation", "marketplaces_on_record"),
}
