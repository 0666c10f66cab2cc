"""
Findings of the last minute, so that a repeated request does not ask Amazon again.

Each process has its own; what another one found may be added to it (`learn`).
"""

from __future__ import annotations

import asyncio
import time

from collections.abc import Callable, Iterable
from datetime import datetime
from weakref import WeakValueDictionary

from diagnostics.model import Finding


KEEP_S = 60.0
_PRUNE_AT = 4096

Key = tuple[str, str]  # whose finding, and which probe's


class Memory:
    """
    What was found, by owner and probe. Only answers are kept: silence is worth another try.
    """

    def __init__(self, keep_s: float = KEEP_S, clock: Callable[[], float] = time.monotonic) -> None:
        self._keep_s = keep_s
        self._clock = clock
        self._found: dict[Key, tuple[float, Finding]] = {}
        self._locks: WeakValueDictionary[Key, asyncio.Lock] = WeakValueDictionary()

    def keep(self, owner: str, finding: Finding) -> None:
        """
        Remember a finding, if it is an answer.
        """
        if finding.outcome is None:
            return
        if len(self._found) >= _PRUNE_AT:
            self._prune()
        self._found[owner, finding.probe] = (self._clock(), finding)

    def learn(self, owner: str, findings: Iterable[Finding], now: datetime) -> None:
        """
        Remember what another process found, for what is left of its minute.
        """
        for finding in findings:
            if finding.outcome is None or finding.at is None:
                continue
            at = self._clock() - max(0.0, (now - finding.at).total_seconds())
            known = self._found.get((owner, finding.probe))
            if known is None or known[0] < at:
                self._found[owner, finding.probe] = (at, finding)

    def recall(self, owner: str, probe: str) -> Finding | None:
        """
        The finding, as long as it is young enough. Its `at` says how old it is.
        """
        kept = self._found.get((owner, probe))
        if kept is None or self._clock() - kept[0] > self._keep_s:
            return None
        return kept[1]

    def turn(self, owner: str, probe: str) -> asyncio.Lock:
        """
        A lock that lets one examination ask what many wait for.
        """
        key = (owner, probe)
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        return lock

    def __len__(self) -> int:
        return len(self._found)

    def _prune(self) -> None:
        oldest = self._clock() - self._keep_s
        for key in [key for key, (at, _) in self._found.items() if at < oldest]:
            del self._found[key]
        if len(self._found) >= _PRUNE_AT:  # all young: the first half is the older one
            for key in list(self._found)[: _PRUNE_AT // 2]:
                del self._found[key]
