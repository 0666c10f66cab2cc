"""
How much we ask of Amazon: token buckets per operation and merchant, a limit per examination,
and what a store must offer in which several processes count together.
"""

from __future__ import annotations

import math
import time

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from diagnostics.amazon.rates import Cost
from diagnostics.errors import CouldNotTell


CALLS_PER_EXAMINATION = 26
# Amazon counts our examinations and the platform's own syncing in one bucket; half of it is theirs.
OUR_SHARE = 0.5
_REMEMBERED = 10_000


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float  # seconds on the monotonic clock
    full_at: float


class Buckets:
    """
    One token bucket for each operation and owner, filled at our share of the published rate.

    An owner is whatever Amazon counts apart: a connection in a region, or our app. One instance
    serves a process; nothing here waits. Where processes have a store in `common`, these hold what
    was last seen there, and go on alone where it is away: see `diagnostics.amazon.reservation`.
    """

    def __init__(
        self,
        share: float = OUR_SHARE,
        clock: Callable[[], float] = time.monotonic,
        common: SharedRateLimits | None = None,
    ) -> None:
        self.common = common
        self._share = share
        self._clock = clock
        self._buckets: dict[tuple[str, str], _Bucket] = {}
        self._costs: dict[str, Cost] = {}

    def take(self, cost: Cost, owner: str) -> None:
        """
        Take one call. Raises `CouldNotTell` when none is left, saying when the next one is.
        """
        now = self._clock()
        bucket = self._filled(cost, owner, now)
        if bucket.tokens < 1:
            raise used_up(cost, math.ceil((1 - bucket.tokens) / (cost.rate * self._share)))
        self._set(cost, bucket, bucket.tokens - 1, now)

    def drain(self, cost: Cost, owner: str) -> None:
        """
        Empty a bucket, because Amazon says that its own is empty.
        """
        now = self._clock()
        self._set(cost, self._filled(cost, owner, now), 0.0, now)

    def settle(self, cost: Cost, owner: str, left: float) -> None:
        """
        What is left of a bucket that we share with other processes, as it was seen just now.
        """
        now = self._clock()
        self._set(cost, self._filled(cost, owner, now), left, now)

    def allowed(self, cost: Cost) -> tuple[float, float]:
        """
        Our share of a rate: the seconds from one call to the next, and how many at once.
        """
        return 1 / (cost.rate * self._share), self._burst(cost)

    def tightest(self) -> dict[str, float]:
        """
        The calls left for each operation, where the fewest are left.
        """
        now, left = self._clock(), dict[str, float]()
        for (operation, _), bucket in self._buckets.items():
            cost = self._costs[operation]
            gained = (now - bucket.at) * cost.rate * self._share
            tokens = min(self._burst(cost), bucket.tokens + gained)
            left[operation] = min(tokens, left.get(operation, tokens))
        return left

    def __len__(self) -> int:
        return len(self._buckets)

    def _filled(self, cost: Cost, owner: str, now: float) -> _Bucket:
        key = (cost.operation, owner)
        self._costs[cost.operation] = cost
        burst = self._burst(cost)
        bucket = self._buckets.get(key)
        if bucket is None:
            self._forget_full(now)
            bucket = self._buckets[key] = _Bucket(burst, now, now)
            return bucket
        gained = (now - bucket.at) * cost.rate * self._share
        self._set(cost, bucket, min(burst, bucket.tokens + gained), now)
        return bucket

    def _set(self, cost: Cost, bucket: _Bucket, tokens: float, now: float) -> None:
        bucket.tokens = tokens
        bucket.at = now
        bucket.full_at = now + (self._burst(cost) - tokens) / (cost.rate * self._share)

    def _burst(self, cost: Cost) -> float:
        return max(1.0, cost.burst * self._share)

    def _forget_full(self, now: float) -> None:
        if len(self._buckets) < _REMEMBERED:
            return
        for key in [key for key, bucket in self._buckets.items() if bucket.full_at <= now]:
            del self._buckets[key]


@dataclass(slots=True)
class CallBudget:
    """
    The calls that one examination may still make.
    """

    limit: int = CALLS_PER_EXAMINATION
    used: int = 0

    def take(self) -> None:
        """
        Take one call. Raises `CouldNotTell` at the limit.
        """
        if self.used >= self.limit:
            raise CouldNotTell(
                f"The call limit of one examination is reached ({self.limit}); ask again on its own."
            )
        self.used += 1


def used_up(cost: Cost, wait_s: int) -> CouldNotTell:
    """
    No call is left, in a sentence.
    """
    return CouldNotTell(
        f"Our own budget for {cost.operation} is used up; the next one is in {wait_s} s."
    )


@dataclass(frozen=True, slots=True)
class Call:
    """
    One call of an operation in somebody's name, and what our share of its rate allows.
    """

    operation: str
    owner: str
    pace: float  # seconds until one that was made has come back
    burst: float  # how many a full bucket holds


@dataclass(frozen=True, slots=True)
class CallGrant:
    """
    What came of asking for a call: whether there was one, how many are left, and when that was.
    """

    call: Call
    granted: bool
    left: float
    at: float  # on the store's own clock


class SharedRateLimits(Protocol):
    """
    Buckets that several processes draw from. None of these raises, and none waits for long: where
    the store is away, a process has its own.
    """

    async def reserve(self, calls: Sequence[Call]) -> Sequence[CallGrant] | None:
        """
        Take these calls (no two of one bucket), as far as there are any; None when away.
        """

    def give_back(self, drawn: Sequence[CallGrant]) -> None:
        """
        Put back, some time soon, what was drawn together and not used.
        """

    def drain(self, call: Call) -> None:
        """
        Empty a bucket, some time soon, because Amazon says that its own is empty.
        """

    async def aclose(self) -> None:
        """
        Wait for what was to be done some time soon.
        """
