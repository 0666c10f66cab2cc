"""
Which failures many merchants can share at once, and so are worth comparing.
"""

from __future__ import annotations

from collections.abc import Mapping

from diagnostics.model import Finding


TOKEN = "lwa_token"
ADS_TOKEN = "ads_token"
FIRST_READ = "catalog"  # which every account can answer

READS = (
    "catalog",
    "orders",
    "vendor_orders",
    "finances",
    "listings",
    "inventory",
    "participation",
    "reports",
    "vendor_reports",
)
ADS = (ADS_TOKEN, "ads_profiles", "ads_read")
# In the order in which a sample would ask: the most general first.
SHAREABLE = (TOKEN, *READS, *ADS)

# What one account brings about by itself; others in the same state prove nothing.
_OWN = frozenset(
    {
        "not_participating",
        "suspended_listings",
        "inactive_account",
        "fatal",
        "cancelled",
        "none",
        "no_scope_access",
        "no_advertiser",
    }
)


def shared_by(finding: Finding) -> str | None:
    """
    The name under which a failure is compared: its signal, or `probe.unanswered` when asked in
    vain. None where nothing failed that others could share.
    """
    if finding.probe not in SHAREABLE or finding.at is None or finding.normal:
        return None
    if finding.outcome is None:
        return f"{finding.probe}.unanswered"
    return None if finding.outcome in _OWN else finding.signal


def failures(seen: Mapping[str, Finding]) -> dict[str, str]:
    """
    What failed that others could share, by probe, the most general first.
    """
    found = {name: shared_by(seen[name]) for name in SHAREABLE if name in seen}
    return {name: failure for name, failure in found.items() if failure}
