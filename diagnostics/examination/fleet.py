"""
The fleet view: is everybody affected, or only this merchant?

What costs nothing comes first: our own record of grants that went, then what was found for other merchants
of the region within minutes. Where that is too little, a small live sample of others is asked: seldom,
remembered, and drawn without looking at how they are. Where nothing can be compared it says so, and nobody
is asked to authorize again. docs/decisions/02-fleet-view.md says why it is built this way.
"""

from __future__ import annotations

import asyncio
import logging

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from diagnostics.amazon.credentials import Grants
from diagnostics.connections.source import Connections, ConnectionsError, RegionRecord
from diagnostics.errors import CouldNotTell
from diagnostics.examination import comparison
from diagnostics.examination.comparison import FEW
from diagnostics.examination.examine import examine
from diagnostics.examination.mass_change import mass_change, status_changes
from diagnostics.examination.observations import FleetEntry, FleetWindow, RecentSamples
from diagnostics.examination.others import OthersOfRegion
from diagnostics.model import Connection, Dataset, Finding
from diagnostics.probes._shared_failures import (
    ADS,
    ADS_TOKEN,
    FIRST_READ,
    READS,
    TOKEN,
    failures,
)
from diagnostics.probes.dataset_freshness import STOPPED
from diagnostics.target import Seen


if TYPE_CHECKING:
    from diagnostics.amazon.client import Amazon

SAMPLE_EVERY = timedelta(minutes=2)
SAMPLE_BUDGET_S = 3.0
WINDOW = timedelta(minutes=10)
_LOOKED_UP = 40  # of those lately found, by our record; those of the samples first
DRAWN = 100  # connections of a region that a comparison looks at on our own record

logger = logging.getLogger(__name__)

Door = Callable[[Connection, Grants], "AbstractAsyncContextManager[Amazon]"]


