"""
When each dataset last came through, by our own record.
"""

from collections.abc import Mapping
from datetime import timedelta
from itertools import product

from diagnostics.errors import CouldNotTell
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

    A dataset without a record may be fresh, stopped or never read. Only what is so in each of these
    cases is an outcome; else the probe could not tell.
    """
    wanted = pulled(target.connection)
    states = [_states(target, dataset) for dataset in wanted]
    said = "; ".join(f"{NAMES[dataset]}: {_when(target, dataset)}" for dataset in wanted)
    outcomes = {_outcome(dict(zip(wanted, each, strict=True))) for each in product(*states)}
    if len(outcomes) > 1:
        raise CouldNotTell(f"Not enough is on record to tell what stopped ({said}).")
    outcome = outcomes.pop()
    if outcome == "never_any":
        return Seen(outcome, "No dataset has ever come through for this connection.")
    return Seen(outcome, f"Last successes: {said}.")


def _states(target: Target, dataset: Dataset) -> tuple[str, ...]:
    if dataset in target.connection.never_succeeded:
        return ("never",)
    at = target.connection.last_success.get(dataset)
    if at is None:
        return ("fresh", "stopped", "never")
    return ("stopped",) if target.now - at >= STOPPED else ("fresh",)


def _outcome(states: Mapping[Dataset, str]) -> str:
    stopped = [dataset for dataset, state in states.items() if state != "fresh"]
    if set(states.values()) == {"never"}:
        return "never_any"
    if not stopped:
        return "recent"
    if len(stopped) == len(states):
        return "all_stopped"
    if stopped == [Dataset.ADVERTISING]:
        return "only_ads_stopped"
    return "one_stopped" if len(stopped) == 1 else "some_stopped"


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
    if dataset in target.connection.never_succeeded:
        return "never"
    at = target.connection.last_success.get(dataset)
    if at is None:
        return "not on record"
    age = max(target.now - at, timedelta(0))
    if age >= timedelta(days=2):
        return f"{age.days} days ago"
    return f"{age / timedelta(hours=1):.0f} h ago"
