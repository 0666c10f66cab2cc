"""
One merchant of the sandbox: the platform's record, the truth at Amazon, and what should come out.
"""

from __future__ import annotations

import re

from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import Field, field_validator, model_validator

from diagnostics.model import Dataset
from sandbox.amazon.expectation import Expectation
from sandbox.amazon.record import Record
from sandbox.amazon.state import AccountState, Strict, World


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
        return (f"{int(self.id[1:])}{number}700700700",)

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
            never = dataset in record.last_success and record.last_success[dataset] is None
            plain[f"last_success_{dataset}"] = "never" if never else at(record.succeeded(dataset))
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
