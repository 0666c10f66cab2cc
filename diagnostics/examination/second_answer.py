"""
What would ask somebody to act is asked twice: some seconds apart, the second time with a new token.

Amazon's refusals pass: a 403 or an `invalid_grant` that is gone with the next request is public knowledge
(amzn/selling-partner-api-docs issues 2896, 3046 and 3153). One sample of a noisy channel is not its state. Two
answers that differ are none: the finding is unanswered, and says so.
"""

from __future__ import annotations

import asyncio

from dataclasses import replace
from typing import TYPE_CHECKING

from diagnostics.errors import CouldNotTell
from diagnostics.model import Finding
from diagnostics.probe import Probe, Side
from diagnostics.probes._shared_failures import SHAREABLE


if TYPE_CHECKING:
    from diagnostics.amazon.client import Amazon

PAUSE_S = 2.0
ENOUGH_S = 0.5  # to ask once more, after the pause
# Amazon's trouble of the moment is no refusal, and asks nobody to act.
PASSING = frozenset({"throttled", "server_error"})


class SecondAnswers:
    """
    The second asking, for one examination. One pause and one new token serve all reads of a side.
    """

    def __init__(self, amazon: Amazon) -> None:
        self._amazon = amazon
        self._new_tokens: dict[Side, asyncio.Task[None]] = {}

    def wanted(self, probe: Probe, finding: Finding) -> bool:
        """
        Whether a finding is a refusal that somebody may be asked to act on.
        """
        refused = finding.normal is False and finding.outcome not in PASSING
        return refused and probe.name in SHAREABLE and probe.cost is not None

    async def ready(self, probe: Probe, left_s: float) -> bool:
        """
        Wait, and get a new token where the probe needs one; False where `left_s` is too short for it.
        """
        if left_s < PAUSE_S + ENOUGH_S:
            return False
        await self.pause()
        if not probe.answers_for_grant:
            # Shielded: a read that runs out of time must not take the token from the others.
            await asyncio.shield(self._new_token(probe.side))
        return True

    async def pause(self) -> None:
        """
        Give Amazon time to be of another mind, and the budgets of calls time to fill.
        """
        await asyncio.sleep(PAUSE_S)

    def compared(self, first: Finding, second: Finding) -> Finding:
        """
        The second answer where it is the first one again; else none.
        """
        if second.outcome == first.outcome:
            return second
        then = "a normal answer" if second.normal else second.outcome or "no answer"
        return _unsteady(
            second, f"Amazon's answers differ within seconds: {first.outcome}, then {then}."
        )

    def no_time(self, first: Finding) -> Finding:
        """
        A refusal that was heard once only.
        """
        return _unsteady(
            first, f"Heard once only ({first.outcome}): no time was left to ask again."
        )

    def _new_token(self, side: Side) -> asyncio.Task[None]:
        if side not in self._new_tokens:
            self._new_tokens[side] = asyncio.create_task(self._exchanged(side))
        return self._new_tokens[side]

    async def _exchanged(self, side: Side) -> None:
        try:
            await (self._amazon.exchange_ads() if side is Side.ADS else self._amazon.exchange())
        except CouldNotTell:
            return  # the read that follows says what it is


def _unsteady(finding: Finding, why: str) -> Finding:
    return replace(
        finding, outcome=None, normal=None, merchant_summary="", summary=why, unanswered_because=why
    )
