"""
Our own application as the simulated Amazon knows it.
"""

from __future__ import annotations

import hmac

from dataclasses import dataclass

from sandbox.amazon.accounts import Opens


SCOPES = frozenset(
    {"sellingpartnerapi::notifications", "sellingpartnerapi::client_credential:rotation"}
)


@dataclass(frozen=True, slots=True)
class App:
    """
    One client of Login with Amazon, and whose refresh tokens it may trade.
    """

    client_id: str
    client_secret: str
    opens: frozenset[Opens]

    def is_called_by(self, client_id: str, client_secret: str) -> bool:
        """
        True where both match.
        """
        same_id = hmac.compare_digest(client_id.encode(), self.client_id.encode())
        return same_id and hmac.compare_digest(client_secret.encode(), self.client_secret.encode())


def apps(*, own_ads_client: bool) -> tuple[App, App]:
    """
    The Selling Partner API app and the Ads client; one and the same unless `own_ads_client`.
    """
    both = frozenset(Opens)
    selling = App(
        "amzn1.application-oa2-client.FAKE0000000000000000000000000001",
        "amzn1.oa2-cs.v1.FAKE0000000000000000000000000000000000000000000000000001",
        both - {Opens.ADS} if own_ads_client else both,
    )
    if not own_ads_client:
        return selling, selling
    ads = App(
        "amzn1.application-oa2-client.FAKE0000000000000000000000000002",
        "amzn1.oa2-cs.v1.FAKE0000000000000000000000000000000000000000000000000002",
        frozenset({Opens.ADS}),
    )
    return selling, ads
