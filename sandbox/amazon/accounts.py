"""
Who holds which token: refresh tokens on record, and access tokens given out in the last hour.
"""

from __future__ import annotations

import secrets
import time

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from diagnostics.model import AccountType, Region
from sandbox.amazon.scenario import Scenario
from sandbox.amazon.state import AccountState, AdsProfile, Presence


LIFETIME_S = 3600
REMEMBERED = 20_000  # access tokens; beyond that the oldest is as good as expired


class Opens(StrEnum):
    """
    What an access token opens.
    """

    SPAPI = "sp-api"
    ADS = "ads"
    GRANTLESS = "grantless"


class Account:
    """
    One connection's account at the simulated Amazon: its scenario, and how it stands now.
    """

    __slots__ = ("key", "merchant_id", "number", "scenario", "state")

    def __init__(self, scenario: Scenario, number: int) -> None:
        self.scenario = scenario
        self.number = number
        self.merchant_id = scenario.id
        self.key = scenario.key(number)
        self.state: AccountState = scenario.account_states()[number]

    @property
    def account_type(self) -> AccountType:
        """
        What the account really is, whatever the platform's record says.
        """
        return self.state.account_type or self.scenario.record[self.number].account_type

    @property
    def regions(self) -> tuple[Region, ...]:
        """
        Where the merchant's consent is good for.
        """
        return self.state.regions or (self.scenario.record[self.number].region,)

    @property
    def marketplaces(self) -> dict[str, Presence]:
        """
        Where the merchant sells, by marketplace id.
        """
        if self.state.marketplaces is not None:
            return self.state.marketplaces
        ids = self.scenario.record[self.number].marketplace_ids
        return dict.fromkeys(ids, Presence.PARTICIPATING)

    @property
    def selling_partner_id(self) -> str:
        """
        Amazon's id of the account.
        """
        record = self.scenario.record[self.number]
        return record.selling_partner_id or self.scenario.selling_partner(self.number)

    @property
    def roles(self) -> frozenset[str]:
        """
        The roles that the merchant's consent carries at Amazon.
        """
        return frozenset(self.scenario.record[self.number].role_names) - set(
            self.state.missing_roles
        )

    def ads_profiles(self) -> tuple[AdsProfile, ...]:
        """
        The Ads profiles that the login behind this account sees, in all regions.
        """
        if self.state.ads.profiles is not None:
            return self.state.ads.profiles
        kind = str(self.account_type)
        ids = self.scenario.profile_ids(self.number)
        return tuple(AdsProfile(id=profile_id, kind=kind) for profile_id in ids)

    def change(self, **changes: Any) -> None:
        """
        Change how the account stands. Raises pydantic's ValidationError for an unknown word.
        """
        self.state = self.state.changed(changes)

    def mend(self) -> None:
        """
        Put everything in order, in the regions and marketplaces that the platform has on record.
        """
        self.state = AccountState()


@dataclass(frozen=True, slots=True)
class Issued:
    """
    An access token that was given out: for whom, and what it opens.
    """

    opens: Opens
    account: Account | None
    expires: float  # on the monotonic clock


class Accounts:
    """
    Every account, findable by merchant and by the token that its merchant's consent produced.
    """

    def __init__(self, scenarios: Iterator[Scenario]) -> None:
        self._all: dict[str, tuple[Account, ...]] = {}
        self._by_refresh: dict[str, tuple[Account, Opens]] = {}
        self._issued: OrderedDict[str, Issued] = OrderedDict()
        for scenario in scenarios:
            accounts = tuple(Account(scenario, n) for n in range(len(scenario.record)))
            self._all[scenario.id] = accounts
            for account in accounts:
                number = account.number
                self._by_refresh[scenario.refresh_token(number)] = (account, Opens.SPAPI)
                ads_token = scenario.refresh_token(number, ads=True)
                self._by_refresh[ads_token] = (account, Opens.ADS)

    def of(self, merchant_id: str, connection: str | None = None) -> tuple[Account, ...]:
        """
        A merchant's accounts, or the one of a connection such as `seller/eu`. Raises KeyError.
        """
        accounts = self._all[merchant_id]
        if connection is None:
            return accounts
        chosen = tuple(account for account in accounts if account.key == connection)
        if not chosen:
            raise KeyError(f"{merchant_id} has no connection {connection}")
        return chosen

    def by_refresh_token(self, token: str) -> tuple[Account, Opens] | None:
        """
        Whose refresh token this is; None when Amazon never issued it.
        """
        return self._by_refresh.get(token)

    def issue(self, opens: Opens, account: Account | None) -> str:
        """
        Give out an access token, good for an hour in every region.
        """
        kind = "Atc" if opens is Opens.GRANTLESS else "Atza"
        token = f"{kind}|FAKE-{secrets.token_urlsafe(24)}"
        self._issued[token] = Issued(opens, account, time.monotonic() + LIFETIME_S)
        if len(self._issued) > REMEMBERED:
            self._issued.popitem(last=False)
        return token

    def by_access_token(self, token: str) -> Issued | None:
        """
        What was given out under this token, expired or not.
        """
        return self._issued.get(token)

    def expire_access_tokens(self) -> None:
        """
        Make an hour pass for every access token given out so far.
        """
        for token, issued in self._issued.items():
            self._issued[token] = Issued(issued.opens, issued.account, 0.0)

    def __iter__(self) -> Iterator[Account]:
        for accounts in self._all.values():
            yield from accounts
