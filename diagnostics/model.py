"""
The words of a diagnosis.

A probe brings back a *finding*: one *outcome*, or none, and the *evidence* behind it.
Plain frozen data; nothing secret is ever in here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class AccountType(StrEnum):
    """
    Which half of Amazon a connection opens: Seller Central or Vendor Central.
    """

    SELLER = "seller"
    VENDOR = "vendor"


class Region(StrEnum):
    """
    Amazon's three groups of marketplaces; each has its own SP-API and Ads host.
    """

    NA = "na"
    EU = "eu"
    FE = "fe"


class PlatformStatus(StrEnum):
    """
    What the platform shows the merchant under Settings → Channels.
    """

    CONNECTED = "Connected"
    DISCONNECTED = "Disconnected"
    RECONNECT_REQUIRED = "Reconnect Required"


class Dataset(StrEnum):
    """
    What the platform pulls from Amazon.
    """

    ORDERS = "orders"
    FINANCIAL_EVENTS = "financial_events"
    PRODUCT_INFORMATION = "product_information"
    ADVERTISING = "advertising"


@dataclass(frozen=True, slots=True)
class Connection:
    """
    One authorised link to Amazon as we have it on record. Nothing secret.

    A merchant may have several (seller, vendor; per region). Ads belongs to the connection of
    its region and has its own grant. All times are aware and in UTC; None means not recorded.
    """

    merchant_id: str
    name: str
    account_type: AccountType
    region: Region
    marketplaces: tuple[str, ...] = ()  # Amazon's marketplace ids, "A1PA6795UKMFR9"
    selling_partner_id: str | None = None
    status: PlatformStatus | None = None
    status_changed_at: datetime | None = None
    status_changed_by: str | None = None  # a person's login, or "platform"
    authorised_at: datetime | None = None
    authorised_by: str | None = None
    roles: tuple[str, ...] = ()
    last_success: Mapping[Dataset, datetime] = field(default_factory=dict)
    never_succeeded: frozenset[Dataset] = frozenset()  # known never; in neither: not recorded
    ads_profile_ids: tuple[str, ...] = ()
    ads_authorised_at: datetime | None = None
    ads_authorised_by: str | None = None
    has_ads: bool = False  # an Ads grant was ever recorded for this connection

    @property
    def id(self) -> str:
        """
        The connection's own name, unique among all merchants: `M1001/seller/eu`.
        """
        return f"{self.merchant_id}/{self.account_type}/{self.region}"

    @property
    def ended_by_person(self) -> bool:
        """
        True where somebody, and not the platform itself, disconnected it.
        """
        by_platform = self.status_changed_by in {None, "", "platform"}
        return self.status is PlatformStatus.DISCONNECTED and not by_platform


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    What was answered, in the only fields we let out of the building.

    `operation` is ours ("getOrders"), never a URL; `message` and `details` are Amazon's words,
    each cut to 500 characters with anything that looks like a token taken out.
    """

    status: int | None = None
    code: str = ""
    message: str = ""
    details: str = ""
    request_id: str = ""
    at: datetime | None = None
    operation: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """
    What one probe brought back in one run. No outcome means unanswered, which is not healthy.

    `summary` may name internals and is for our own people; `merchant_summary` never does.
    `at` is when Amazon was asked: a finding that is reused keeps its own time. `normal` is None for an
    outcome that says neither; `about` names the probes whose answers a finding speaks of.
    """

    probe: str
    connection: str
    outcome: str | None
    normal: bool | None
    summary: str
    merchant_summary: str = ""
    unanswered_because: str | None = None
    evidence: Evidence | None = None
    duration_ms: float = 0.0
    at: datetime | None = None
    about: tuple[str, ...] = ()

    @property
    def signal(self) -> str | None:
        """
        The outcome's full name, as articles write it.
        """
        return None if self.outcome is None else f"{self.probe}.{self.outcome}"


class KnownCause(Protocol):
    """
    Anything that names a cause and says what it looks like.

    Articles fit this shape without importing it, so the two packages never meet.
    """

    @property
    def id(self) -> str:
        """
        The cause's name.
        """

    @property
    def family(self) -> str:
        """
        The coarse label used for accuracy.
        """

    @property
    def prior(self) -> float:
        """
        How common it is, relative to the others.
        """

    @property
    def remedy(self) -> str:
        """
        What ends it; causes with one remedy are answered together.
        """

    @property
    def reauthorizes(self) -> bool:
        """
        True where some step asks somebody to authorize again (the hard rule watches these).
        """

    @property
    def applies_to(self) -> frozenset[str]:
        """
        Kinds of connection it can happen to: of `seller`, `vendor`, `ads`. Empty means all.
        """

    @property
    def signature(self) -> Mapping[str, Mapping[str, float]]:
        """
        P(outcome | this cause), by probe and outcome. A probe not named is expected normal.
        """

    @property
    def requires(self) -> frozenset[str]:
        """
        Signals true by definition: another outcome of that probe rules the cause out.
        """

    @property
    def excludes(self) -> frozenset[str]:
        """
        Signals that rule the cause out.
        """

    @property
    def question(self) -> str:
        """
        The one question to a person that would settle most; empty when there is none.
        """