class FleetView:
    """
    Other merchants' connections, for one process. `door` opens Amazon for one of them; without `sample`
    no other merchant's account is ever asked.
    """

    def __init__(
        self,
        connections: Connections,
        door: Door,
        store: RecentSamples | None = None,
        *,
        sample: bool = True,
    ) -> None:
        self._connections = connections
        self._door = door
        self._store = store
        self._may_sample = sample
        self._seen = FleetWindow(WINDOW)
        self._sampled_at: dict[str, datetime] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def note(self, connection: Connection, findings: Iterable[Finding], now: datetime) -> None:
        """
        Remember what an examination found, for those who come after it.
        """
        self._seen.add(connection, findings, now, sampled=False)

    async def compare(
        self, connection: Connection, seen: Mapping[str, Finding], now: datetime
    ) -> Seen:
        """
        Whether others of the region show one of this merchant's failures, or that nobody can tell.
        """
        failing = failures(seen)
        if not failing:
            return Seen("only_this_merchant", "Nothing failed here that others could share.")
        try:
            region = await self._region(connection, now)
        except ConnectionsError as error:
            return Seen("could_not_compare", f"Other connections could not be read: {error}")
        record = await self._record(connection, region)
        return (
            mass_change(connection, failing, record, now)
            or await self._lately_found(connection, failing, region)
            or await self._sample(connection, failing, region)
            or _too_little(region)
        )

    async def siblings(self, connection: Connection, now: datetime) -> Seen:
        """
        Whether other connections of the same Ads login are well, by our record and lately.
        """
        login = connection.ads_authorised_by
        if not login:
            raise CouldNotTell("No login is on record for the Ads consent.")
        await self._learn(connection, now)
        try:
            region = await self._region(connection, now, login)
        except ConnectionsError as error:
            raise CouldNotTell(f"Other connections could not be read: {error}") from None
        same = [o for o in region.others if o.ads_authorised_by == login and o.has_ads]
        if not same:
            raise CouldNotTell("No other connection of this Ads login is on record.")
        failing = [other for other in same if self._ads_fails(other, now)]
        said = f"{len(failing)} of {len(same)} other connections of this Ads login fail too."
        if len(failing) * 2 >= len(same):
            return Seen("failing_too", said)
        return Seen("well", said)

    def _ads_fails(self, other: Connection, now: datetime) -> bool:
        lately = self._seen.of(other, ADS_TOKEN, now)
        if lately is not None:
            return lately != ""
        last = other.last_success.get(Dataset.ADVERTISING)
        return last is None or now - last >= STOPPED

    async def _learn(self, connection: Connection, now: datetime) -> None:
        if self._store is not None:
            self._seen.learn(await self._store.since(connection.region, now - WINDOW))

    async def _region(
        self, connection: Connection, now: datetime, ads_login: str | None = None
    ) -> OthersOfRegion:
        """
        The others on our record, in an order that depends on the merchant alone.
        """
        drawn = await self._connections.draw(
            connection.region,
            connection.merchant_id,
            DRAWN,
            seed=connection.id,
            ads_login=ads_login,
        )
        return OthersOfRegion(drawn.connections, drawn.fair, now)

    async def _record(self, connection: Connection, region: OthersOfRegion) -> RegionRecord:
        """
        What happened to others by the hour; where nobody counts that, to those who were drawn.
        """
        try:
            counted = await self._connections.region_record(
                connection.region, connection.merchant_id, region.now
            )
        except ConnectionsError as error:
            logger.warning("What happened in a region could not be counted: %s", error)
            counted = None
        return counted or status_changes(region)

    async def _on_record(
        self, entries: list[FleetEntry], region: OthersOfRegion
    ) -> list[FleetEntry]:
        """
        Those who are on our record still: whoever was forgotten does not count.
        """
        drawn = {other.id for other in region.others}
        entries = sorted(entries, key=lambda entry: not entry.sampled)[:_LOOKED_UP]
        found = await asyncio.gather(*(self._knows(e.connection, drawn) for e in entries))
        return [entry for entry, known in zip(entries, found, strict=True) if known]

    async def _knows(self, other: Connection, drawn: Collection[str]) -> bool:
        if other.id in drawn:
            return True
        try:
            return any(c.id == other.id for c in await self._connections.find(other.merchant_id))
        except ConnectionsError:  # forgotten, or nobody can tell
            return False

    async def _lately_found(
        self, connection: Connection, failing: Mapping[str, str], region: OthersOfRegion
    ) -> Seen | None:
        await self._learn(connection, region.now)
        others = await self._on_record(self._seen.others(connection, region.now), region)
        return comparison.judge(connection, failing, others, region)

    async def _sample(
        self, connection: Connection, failing: Mapping[str, str], region: OthersOfRegion
    ) -> Seen | None:
        """
        Ask a few others the same questions, unless they were asked a moment ago.
        """
        if not self._may_sample:
            return None
        names = _questions(failing)
        what = f"{connection.region}/{'+'.join(names)}"
        now = region.now
        async with self._turns[what]:
            last = self._sampled_at.get(what)
            if last is None or now - last >= SAMPLE_EVERY:
                self._sampled_at[what] = now
                if self._store is None or await self._store.claim_sample(what, now, SAMPLE_EVERY):
                    asked = comparison.chosen(connection, region, next(iter(failing)), names)
                    await asyncio.gather(*(self._ask(other, names, now) for other in asked))
            return await self._lately_found(connection, failing, region)

    async def _ask(self, other: Connection, names: Collection[str], now: datetime) -> None:
        try:
            grants = await self._connections.grants(other)
        except ConnectionsError as error:
            logger.warning("A connection of the sample could not be opened: %s", error)
            return
        async with self._door(other, grants) as amazon:
            findings = await examine(
                other, amazon, now=now, only=names, budget_s=SAMPLE_BUDGET_S, twice=False
            )
        self._seen.add(other, findings, now, sampled=True)
        if self._store is not None:
            await self._store.keep(other, findings, now, sampled=True, owner=amazon.owner)


def _too_little(region: OthersOfRegion) -> Seen:
    if region.merchants < FEW:
        said = f"Too few to compare with: {region.merchants} other merchants in this region."
        return Seen("too_few_others", said)
    return Seen(
        "could_not_compare", "Too little to compare: too few other merchants could be asked."
    )


def _questions(failing: Mapping[str, str]) -> tuple[str, ...]:
    """
    The fewest questions that show the same failure: a token, and one read with it.
    """
    reads = [name for name in failing if name in READS]
    if TOKEN in failing or reads:
        return (TOKEN, *(reads[:1] or [FIRST_READ]))
    return tuple(name for name in ADS if name in failing)[:2]
