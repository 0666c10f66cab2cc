"""
One message that is edited in place while work goes on: calm, within the budget, and sure to end.
"""

from __future__ import annotations

import asyncio
import logging

from collections.abc import Callable

from bot.model.surface import SurfaceUnavailable
from bot.slack.outbound.errors import CannotPost, WrongAudience
from bot.slack.outbound.gateway import Gateway, Posted
from bot.slack.views.parts import BlockMessage


log = logging.getLogger(__name__)

GAP = 3.0  # seconds between edits of one message: Slack's own advice for progress


class LiveMessage:
    """
    Coalesces changes of one message; the last edit always gets through.
    """

    def __init__(self, gateway: Gateway, posted: Posted, gap: float = GAP) -> None:
        self.posted = posted
        self._gateway = gateway
        self._gap = gap
        self._render: Callable[[], BlockMessage] | None = None
        self._task: asyncio.Task[None] | None = None
        self._ended = False

    def changed(self, render: Callable[[], BlockMessage]) -> None:
        """
        Note that there is something new to show; `render` is asked when the edit goes out.
        """
        if self._ended:
            return
        self._render = render
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._go(), name=f"edit {self.posted.ts}")

    async def end(self, message: BlockMessage) -> None:
        """
        Show the end, after which nothing changes any more. Waits for the budget.
        """
        self._ended = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._gateway.edit(self.posted, message, last=True)

    async def _go(self) -> None:
        while self._render is not None:
            # The gap comes first: answers arrive in bursts, and the first burst is one edit.
            await asyncio.sleep(self._gap)
            render, self._render = self._render, None
            try:
                await self._gateway.edit(self.posted, render(), last=False)
            except (CannotPost, WrongAudience, SurfaceUnavailable) as reason:
                log.warning("Progress of %s was not shown: %s", self.posted.ts, reason)
                return
