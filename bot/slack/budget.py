"""
Slack's rate for edits: 50 a minute for the whole workspace, so progress must make room for ends.

Source: docs.slack.dev, rate limits: `chat.update` is tier 3, counted per method and workspace.
"""

from __future__ import annotations

import asyncio
import time

from collections import deque
from collections.abc import Callable


WINDOW = 61.0  # seconds; one more than Slack's, for clocks that differ
EDITS = 48  # Slack's 50, less two for calls that we do not count
KEPT_FOR_ENDS = 12  # progress stops here; the last edit of a message must always get through


class EditBudget:
    """
    A sliding window over the edits of one process.
    """

    def __init__(
        self,
        edits: int = EDITS,
        kept_for_ends: int = KEPT_FOR_ENDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._edits = edits
        self._kept = kept_for_ends
        self._clock = clock
        self._taken: deque[float] = deque()
        self._turn = asyncio.Lock()

    def progress(self) -> bool:
        """
        Take one edit for progress if there is room; a refused one is dropped, not repeated.
        """
        self._drop_old()
        if len(self._taken) >= self._edits - self._kept:
            return False
        self._taken.append(self._clock())
        return True

    async def end(self) -> None:
        """
        Take one edit for the end of a message, waiting in order for as long as it takes.
        """
        async with self._turn:
            self._drop_old()
            while len(self._taken) >= self._edits:
                await asyncio.sleep(max(0.05, self._taken[0] + WINDOW - self._clock()))
                self._drop_old()
            self._taken.append(self._clock())

    def pause(self, seconds: float) -> None:
        """
        Slack said 429: count the window as full until `seconds` from now.
        """
        until = self._clock() + seconds - WINDOW
        self._taken = deque([until] * self._edits)

    @property
    def left(self) -> int:
        """
        How many edits are left in this minute.
        """
        self._drop_old()
        return self._edits - len(self._taken)

    def _drop_old(self) -> None:
        before = self._clock() - WINDOW
        while self._taken and self._taken[0] <= before:
            self._taken.popleft()
