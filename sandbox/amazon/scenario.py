"""
One merchant of the sandbox: the platform's record, the truth at Amazon, and what should come out.

Times are written relative to now ("400 days ago"), so that a scenario never grows stale.
"""

from __future__ import annotations

import re

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, field_validator, model_validator

from diagnostics.model import AccountType, Dataset, PlatformStatus, Region
from sandbox.amazon.marketplaces import marketplace_id
from sandbox.amazon.roles import ASKED
from sandbox.amazon.state import AccountState, Strict, World


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
    marketplaces: tuple[str, ...] | None = None  # countries or ids, "UK"
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
        countries = _HOME[self.region] if self.marketplaces is None else self.marketplaces
        return tuple(marketplace_id(country) for country in countries)

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
        return self.last_success.get(dataset, timedelta(hours=2))


class Expectation(Strict):
    """
    What a good diagnosis says: one cause, one set that cannot be told apart, or nothing.
    """

    verdict: str = Field(pattern="^(healthy|cause_found|ambiguous|unexplained|could_not_examine)$")
    cause: str | None = None  # an article's id
    one_of: tuple[str, ...] = ()
    also: tuple[str, ...] = ()  # further causes, where several faults meet
    family: str | None = None
    who_acts: tuple[str, ...] = ()
    reconnect: bool = False  # True where asking the merchant to authorize again is right
    signals: tuple[str, ...] = ()  # what the probes must have seen

    @model_validator(mode="after")
    def _whole(self) -> Expectation:
        if self.verdict == "cause_found" and not self.cause:
            raise ValueError("cause_found needs a cause")
        if self.verdict == "ambiguous" and not self.one_of:
            raise ValueError("ambiguous needs one_of")
        if self.verdict in {"healthy", "could_not_examine"} and (self.cause or self.one_of):
            raise ValueError(f"{self.verdict} has no cause")
        return self


class Scenario(Strict):
    """
    One merchant and all of its connections. `amazon` has one state per record, in their order.
    """

    id: str = Field(pattern=r"^M\d{4,6}$")
    name: str = Field(min_length=1, max_length=80)
    title: str = Field(min_length=1, max_length=160)
    group: str = ""
    record: tuple[Record, ...] = (Record(),)
    amazon: tuple[AccountState, ...] = (AccountState(),)
    world: World | None = None  # must be so while this merchant is examined
    expect: Expectation

    @field_validator("record", "amazon", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return value if isinstance(value, (list, tuple)) else (value,)

    @model_validator(mode="after")
    def _aligned(self) -> Scenario:
        if len(self.amazon) not in {1, len(self.record)}:
            raise ValueError("amazon needs one state for all records, or one for each")
        keys = [(record.account_type, record.region) for record in self.record]
        if len(set(keys)) != len(keys):
            raise ValueError("two records of one account type and region")
        return self

    def account_states(self) -> tuple[AccountState, ...]:
        """
        The state at Amazon of each record.
        """
        return self.amazon * len(self.record) if len(self.amazon) == 1 else self.amazon

    def key(self, number: int) -> str:
        """
        The connection's short name: `seller/eu`.
        """
        return f"{self.record[number].account_type}/{self.record[number].region}"

    def profile_ids(self, number: int) -> tuple[str, ...]:
        """
        The Ads profiles on record.
        """
        record = self.record[number]
        if not record.ads:
            return ()
        if record.ads_profile_ids is not None:
            return record.ads_profile_ids
        return (f"{int(self.id[1:]):06d}{number}700700",)

    def refresh_token(self, number: int, *, ads: bool = False) -> str:
        """
        The refresh token that Amazon issued for a connection.
        """
        suffix = "" if number == 0 else "-" + self.key(number).replace("/", "-")
        return f"Atzr|FAKE-{'ADS-' if ads else ''}{self.id}{suffix}"

    def platform_record(self, number: int, now: datetime) -> dict[str, Any]:
        """
        One connection as the platform would hand it over; tokens stored under a lost key left out.
        """
        record = self.record[number]

        def at(ago: timedelta | None) -> str | None:
            return None if ago is None else (now - ago).astimezone(UTC).isoformat()

        login = re.sub(r"[^a-z]+", "", self.name.lower())
        ads_at = record.ads_authorised_at or (record.authorised_at if record.ads else None)
        plain: dict[str, Any] = {
            "merchant_id": self.id,
            "name": self.name,
            "account_type": str(record.account_type),
            "region": str(record.region),
            "marketplaces": list(record.marketplace_ids),
            "selling_partner_id": record.selling_partner_id or self.selling_partner(number),
            "status": str(record.status),
            "status_changed_at": at(record.status_changed_at or record.authorised_at),
            "status_changed_by": record.status_changed_by,
            "authorised_at": at(record.authorised_at),
            "authorised_by": record.authorised_by or f"owner@{login}.example",
            "roles": list(record.role_names),
        }
        for dataset in Dataset:
            plain[f"last_success_{dataset}"] = at(record.succeeded(dataset))
        ads_by = record.ads_authorised_by or (f"ads@{login}.example" if record.ads else None)
        return plain | {
            "ads_profile_ids": list(self.profile_ids(number)),
            "ads_authorised_at": at(ads_at),
            "ads_authorised_by": ads_by,
            "refresh_token": self._stored(number, "refresh_token"),
            "ads_refresh_token": self._stored(number, "ads_refresh_token"),
        }

    def selling_partner(self, number: int) -> str:
        """
        The account's own id at Amazon.
        """
        return f"AFAKE{self.id[1:]}{self.key(number).replace('/', '').upper()}"

    def _stored(self, number: int, column: str) -> str | None:
        record = self.record[number]
        ads = column == "ads_refresh_token"
        value: str | None = getattr(record, column)
        if column in record.lost_key or (ads and not record.ads):
            return None
        return self.refresh_token(number, ads=ads) if value == "as issued" else value
