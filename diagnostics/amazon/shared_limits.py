"""
What a store must offer in which several processes count their calls to Amazon.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


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
