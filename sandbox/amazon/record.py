"""
The platform's record of one connection, as a scenario writes it.

Times are written relative to now ("400 days ago"), so that a scenario never grows stale.
"""

from __future__ import annotations

import re

from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, field_validator

from diagnostics.model import AccountType, Dataset, PlatformStatus, Region
from sandbox.amazon.marketplaces import marketplace_id
from sandbox.amazon.roles import ASKED
from sandbox.amazon.state import MarketplaceId, Strict


_AGO = re.compile(r"^(\d+(?:\.\d+)?) (minute|hour|day)s? ago$")
_HOME = {
    Region.NA: ("US", "CA"),
    Region.EU: ("DE", "FR", "IT"),
    Region.FE: ("JP",),
}


def _ago(value: Any) -> Any:
    if value is None or value == "never":
        return None
    if isinstance(value, timedelta):
        return value
    match = _AGO.match(str(value))
    if not match:
        raise ValueError(f"{value!r} is not a time; write '400 days ago', '2 hours ago' or never")
    return timedelta(**{match[2] + "s": float(match[1])})


Ago = Annotated[timedelta | None, BeforeValidator(_ago)]


def _each(value: Any) -> Any:
    """
    One time for all datasets, or a table by dataset.
    """
    return dict.fromkeys(Dataset, value) if isinstance(value, str) else value


class Record(Strict):
    """
    What the platform has on record of one connection. What is left out is as one would expect.
    """

    account_type: AccountType = AccountType.SELLER
    region: Region = Region.EU
    marketplaces: tuple[MarketplaceId, ...] | None = None  # countries or ids, "UK"
    selling_partner_id: str | None = None
    status: PlatformStatus = PlatformStatus.CONNECTED
    status_changed_at: Ago = None
    status_changed_by: str | None = None
    authorised_at: Ago = timedelta(days=120)
    authorised_by: str | None = None
    roles: tuple[str, ...] | None = None
    last_success: Annotated[dict[Dataset, Ago], BeforeValidator(_each)] = Field(
        default_factory=dict
    )
    ads: bool = False
    ads_profile_ids: tuple[str, ...] | None = None
    ads_authorised_at: Ago = None
    ads_authorised_by: str | None = None
    refresh_token: str | None = "as issued"
    ads_refresh_token: str | None = "as issued"
    lost_key: tuple[str, ...] = ()  # tokens that were stored under a key we no longer have

    @field_validator("lost_key")
    @classmethod
    def _tokens(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := set(value) - {"refresh_token", "ads_refresh_token"}:
            raise ValueError(f"no such token: {', '.join(sorted(unknown))}")
        return value

    @property
    def marketplace_ids(self) -> tuple[str, ...]:
        """
        Amazon's ids of the marketplaces on record.
        """
        if self.marketplaces is not None:
            return self.marketplaces
        return tuple(marketplace_id(country) for country in _HOME[self.region])

    @property
    def role_names(self) -> tuple[str, ...]:
        """
        The roles of the recorded consent: by default all that we ask for.
        """
        return ASKED[self.account_type] if self.roles is None else self.roles

    def succeeded(self, dataset: Dataset) -> timedelta | None:
        """
        How long ago a dataset last came through; two hours where nothing is said.
        """
        if dataset is Dataset.ADVERTISING and not self.ads:
            return None
        if dataset is Dataset.FINANCIAL_EVENTS and self.account_type is AccountType.VENDOR:
            return None
        return self.last_success.get(dataset, timedelta(hours=1))
