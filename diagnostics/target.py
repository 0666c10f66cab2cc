"""
What a probe is pointed at, and what it brings back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from diagnostics.errors import CouldNotTell
from diagnostics.model import Connection, Evidence, Finding


if TYPE_CHECKING:
    from diagnostics.amazon.client import Amazon


@dataclass(frozen=True, slots=True)
class Seen:
    """
    A probe's clear answer.
    """

    outcome: str
    summary: str
    evidence: Evidence | None = None
    about: tuple[str, ...] = ()  # the probes whose answers it speaks of


class FleetComparison(Protocol):
    """
    Other merchants' connections, as far as they help to judge one. May raise `CouldNotTell`.
    """

    async def compare(
        self, connection: Connection, seen: Mapping[str, Finding], now: datetime
    ) -> Seen:
        """
        Whether other merchants of the region show the same failure.
        """

    async def siblings(self, connection: Connection, now: datetime) -> Seen:
        """
        Whether other connections of the same Ads login are well.
        """

    def note(self, connection: Connection, findings: Iterable[Finding], now: datetime) -> None:
        """
        Remember what was found, for those who come after.
        """


class Alone:
    """
    The fleet of somebody who knows of no other merchant.
    """

    async def compare(self, *_: object) -> Seen:
        """
        There is nothing to compare with.
        """
        return Seen("too_few_others", "Too few to compare with: no other merchant is known here.")

    async def siblings(self, *_: object) -> Seen:
        """
        No other connection is known: always unanswered.
        """
        raise CouldNotTell("No other connection of this Ads login is known here.")

    def note(self, *_: object) -> None:
        """
        Keep nothing: no later examination compares with this one.
        """


@dataclass(frozen=True, slots=True)
class Target:
    """
    A connection twice over: as we have it on record, and as Amazon sees it now.

    `seen` holds the findings of the probes that this one waits for (`needs` and `reads`).
    `now` is the moment the examination began; probes use it and no clock of their own. `fleet`
    is everybody else.
    """

    connection: Connection
    amazon: Amazon
    now: datetime
    seen: Mapping[str, Finding]
    fleet: FleetComparison = field(default_factory=Alone)
