"""
What a record leaves out, and what that costs: an empty column is unknown, never a fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from diagnostics.connections.record import ConnectionRecord
from diagnostics.model import AccountType


COSTS = {
    "status": "what the platform shows the merchant cannot speak for or against a cause",
    "status_changed_by": "a person's click cannot be told from the platform's",
    "marketplaces": "a wrong or missing marketplace cannot be seen",
    "authorised_at": "a consent that is past its year, or about to be, cannot be seen",
    "authorised_by": "who can renew the consent cannot be named",
    "roles": "a role missing from the consent cannot be seen on record",
    "last_success_orders": "whether orders stopped cannot be seen",
    "last_success_financial_events": "whether financial events stopped cannot be seen",
    "last_success_product_information": "whether product information stopped cannot be seen",
    "last_success_advertising": "whether advertising stopped cannot be seen",
    "ads_profile_ids": "a lost advertising profile cannot be seen",
    "ads_authorised_at": "an Ads consent that is past its year cannot be seen",
}
_OF_ADS = frozenset({"last_success_advertising", "ads_profile_ids", "ads_authorised_at"})


@dataclass(frozen=True, slots=True)
class Missing:
    """
    A column that `rows` of the rows where it would tell something leave empty.
    """

    column: str
    rows: int
    costs: str

    def __str__(self) -> str:
        rows = "1 row" if self.rows == 1 else f"{self.rows} rows"
        return f"{self.column} is not on record in {rows}: {self.costs}."


def missing(records: Iterable[ConnectionRecord]) -> tuple[Missing, ...]:
    """
    The columns left empty, in the table's order. What a connection cannot have is not missed.
    """
    counts = dict.fromkeys(COSTS, 0)
    for record in records:
        for column in COSTS:
            counts[column] += _applies(record, column) and getattr(record, column) in {None, ()}
    return tuple(Missing(column, n, COSTS[column]) for column, n in counts.items() if n)


def _applies(record: ConnectionRecord, column: str) -> bool:
    if column == "status_changed_by":
        return record.status == "Disconnected"
    if column == "last_success_financial_events":
        return record.account_type is AccountType.SELLER
    return column not in _OF_ADS or record.connection().has_ads
