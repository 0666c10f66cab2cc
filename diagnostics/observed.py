"""
What was lately seen of other merchants: by probe, only whether it failed and how.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from diagnostics.model import Connection, Finding, Region
from diagnostics.shared_failures import SHAREABLE, shared_by


_REMEMBERED = 2000  # connections


@dataclass(frozen=True, slots=True)
class Observed:
    """
    One connection as last seen. `states` has a failure by probe, empty where the probe was well.
    """

    merchant_id: str
    region: Region | None
    states: Mapping[str, str]
    sampled: bool
    connection: Connection | None = None

    def login(self, *, ads: bool) -> str:
        """
        Who authorised it: connections of one login are one witness.
        """
        login = None
        if self.connection is not None:
            login = self.connection.ads_authorised_by if ads else self.connection.authorised_by
        return login or self.merchant_id

    @classmethod
    def of_findings(cls, findings: Iterable[Finding]) -> list[Observed]:
        """
        Findings of several connections, as somebody else kept them.
        """
        by_connection: dict[str, list[Finding]] = {}
        for finding in findings:
            by_connection.setdefault(finding.connection, []).append(finding)
        return [
            cls(name.partition("/")[0], None, states_of(found), sampled=False)
            for name, found in by_connection.items()
        ]


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


class Observations:
    """
    The latest sight of each connection, for as long as the window.
    """

    def __init__(self, window: timedelta) -> None:
        self._window = window
        self._kept: OrderedDict[str, tuple[datetime, Observed]] = OrderedDict()

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
        seen = Observed(connection.merchant_id, connection.region, states, sampled, connection)
        self._kept[connection.id] = (now, seen)
        while len(self._kept) > _REMEMBERED:
            self._kept.popitem(last=False)

    def others(self, connection: Connection, now: datetime) -> list[Observed]:
        """
        Connections of other merchants in the same region, seen within the window.
        """
        return [
            seen
            for at, seen in self._kept.values()
            if seen.region is connection.region
            and seen.merchant_id != connection.merchant_id
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
