"""
The fleet view: is everybody affected, or only this merchant?

What was found for other merchants of the region within minutes is compared first. Where that is
too little, or comes only from merchants who complained, a small live sample of others is asked:
seldom, and remembered. docs/decisions/02-fleet-view.md says why it is built this way.
"""

from __future__ import annotations

import asyncio
import logging

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from diagnostics.amazon.credentials import Grants
from diagnostics.connections.source import Connections, ConnectionsError
from diagnostics.errors import CouldNotTell
from diagnostics.examination.examine import examine
from diagnostics.examination.observations import FleetEntry, FleetSample, FleetWindow
from diagnostics.model import Connection, Dataset, Finding, PlatformStatus, Region
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

SAMPLE = 3  # connections
SAMPLE_EVERY = timedelta(minutes=2)
SAMPLE_BUDGET_S = 3.0
WINDOW = timedelta(minutes=10)
ENOUGH = 2  # merchants
_CANDIDATES = 12
_SIBLINGS = 200

logger = logging.getLogger(__name__)

Door = Callable[[Connection, Grants], "AbstractAsyncContextManager[Amazon]"]


class RecentSamples(Protocol):
    """
    What several processes have seen, kept where a restart does not lose it. None of these raises:
    where the store is away, this process knows what it has seen itself.
    """

    async def since(self, region: Region, since: datetime) -> Sequence[FleetSample]:
        """
        The latest sight of each connection of a region since then.
        """

    async def keep(
        self,
        connection: Connection,
        findings: Sequence[Finding],
        now: datetime,
        *,
        sampled: bool,
        owner: str,
    ) -> None:
        """
        Remember what was found of a connection; `owner` stands for the grants it was found with.
        """

    async def claim_sample(self, region: Region, now: datetime, every: timedelta) -> bool:
        """
        Whether a region may be sampled now; True to one process only within `every`.
        """

    async def found(self, connection: Connection, owner: str, now: datetime) -> Sequence[Finding]:
        """
        What was lately found of a connection, with these grants, by any process.
        """

    async def aclose(self) -> None:
        """
        Wait for what is being kept.
        """


class FleetView:
    """
    Other merchants' connections, for one process. `door` opens Amazon for one of them.
    """

    def __init__(
        self, connections: Connections, door: Door, store: RecentSamples | None = None
    ) -> None:
        self._connections = connections
        self._door = door
        self._store = store
        self._seen = FleetWindow(WINDOW)
        self._sampled_at: dict[Region, datetime] = {}
        self._turns: defaultdict[Region, asyncio.Lock] = defaultdict(asyncio.Lock)

    def note(self, connection: Connection, findings: Iterable[Finding], now: datetime) -> None:
        """
        Remember what an examination found, for those who come after it.
        """
        self._seen.add(connection, findings, now, sampled=False)

    async def compare(
        self, connection: Connection, seen: Mapping[str, Finding], now: datetime
    ) -> Seen:
        """
        Whether others of the region show one of this merchant's failures. Raises `CouldNotTell`.
        """
        failing = failures(seen)
        if not failing:
            return Seen("only_this_merchant", "Nothing failed here that others could share.")
        await self._learn(connection, now)
        others = self._seen.others(connection, now)
        verdict = _judge(connection, failing, others, now)
        # Those who complained are no fair sample of who fails; that some are well is plain.
        confirmed = any(other.sampled for other in others)
        if verdict is None or (verdict.outcome == "same_failure" and not confirmed):
            await self._sample(connection, failing, now)
            others = self._seen.others(connection, now)
            verdict = _judge(connection, failing, others, now)
        if verdict is None:
            raise CouldNotTell("Too little to compare: too few other merchants could be asked.")
        return verdict

    async def siblings(self, connection: Connection, now: datetime) -> Seen:
        """
        Whether other connections of the same Ads login are well, by our record and lately.
        """
        login = connection.ads_authorised_by
        if not login:
            raise CouldNotTell("No login is on record for the Ads consent.")
        await self._learn(connection, now)
        on_record = await self._in_region(connection, _SIBLINGS)
        same = [other for other in on_record if other.ads_authorised_by == login and other.has_ads]
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

    async def _in_region(self, connection: Connection, limit: int) -> Sequence[Connection]:
        try:
            return await self._connections.in_region(
                connection.region, [connection.merchant_id], limit
            )
        except ConnectionsError as error:
            raise CouldNotTell(f"Other connections could not be read: {error}") from None

    async def _sample(
        self, connection: Connection, failing: Mapping[str, str], now: datetime
    ) -> None:
        """
        Ask a few others the same questions, unless the region was sampled a moment ago.
        """
        async with self._turns[connection.region]:
            last = self._sampled_at.get(connection.region)
            if last is not None and now - last < SAMPLE_EVERY:
                return
            names = _questions(failing)
            chosen = _choose(connection, await self._in_region(connection, _CANDIDATES), names, now)
            if not chosen:
                return
            self._sampled_at[connection.region] = now
            store = self._store
            if store is not None and not await store.claim_sample(
                connection.region, now, SAMPLE_EVERY
            ):
                await self._learn(connection, now)  # another process did, a moment ago
                return
            await asyncio.gather(*(self._ask(other, names, now) for other in chosen))

    async def _ask(self, other: Connection, names: Collection[str], now: datetime) -> None:
        try:
            grants = await self._connections.grants(other)
        except ConnectionsError as error:
            logger.warning("A connection of the sample could not be opened: %s", error)
            return
        async with self._door(other, grants) as amazon:
            findings = await examine(other, amazon, now=now, only=names, budget_s=SAMPLE_BUDGET_S)
        self._seen.add(other, findings, now, sampled=True)
        if self._store is not None:
            await self._store.keep(other, findings, now, sampled=True, owner=amazon.owner)


