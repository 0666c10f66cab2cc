"""
What was lately seen of other merchants: by probe, only whether it failed and how.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from diagnostics.model import Connection, Finding, Region
from diagnostics.probes._shared_failures import SHAREABLE, shared_by


_REMEMBERED = 2000  # connections


@dataclass(frozen=True, slots=True)
class FleetSample:
    """
    What was found of one connection at one moment, as a store keeps it for other processes.
    """

    connection: Connection
    findings: tuple[Finding, ...]
    at: datetime
    sampled: bool


@dataclass(frozen=True, slots=True)
class FleetEntry:
    """
    One connection as last seen. `states` has a failure by probe, empty where the probe was well.
    """

    connection: Connection
    states: Mapping[str, str]
    sampled: bool

    def login(self, *, ads: bool) -> str:
        """
        Who authorised it: connections of one login are one witness.
        """
        connection = self.connection
        login = connection.ads_authorised_by if ads else connection.authorised_by
        return login or connection.merchant_id


def states_of(findings: Iterable[Finding]) -> dict[str, str]:
    """
    By probe, the failure that others could share; empty where it was well. What was not asked,
    or failed in a way of its own, is left out.
    """
    states: dict[str, str] = {}
    for finding in findings:
        if finding.probe not in SHAREABLE or finding.at is None:
            continue
        failure = shared_by(finding)
        if failure is not None or finding.normal:
            states[finding.probe] = failure or ""
    return states


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

    async def claim_sample(self, what: str, now: datetime, every: timedelta) -> bool:
        """
        Whether a sample may be taken now; True to one process only within `every`. `what` names the
        region and the question.
        """

    async def found(self, connection: Connection, owner: str, now: datetime) -> Sequence[Finding]:
        """
        What was lately found of a connection, with these grants, by any process.
        """

    async def aclose(self) -> None:
        """
        Wait for what is being kept.
        """


class FleetWindow:
    """
    The latest sight of each connection, for as long as the window.
    """

    def __init__(self, window: timedelta) -> None:
        self._window = window
        self._kept: OrderedDict[str, tuple[datetime, FleetEntry]] = OrderedDict()

    def add(
        self, connection: Connection, findings: Iterable[Finding], now: datetime, *, sampled: bool
    ) -> None:
        """
        Keep what was seen; later sights of one connection add to the earlier ones.
        """
        states = states_of(findings)
        if not states:
            return
        known = self._kept.pop(connection.id, None)
        if known is not None and now - known[0] < self._window:
            states = {**known[1].states, **states}
            sampled = sampled or known[1].sampled
        self._kept[connection.id] = (now, FleetEntry(connection, states, sampled))
        while len(self._kept) > _REMEMBERED:
            self._kept.popitem(last=False)

    def learn(self, sights: Iterable[FleetSample]) -> None:
        """
        Add what others have seen, where it is later than what we saw ourselves.
        """
        for sight in sights:
            known = self._kept.get(sight.connection.id)
            if known is None or known[0] < sight.at:
                self.add(sight.connection, sight.findings, sight.at, sampled=sight.sampled)

    def others(self, connection: Connection, now: datetime) -> list[FleetEntry]:
        """
        Connections of other merchants in the same region, seen within the window.
        """
        return [
            seen
            for at, seen in self._kept.values()
            if seen.connection.region is connection.region
            and seen.connection.merchant_id != connection.merchant_id
            and now - at < self._window
        ]

    def of(self, connection: Connection, probe: str, now: datetime) -> str | None:
        """
        How a probe stood for a connection: a failure, empty for well, None for not seen.
        """
        at, seen = self._kept.get(connection.id, (None, None))
        if at is None or seen is None or now - at >= self._window:
            return None
        return seen.states.get(probe)
