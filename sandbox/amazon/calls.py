"""
What the simulated Amazon was asked: a record of calls, in which no secret is ever kept.
"""

from __future__ import annotations

import asyncio

from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from diagnostics.model import Region


@dataclass(frozen=True, slots=True)
class Call:
    """
    One call: who was asked what, where, and how it ended. Status 0 means no answer at all.
    """

    number: int
    at: datetime
    api: str  # lwa, sp-api or ads
    operation: str
    merchant_id: str | None
    region: Region | None
    status: int
    duration_ms: float
    request_id: str

    def plain(self) -> dict[str, Any]:
        """
        For JSON.
        """
        return {**asdict(self), "at": self.at.isoformat()}


class Calls:
    """
    The latest calls, oldest first. Old ones are let go, so that a long run stays small.
    """

    def __init__(self, keep: int = 20_000) -> None:
        self._calls: deque[Call] = deque(maxlen=keep)
        self._count = 0
        self._changed = asyncio.Event()

    def add(self, **fields: Any) -> None:
        """
        Record one call; the fields are those of `Call` without its number.
        """
        self._count += 1
        self._calls.append(Call(number=self._count, **fields))
        self._changed.set()

    async def reach(self, number: int) -> None:
        """
        Wait until so many calls have been made since the start.
        """
        while self._count < number:
            self._changed.clear()
            await self._changed.wait()

    def after(self, number: int) -> list[Call]:
        """
        The calls since the one with this number.
        """
        return [call for call in self._calls if call.number > number]

    def clear(self) -> None:
        """
        Forget all of them.
        """
        self._calls.clear()

    def __iter__(self) -> Iterator[Call]:
        return iter(tuple(self._calls))

    def __len__(self) -> int:
        return len(self._calls)
