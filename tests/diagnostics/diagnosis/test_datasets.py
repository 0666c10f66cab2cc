"""
What was read of each dataset: read, refused, not answered, or not pulled.
"""

from __future__ import annotations

import pytest

from diagnostics.diagnosis.datasets import DatasetState, dataset_states
from diagnostics.model import AccountType, Connection, Dataset, Finding, Region
from tests.diagnostics.conftest import NOW


SELLER = Connection("M1", "One", AccountType.SELLER, Region.EU, has_ads=True)
VENDOR = Connection("M2", "Two", AccountType.VENDOR, Region.EU)
READS = {
    "orders": Dataset.ORDERS,
    "finances": Dataset.FINANCIAL_EVENTS,
    "catalog": Dataset.PRODUCT_INFORMATION,
    "listings": Dataset.PRODUCT_INFORMATION,
    "inventory": Dataset.PRODUCT_INFORMATION,
    "ads_read": Dataset.ADVERTISING,
}


def finding(probe: str, outcome: str | None = "readable") -> Finding:
    normal = None if outcome is None else outcome == "readable"
    return Finding(probe, "c", outcome, normal, "", at=NOW)


def test_all_read() -> None:
    """
    Every dataset of a seller with Ads.
    """
    states = dataset_states(SELLER, [finding(probe) for probe in READS])
    assert set(states.values()) == {DatasetState.READ}


@pytest.mark.parametrize("probe", READS)
@pytest.mark.parametrize(
    ("outcome", "state"),
    [(None, DatasetState.NOT_ANSWERED), ("denied_no_details", DatasetState.REFUSED)],
)
def test_one_read_decides_its_dataset(probe: str, outcome: str | None, state: DatasetState) -> None:
    """
    Refused or without an answer, and the others stay as they are.
    """
    found = [finding(name) for name in READS if name != probe] + [finding(probe, outcome)]
    states = dataset_states(SELLER, found)
    assert {dataset for dataset, each in states.items() if each is state} == {READS[probe]}


def test_what_nothing_was_asked_about_is_not_answered() -> None:
    """
    No finding is no news.
    """
    assert set(dataset_states(SELLER, []).values()) == {DatasetState.NOT_ANSWERED}


def test_a_vendor_has_neither_finances_nor_ads() -> None:
    """
    What the platform does not pull is neither read nor missed.
    """
    states = dataset_states(VENDOR, [])
    assert [d for d, state in states.items() if state is DatasetState.NOT_PULLED] == [
        Dataset.FINANCIAL_EVENTS,
        Dataset.ADVERTISING,
    ]
