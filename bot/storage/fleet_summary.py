"""
The fleet at a glance, from what we hold: our record of connections, and what was lately found.

Nobody is asked anything for it, so it is as fresh as the last examinations.
"""

from __future__ import annotations

import logging

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.storage.recent_findings import RecentFindings
from diagnostics.connections.source import Connections, ConnectionsError, Count
from diagnostics.examination.examine import APP_WIDE
from diagnostics.examination.fleet import WINDOW
from diagnostics.examination.observations import FleetSample, states_of
from diagnostics.model import Finding, Region


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failing:
    """
    One failure that several merchants could share, as seen within the fleet view's window.
    """

    region: Region
    failure: str  # a signal, or `probe.unanswered`
    merchants: int
    at: datetime  # when it was last seen


@dataclass(frozen=True, slots=True)
class FleetNow:
    """
    What is known at a moment. `counts` is empty where the record of connections does not say.
    """

    at: datetime
    counts: tuple[Count, ...]
    looked_at: tuple[tuple[Region, int], ...]  # merchants examined or sampled within the window
    failing: tuple[Failing, ...]  # most merchants first
    ours: tuple[Finding, ...]  # what Amazon last said to our own app, one for each question


class FleetSummary:
    """
    Reads the fleet. Cheap: one query for each region, and one count.
    """

    def __init__(self, connections: Connections, sightings: RecentFindings) -> None:
        self._connections = connections
        self._sightings = sightings

    async def now(self, at: datetime) -> FleetNow:
        """
        The fleet at this moment. A record that cannot be read leaves its part empty.
        """
        try:
            counts = await self._connections.census()
        except ConnectionsError as reason:
            log.warning("The connections could not be counted: %s", reason)
            counts = ()
        by_region = {region: await self._sightings.since(region, at - WINDOW) for region in Region}
        failing = [f for region, sights in by_region.items() for f in _failing(region, sights)]
        return FleetNow(
            at=at,
            counts=counts,
            looked_at=tuple((region, len(_merchants(s))) for region, s in by_region.items()),
            failing=tuple(sorted(failing, key=lambda f: (-f.merchants, f.region, f.failure))),
            ours=_ours(sight for sights in by_region.values() for sight in sights),
        )


def _merchants(sights: Iterable[FleetSample]) -> set[str]:
    return {sight.connection.merchant_id for sight in sights}


def _failing(region: Region, sights: Sequence[FleetSample]) -> list[Failing]:
    """
    Each failure by how many merchants show it. What follows from another failure of the same
    connection is left out: only the most general one counts.
    """
    shown: dict[str, list[FleetSample]] = defaultdict(list)
    for sight in sights:
        first = next(filter(None, states_of(sight.findings).values()), "")
        if first:
            shown[first].append(sight)
    return [
        Failing(region, failure, len(_merchants(seen)), max(sight.at for sight in seen))
        for failure, seen in shown.items()
    ]


def _ours(sights: Iterable[FleetSample]) -> tuple[Finding, ...]:
    latest: dict[str, Finding] = {}
    for sight in sights:
        for finding in sight.findings:
            if finding.probe not in APP_WIDE or finding.at is None:
                continue
            known = latest.get(finding.probe)
            if known is None or known.at is None or known.at < finding.at:
                latest[finding.probe] = finding
    return tuple(latest[probe] for probe in APP_WIDE if probe in latest)
