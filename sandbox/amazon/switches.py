"""
Breaking and mending by name: what the page's switches and the control address offer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from diagnostics.model import Region
from sandbox.amazon.roles import FINANCE, FULFILMENT, ORDERS


@dataclass(frozen=True, slots=True)
class Switch:
    """
    One thing to break: its name, what a person reads, and the change it makes.
    """

    name: str
    title: str
    changes: Mapping[str, Any]

    def plain(self) -> dict[str, Any]:
        """
        For JSON.
        """
        return {"name": self.name, "title": self.title, "changes": dict(self.changes)}


MERCHANT_SWITCHES = (
    Switch("revoke_grant", "Refuse the sales authorization", {"grant": "refused"}),
    Switch("revoke_ads_grant", "Refuse the Ads authorization", {"ads": {"grant": "refused"}}),
    Switch("drop_finance_role", "Drop the finance role", {"missing_roles": [FINANCE]}),
    Switch(
        "drop_orders_role",
        "Drop the roles that read orders",
        {"missing_roles": [ORDERS, FULFILMENT]},
    ),
    Switch(
        "refuse_everything", "Refuse every call, no reason given", {"answers": {"all": "denied"}}
    ),
    Switch("throttle", "Throttle every call", {"answers": {"all": "throttled"}}),
    Switch("server_errors", "Answer with web pages (503)", {"answers": {"all": "html_503"}}),
    Switch("hang", "Never answer", {"answers": {"all": "hang"}}),
    Switch("hide_ads_profiles", "Hide the Ads profiles", {"ads": {"profiles": []}}),
    Switch("individual_plan", "Put the account on the Individual plan", {"plan": "INDIVIDUAL"}),
)
WORLD_SWITCHES = (
    Switch("refuse_our_secret", "Refuse our client secret", {"app": "secret_refused"}),
    Switch("expire_our_secret", "Let our client secret expire", {"app": "secret_expired"}),
    *(
        Switch(
            f"{region}_down", f"SP-API {region.upper()} is down", {"spapi": {region: "html_503"}}
        )
        for region in Region
    ),
    *(
        Switch(f"{region}_hangs", f"SP-API {region.upper()} hangs", {"spapi": {region: "hang"}})
        for region in Region
    ),
    Switch("lwa_down", "Login with Amazon is down", {"lwa": "unavailable"}),
    Switch(
        "ads_down",
        "The Ads API is down",
        {"ads": {str(region): "unavailable" for region in Region}},
    ),
)


def named(switches: tuple[Switch, ...], name: str) -> Switch:
    """
    The switch of that name. Raises KeyError, listing those that there are.
    """
    for switch in switches:
        if switch.name == name:
            return switch
    raise KeyError(f"There is no switch {name!r}; there are {', '.join(s.name for s in switches)}.")