def _questions(failing: Mapping[str, str]) -> tuple[str, ...]:
    """
    The fewest questions that show the same failure: a token, and one read with it.
    """
    reads = [name for name in failing if name in READS]
    if TOKEN in failing or reads:
        return (TOKEN, *(reads[:1] or [FIRST_READ]))
    return tuple(name for name in ADS if name in failing)[:2]


def _choose(
    connection: Connection, candidates: Sequence[Connection], names: Collection[str], now: datetime
) -> list[Connection]:
    """
    At most three, unrelated to this merchant and to each other, and well as far as we know.
    """
    ads = any(name in ADS for name in names)
    logins = {_login(connection, ads=ads)}
    chosen: list[Connection] = []
    for other in candidates:
        login = _login(other, ads=ads)
        fits = other.account_type == connection.account_type or not {*names} - {
            TOKEN,
            FIRST_READ,
            *ADS,
        }
        if login in logins or not fits or (ads and not other.has_ads) or _broken(other, now):
            continue
        logins.add(login)
        chosen.append(other)
    return chosen[:SAMPLE]


def _login(connection: Connection, *, ads: bool) -> str:
    login = connection.ads_authorised_by if ads else connection.authorised_by
    return login or connection.merchant_id


def _broken(connection: Connection, now: datetime) -> bool:
    """
    True where our record shows a fault of its own, older than any incident we would compare.
    """
    if connection.status not in {PlatformStatus.CONNECTED, None}:
        return True
    last = max(connection.last_success.values(), default=None)
    return last is not None and now - last >= STOPPED


def _judge(
    connection: Connection, failing: Mapping[str, str], others: Sequence[FleetEntry], now: datetime
) -> Seen | None:
    """
    What the comparison says; None where it is too little for anything.
    """
    leading = True
    alone: Seen | None = None
    for probe, failure in failing.items():
        ads = probe in ADS
        same: dict[str, bool] = {}
        well: dict[str, bool] = {}
        for other in others:
            if probe not in other.states or other.login(ads=ads) == _login(connection, ads=ads):
                continue
            if other.states[probe] and _broken(other.connection, now):
                continue
            side = same if other.states[probe] == failure else well
            key = other.login(ads=ads)
            side[key] = side.get(key, False) or other.sampled
        verdict = _weigh(same, well)
        said = f"{len(same)} of {len(same) + len(well)} other merchants compared show {failure}."
        if verdict == "same_failure":
            return Seen(verdict, said)
        if leading and verdict:
            alone = Seen(verdict, said)
        leading = False
    return alone


def _weigh(same: Mapping[str, bool], well: Mapping[str, bool]) -> str | None:
    """
    A sample counts before those who complained: they would not be here if they were well.
    """
    sampled_same, sampled_well = sum(same.values()), sum(well.values())
    sampled = sampled_same + sampled_well
    if sampled >= ENOUGH:
        shared = sampled_same * 2 > sampled and len(same) >= ENOUGH
        return "same_failure" if shared else "only_this_merchant"
    if len(same) >= ENOUGH and len(same) > len(well):
        return "same_failure"
    return "only_this_merchant" if len(well) >= ENOUGH and len(well) > len(same) else None
