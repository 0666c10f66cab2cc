"""
The calls of one examination: drawn together where several processes share Amazon's limits.

What an examination will surely ask is drawn in one go while it begins, so that sharing costs a round
trip to the store for an examination, not for a call. What it did not need goes back.
"""

from __future__ import annotations

import asyncio
import math

from collections.abc import Iterable, Sequence

from diagnostics.amazon.rate_limits import Buckets, Call, CallGrant, used_up
from diagnostics.amazon.rates import Cost


class CallReservation:
    """
    What one examination may still ask of the process's buckets, and of those behind them.
    """

    def __init__(self, buckets: Buckets) -> None:
        self._buckets = buckets
        self._shared = buckets.common
        self._held: dict[tuple[str, str], CallGrant] = {}
        self._filling: asyncio.Task[object] | None = None

    def prefetch(self, calls: Iterable[tuple[Cost, str]]) -> None:
        """
        Begin to draw what will be asked soon: each an operation and its owner.
        """
        wanted = [call for call in dict.fromkeys(calls) if _key(*call) not in self._held]
        if self._shared is not None and wanted:
            self._filling = asyncio.create_task(self._reserve(wanted), name="drawing calls")

    async def take(self, cost: Cost, owner: str) -> None:
        """
        Take one call. Raises `CouldNotTell` when none is left, saying when the next one is.
        """
        if self._filling is not None:
            await asyncio.wait({self._filling})
        if self._held.pop(_key(cost, owner), None) is not None:
            return
        refused = await self._reserve([(cost, owner)])
        if self._held.pop(_key(cost, owner), None) is not None:
            return
        if refused:
            raise used_up(cost, _until_next(refused[0]))
        self._buckets.take(cost, owner)

    def take_local(self, cost: Cost, owner: str) -> None:
        """
        Take one call that this process counts alone. Raises `CouldNotTell` when none is left.
        """
        self._buckets.take(cost, owner)

    def drain(self, cost: Cost, owner: str) -> None:
        """
        Amazon says that this bucket is empty.
        """
        self._buckets.drain(cost, owner)
        if self._shared is not None:
            self._shared.drain(self._call(cost, owner))

    def close(self) -> None:
        """
        Give back what was drawn and not used.
        """
        if self._filling is not None:
            self._filling.cancel()
        by_draw: dict[float, list[CallGrant]] = {}
        for drawn in self._held.values():
            by_draw.setdefault(drawn.at, []).append(drawn)
        self._held.clear()
        for together in by_draw.values():
            if self._shared is not None:
                self._shared.give_back(together)

    async def _reserve(self, wanted: Sequence[tuple[Cost, str]]) -> list[CallGrant]:
        """
        Draw from the common store and hold what it granted; returns what it refused.
        """
        if self._shared is None:
            return []
        found = await self._shared.reserve([self._call(*each) for each in wanted])
        if found is None:
            self._shared = None  # away: not waited for again in this examination
            return []
        for (cost, owner), drawn in zip(wanted, found, strict=True):
            self._buckets.settle(cost, owner, drawn.left)
            if drawn.granted:
                self._held[_key(cost, owner)] = drawn
        return [drawn for drawn in found if not drawn.granted]

    def _call(self, cost: Cost, owner: str) -> Call:
        pace, burst = self._buckets.allowed(cost)
        return Call(cost.operation, owner, pace, burst)


def _key(cost: Cost, owner: str) -> tuple[str, str]:
    return cost.operation, owner


def _until_next(drawn: CallGrant) -> int:
    return math.ceil(round((1 - drawn.left) * drawn.call.pace, 3))  # a hair is no second
