"""
Slack's rate for edits: 50 a minute for the whole workspace, so progress must make room for ends.

Source: docs.slack.dev, rate limits: `chat.update` is tier 3, counted per method and workspace. An
edit is rare enough (48 a minute, all processes together) that each may ask the database.
"""

from __future__ import annotations

import asyncio
import time

from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol


WINDOW = (
    62.0  # seconds; two more than Slack's, for an edit that is on its way for longer than others
)
EDITS = 48  # Slack's 50, less two for calls that we do not count
KEPT_FOR_ENDS = 12  # progress stops here; the last edit of a message must always get through


class SharedWindow(Protocol):
    """
    The window of all processes together. None of these raises.
    """

    async def take(self, up_to: int) -> tuple[bool, Sequence[float]] | None:
        """
        Take one if fewer than `up_to` are: whether it was taken, and how many seconds ago each was.
        None where nobody can tell.
        """

    async def fill(self, most: int, seconds: float) -> None:
        """
        Count the window as full until so many seconds from now.
        """


class EditBudget:
    """
    A sliding window over edits: what was last seen of the common one, or this process's own.
    """

    def __init__(
        self,
        edits: int = EDITS,
        kept_for_ends: int = KEPT_FOR_ENDS,
        clock: Callable[[], float] = time.monotonic,
        common: SharedWindow | None = None,
    ) -> None:
        self._edits = edits
        self._kept = kept_for_ends
        self._clock = clock
        self._common = common
        self._taken: deque[float] = deque()
        self._turn = asyncio.Lock()

    async def progress(self) -> bool:
        """
        Take one edit for progress if there is room; a refused one is dropped, not repeated.
        """
        return await self._take(self._edits - self._kept)

    async def end(self) -> None:
        """
        Take one edit for the end of a message, waiting in order for as long as it takes.
        """
        async with self._turn:
            while not await self._take(self._edits):  # noqa: ASYNC110  (Slack tells nobody)
                await asyncio.sleep(max(0.05, self._taken[0] + WINDOW - self._clock()))

    async def pause(self, seconds: float) -> None:
        """
        Slack said 429: count the window as full until `seconds` from now.
        """
        self._taken = deque([self._clock() + seconds - WINDOW] * self._edits)
        if self._common is not None:
            await self._common.fill(self._edits, seconds)

    @property
    def left(self) -> int:
        """
        How many edits are left in this minute, as far as this process has seen.
        """
        self._drop_old()
        return max(0, self._edits - len(self._taken))

    async def _take(self, up_to: int) -> bool:
        self._drop_old()
        if len(self._taken) >= up_to:
            return False  # nothing that we know of has come free
        seen = await self._common.take(up_to) if self._common is not None else None
        if seen is None:
            room = len(self._taken) < up_to  # others may have taken some while we asked
            if room:
                self._taken.append(self._clock())
            return room
        taken, ages = seen
        now = self._clock()
        self._taken = deque(sorted(now - age for age in ages))
        return taken

    def _drop_old(self) -> None:
        before = self._clock() - WINDOW
        while self._taken and self._taken[0] <= before:
            self._taken.popleft()
