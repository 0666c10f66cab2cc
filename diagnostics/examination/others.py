"""
Other merchants of a region as our own record has them: who was lost lately, and who was broken before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from diagnostics.model import Connection, Dataset, PlatformStatus
from diagnostics.probes import PROBES
from diagnostics.probes._shared_failures import ADS
from diagnostics.probes.dataset_freshness import STOPPED


LATELY = timedelta(hours=24)
QUIET = timedelta(hours=2)  # without data, in a fleet that is pulled by the hour
SALES = (Dataset.ORDERS, Dataset.FINANCIAL_EVENTS, Dataset.PRODUCT_INFORMATION)
_DATASETS = {probe.name: probe.datasets for probe in PROBES if probe.datasets}
ILL = frozenset(
    {PlatformStatus.DISCONNECTED, PlatformStatus.RECONNECT_REQUIRED}
)  # not: not on record


def login_of(connection: Connection, *, ads: bool) -> str:
    """
    Who authorised a connection: those of one login are one witness.
    """
    login = connection.ads_authorised_by if ads else connection.authorised_by
    return login or connection.merchant_id


def datasets_of(probe: str) -> tuple[Dataset, ...]:
    """
    What does not come while a probe is refused.
    """
    return _DATASETS.get(probe, (Dataset.ADVERTISING,) if probe in ADS else SALES)


def last_success(connection: Connection, datasets: Iterable[Dataset]) -> datetime | None:
    """
    When any of the datasets came last; None where that is not on record.
    """
    read = (connection.last_success.get(dataset) for dataset in datasets)
    return max((at for at in read if at is not None), default=None)


def broken_before(connection: Connection, now: datetime) -> bool:
    """
    True where our record shows a fault of its own, older than any incident we would compare with.
    """
    if connection.status in ILL:
        return not _flagged_lately(connection, now)
    last = max(connection.last_success.values(), default=None)
    return last is not None and now - last >= STOPPED


def lately_lost(connection: Connection, now: datetime, probe: str) -> bool:
    """
    True where our record lost what a probe reads: flagged by the platform within a day, or no data.
    """
    if _flagged_lately(connection, now):
        return True
    last = last_success(connection, datasets_of(probe))
    return last is not None and now - last >= QUIET


def _flagged_lately(connection: Connection, now: datetime) -> bool:
    at = connection.status_changed_at
    return (
        connection.status in ILL
        and not connection.ended_by_person
        and at is not None
        and now - at < LATELY
    )


@dataclass(frozen=True, slots=True)
class OthersOfRegion:
    """
    Other merchants of a region as our record has them: all, or a draw that did not look at how they are.

    `fair` is False where the record could only name those that are well.
    """

    others: tuple[Connection, ...]
    fair: bool
    now: datetime

    @property
    def merchants(self) -> int:
        """
        How many other merchants there are whose connection no person has ended.
        """
        return len({o.merchant_id for o in self.others if not o.ended_by_person})

    def strata(self, probe: str) -> tuple[list[Connection], list[Connection]]:
        """
        Those that lately lost what a probe reads, and the rest; without those broken before.
        """
        ads = probe in ADS
        live = [o for o in self.others if not broken_before(o, self.now) and (o.has_ads or not ads)]
        lost = [o for o in live if lately_lost(o, self.now, probe)]
        gone = {o.id for o in lost}
        return lost, [o for o in live if o.id not in gone]
