"""
When each dataset last came through, by our own record.
"""

from datetime import timedelta

from diagnostics.model import AccountType, Connection, Dataset
from diagnostics.probe import probe
from diagnostics.target import Seen, Target


# Datasets are pulled at least daily; Amazon publishes some of them a day late.
STOPPED = timedelta(hours=36)
NAMES = {
    Dataset.ORDERS: "orders",
    Dataset.FINANCIAL_EVENTS: "financial events",
    Dataset.PRODUCT_INFORMATION: "product information",
    Dataset.ADVERTISING: "advertising",
}


@probe(
    asks="When did each dataset last succeed?",
    normal="recent",
    abnormal=["all_stopped", "one_stopped", "some_stopped", "only_ads_stopped", "never_any"],
    merchant_says={
        "recent": "All your data arrived lately.",
        "all_stopped": "None of your data arrived lately.",
        "one_stopped": "One kind of data has not arrived lately; the others have.",
        "some_stopped": "Some kinds of data have not arrived lately; others have.",
        "only_ads_stopped": "Your advertising data has not arrived lately; your sales data has.",
        "never_any": "No data has arrived for this channel yet.",
    },
    consequences=["all_stopped", "one_stopped", "some_stopped", "only_ads_stopped", "never_any"],
)
async def dataset_freshness(target: Target) -> Seen:
    """
    What stopped together usually stopped for one reason.
    """
    wanted = pulled(target.connection)
    last = target.connection.last_success
    if not any(dataset in last for dataset in wanted):
        return Seen("never_any", "No dataset has ever come through for this connection.")
    stopped = [
        dataset
        for dataset in wanted
        if dataset not in last or target.now - last[dataset] >= STOPPED
    ]
    said = "; ".join(f"{NAMES[dataset]}: {_when(target, dataset)}" for dataset in wanted)
    summary = f"Last successes: {said}."
    if not stopped:
        return Seen("recent", summary)
    if len(stopped) == len(wanted):
        return Seen("all_stopped", summary)
    if stopped == [Dataset.ADVERTISING]:
        return Seen("only_ads_stopped", summary)
    return Seen("one_stopped" if len(stopped) == 1 else "some_stopped", summary)


def pulled(connection: Connection) -> list[Dataset]:
    """
    The datasets that the platform pulls for a connection.
    """
    wanted = [Dataset.ORDERS, Dataset.PRODUCT_INFORMATION]
    if connection.account_type is AccountType.SELLER:
        wanted.insert(1, Dataset.FINANCIAL_EVENTS)
    if connection.has_ads:
        wanted.append(Dataset.ADVERTISING)
    return wanted


def _when(target: Target, dataset: Dataset) -> str:
    at = target.connection.last_success.get(dataset)
    if at is None:
        return "never"
    age = max(target.now - at, timedelta(0))
    if age >= timedelta(days=2):
        return f"{age.days} days ago"
    return f"{age / timedelta(hours=1):.0f} h ago"
