"""
A question to the simulated SP-API, read: everything that an operation needs to answer it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from diagnostics.model import Region
from sandbox.amazon.accounts import Account
from sandbox.amazon.marketplaces import BY_ID, Marketplace


class Refused(Exception):
    """
    A request that an operation turns down by itself, in Amazon's words.
    """

    def __init__(self, status: int, code: str, message: str, details: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = details


@dataclass(frozen=True, slots=True)
class Asked:
    """
    One request to one operation, after the gateway has let it in.
    """

    operation: str
    group: str
    account: Account | None  # None for a grantless operation
    region: Region
    base_url: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    now: datetime

    @property
    def merchant(self) -> Account:
        """
        The account; the gateway has made sure that there is one.
        """
        assert self.account is not None  # noqa: S101  (grantless operations never ask)
        return self.account

    def needs(self, *names: str) -> None:
        """
        Turn the request down when a parameter is missing.
        """
        missing = [name for name in names if not self.query.get(name)]
        if missing:
            details = "".join(f"{name};" for name in missing)
            raise Refused(400, "InvalidInput", "One or more required parameters missing", details)

    def ago(self, **span: float) -> str:
        """
        A moment in the past, as Amazon writes times.
        """
        return (self.now - timedelta(**span)).strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def home(self) -> Marketplace:
        """
        The marketplace that sample data is about: the first asked for, else the account's first.
        """
        asked = marketplaces_named(self.query)
        return BY_ID[next(iter((*asked, *self.merchant.marketplaces, "A1PA6795UKMFR9")))]

    @property
    def is_empty(self) -> bool:
        """
        True where the merchant simply has nothing of what is asked for.
        """
        return self.group in self.merchant.state.empty


def marketplaces_named(query: Mapping[str, str]) -> tuple[str, ...]:
    """
    The marketplaces that a request names, under any of the spellings that the API has had.
    """
    ids: list[str] = []
    for name, value in query.items():
        if name.lower().replace("_", "") in {"marketplaceid", "marketplaceids"}:
            ids += [part for part in value.split(",") if part in BY_ID]
    return tuple(dict.fromkeys(ids))
