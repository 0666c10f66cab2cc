"""
The few pieces of Amazon's successful answers that we read, and the shape that they must have.

A 200 in any other shape is no answer: it must not pass for "connected, and no data". What is not
named here is never looked at. Shapes follow amzn/selling-partner-api-models.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel, model_validator


Rows = list[dict[str, Any]]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class RowsPayload(_Shape):
    """
    Rows that nobody looks into, in the envelope that most services use.
    """

    payload: Rows


class Found(_Shape):
    """
    A search's result (catalog, listings), which may be empty.
    """

    items: Rows


class Order(_Shape):
    """
    One order, or the empty answer that Amazon has for an id which it does not know (issues 2460 and 3178
    of amzn/selling-partner-api-docs). An object with errors, or of another kind, is neither.
    """

    order: dict[str, Any] | None = None
    payload: dict[str, Any] | None = None

    @model_validator(mode="before")
    @classmethod
    def _is_an_order(cls, value: Any) -> Any:
        if isinstance(value, dict) and value and not {"order", "payload"} & value.keys():
            raise ValueError("no order")
        if isinstance(value, dict) and value.get("errors"):
            raise ValueError("errors")
        return value


class Transactions(_Shape):
    """
    Financial transactions.
    """

    transactions: Rows = []  # optional in the model of 2024-06-19


class TransactionsPayload(_Shape):
    """
    The same in its envelope.
    """

    payload: Transactions


class Inventory(_Shape):
    """
    Inventory summaries.
    """

    summaries: Rows = Field(alias="inventorySummaries")


class InventoryPayload(_Shape):
    """
    The same in its envelope.
    """

    payload: Inventory


class PurchaseOrders(_Shape):
    """
    A vendor's purchase orders; Amazon leaves the list out when there are none.
    """

    orders: Rows = []


class PurchaseOrdersPayload(_Shape):
    """
    The same in its envelope.
    """

    payload: PurchaseOrders


class _Id(_Shape):
    id: str = Field(pattern=r"^[A-Z0-9]{5,20}$")


class _Standing(_Shape):
    participating: bool = Field(alias="isParticipating")
    suspended: bool = Field(alias="hasSuspendedListings")


class Participation(_Shape):
    """
    How the seller stands in one marketplace.
    """

    marketplace: _Id
    participation: _Standing


class ParticipationsPayload(_Shape):
    """
    All marketplaces, in their envelope.
    """

    payload: list[Participation]


class Account(_Shape):
    """
    The seller's plan.
    """

    plan: str = Field(alias="sellingPlan", max_length=40)


class AccountPayload(_Shape):
    """
    The same in its envelope.
    """

    payload: Account


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


Moment = Annotated[datetime, AfterValidator(_aware)]


class Report(_Shape):
    """
    How one report stands.
    """

    type: str = Field(alias="reportType", max_length=120)
    status: str = Field(alias="processingStatus", max_length=40)
    created: Moment = Field(alias="createdTime")
    document_id: str | None = Field(default=None, alias="reportDocumentId", max_length=300)


class Reports(_Shape):
    """
    Reports asked for lately.
    """

    reports: list[Report]


class Document(_Shape):
    """
    Where a report's text can be fetched.
    """

    url: str = Field(max_length=4000)


class _AdsAccount(_Shape):
    type: str = Field(default="", max_length=40)
    marketplace: str = Field(default="", alias="marketplaceStringId", max_length=40)


class AdsProfile(_Shape):
    """
    One Ads profile that a login sees. Ids are whole numbers at Amazon, text here.
    """

    id: str = Field(alias="profileId", pattern=r"^[0-9]{1,25}$")
    account: _AdsAccount = Field(default=_AdsAccount(), alias="accountInfo")

    @model_validator(mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("profileId"), int):
            return {**value, "profileId": str(value["profileId"])}
        return value


class AdsProfiles(RootModel[list[AdsProfile]]):
    """
    Every Ads profile that a login sees in one region.
    """


class Campaigns(_Shape):
    """
    Campaigns of a profile.
    """

    campaigns: Rows


class Token(_Shape):
    """
    An access token. Only characters that a header can carry, so that it cannot break a request.
    """

    access_token: str = Field(repr=False, pattern=r"^[\x21-\x7e]{1,8192}$")
