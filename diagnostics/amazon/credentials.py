"""
What opens Amazon's doors: our app's secrets and a merchant's grants. None has a printed form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from diagnostics.model import Region


@dataclass(frozen=True, slots=True)
class AppCredentials:
    """
    Our own Selling Partner API app and Ads client. `secret_issued_on` starts its 180 days.
    """

    client_id: str = field(repr=False)
    client_secret: str = field(repr=False)
    ads_client_id: str = field(repr=False)
    ads_client_secret: str = field(repr=False)
    secret_issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """
    One refresh token, or why there is none: `missing`, `undecryptable` or `malformed`.
    """

    refresh_token: str | None = field(default=None, repr=False)
    problem: str | None = "missing"


@dataclass(frozen=True, slots=True)
class Grants:
    """
    A connection's two grants. Sales and Ads are separate at Amazon and fail separately.
    """

    spapi: Grant = Grant()
    ads: Grant = Grant()


@dataclass(frozen=True, slots=True)
class Endpoints:
    """
    Where Amazon is: the token endpoint in full, and the scheme and host of each region's APIs.
    """

    lwa_url: str = "https://api.amazon.com/auth/o2/token"
    spapi: Mapping[Region, str] = field(
        default_factory=lambda: {
            Region.NA: "https://sellingpartnerapi-na.amazon.com",
            Region.EU: "https://sellingpartnerapi-eu.amazon.com",
            Region.FE: "https://sellingpartnerapi-fe.amazon.com",
        }
    )
    ads: Mapping[Region, str] = field(
        default_factory=lambda: {
            Region.NA: "https://advertising-api.amazon.com",
            Region.EU: "https://advertising-api-eu.amazon.com",
            Region.FE: "https://advertising-api-fe.amazon.com",
        }
    )
