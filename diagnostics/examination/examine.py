"""
Ask every probe that applies, side by side as far as their needs allow.

No probe silences another: one that fails, hangs or cannot tell is unanswered, and everything ends
within the budget, with whatever is known by then.
"""

from __future__ import annotations

import asyncio
import logging
import time

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from diagnostics.amazon.rates import Cost
from diagnostics.examination.ask import ask, unanswered
from diagnostics.examination.order import applying, needed, waits_for, with_needs
from diagnostics.examination.second_answer import SecondAnswers
from diagnostics.model import Connection, Finding
from diagnostics.probe import Probe, Side
from diagnostics.probes import PROBES
from diagnostics.target import Alone, FleetComparison, Target


if TYPE_CHECKING:
    from diagnostics.amazon.client import Amazon

BUDGET_S = 10.0
PROBE_S = 6.0
_GRACE_S = 0.25  # for a probe that is slow to give up
APP_WIDE = {probe.name: probe.contradicted_by for probe in PROBES if probe.side is Side.APP}
PASSES = "server_error"  # over at any moment; a sample of an outage must not outlive it here

logger = logging.getLogger(__name__)

OnFinding = Callable[[Finding], None]


def plan(connection: Connection, probes: Iterable[Probe] = PROBES) -> tuple[Probe, ...]:
    """
    The first questions that apply to a connection, in order; follow-ups are not among them.
    """
    return tuple(probe for probe in applying(connection, probes) if not probe.follow_up)


async def examine(  # noqa: PLR0913  (what one examination may be told, by name)
    connection: Connection,
    amazon: Amazon,
    probes: Sequence[Probe] = PROBES,
    *,
    now: datetime,
    budget_s: float = BUDGET_S,
    probe_timeout_s: float = PROBE_S,
    on_finding: OnFinding | None = None,
    fleet: FleetComparison | None = None,
    only: Collection[str] | None = None,
    earlier: Iterable[Finding] = (),
    fresh: bool = False,
    twice: bool = True,
) -> tuple[Finding, ...]:
    """
    One finding per probe that applies, in the probes' order, within `budget_s` seconds.

    A follow-up that nothing made worthwhile is left out. Findings younger than a minute are
    taken from the door's memory, with their own `at`, unless `fresh`. `only` asks those probes
    anew, with what they need; `earlier` findings stand for those that are not asked. `on_finding`
    is told each finding as it comes; a finding that replaces an earlier one is told again. With `twice` a
    refusal is asked again before it counts.
    """
    fitting = applying(connection, probes)
    known = {finding.probe: finding for finding in earlier if finding.probe not in (only or ())}
    asking = fitting if only is None else with_needs(fitting, only, known)
    examination = _Examination(
        connection=connection,
        amazon=amazon,
        now=now,
        budget_s=budget_s,
        probe_timeout_s=probe_timeout_s,
        on_finding=on_finding,
        fleet=fleet or Alone(),
        anew=frozenset(only or ()),
        fresh=fresh,
        second=SecondAnswers(amazon) if twice else None,
        probes={probe.name: probe for probe in asking},
        seen=known,
    )
    return await examination.run()


@dataclass(slots=True)
class _Examination:
    connection: Connection
    amazon: Amazon
    now: datetime
    budget_s: float
    probe_timeout_s: float
    on_finding: OnFinding | None
    fleet: FleetComparison
    anew: frozenset[str]
    fresh: bool
    second: SecondAnswers | None
    probes: dict[str, Probe]
    started: float = field(default_factory=time.monotonic)
    seen: dict[str, Finding] = field(default_factory=dict)
    recalled: set[str] = field(default_factory=set)
    tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def run(self) -> tuple[Finding, ...]:
        """
        All tasks at once; each waits for those that it depends on.
        """
        if not self.probes:
            return ()
        self.amazon.reserve(self._costs())
        for name, probe in self.probes.items():
            self.tasks[name] = asyncio.create_task(self._one(probe), name=f"probe {name}")
        try:
            await asyncio.wait(self.tasks.values(), timeout=self._left() + _GRACE_S)
            await self._ask_again_where_contradicted()
        finally:
            for task in self.tasks.values():
                task.cancel()
        for name, probe in self.probes.items():
            if not self.tasks[name].done():
                why = "It did not give up in time."
                self._found(unanswered(probe, self.connection.id, why, self.now))
        findings = tuple(self.seen[name] for name in self.probes if name in self.seen)
        self.fleet.note(self.connection, findings, self.now)
        return findings

    def _costs(self) -> Iterator[Cost]:
        """
        The calls that are sure to be made, unless something fails first: follow-ups may not be
        wanted, and those in our app's name are made by one examination for many.
        """
        for name, probe in self.probes.items():
            sure = not probe.follow_up and name not in APP_WIDE
            if sure and probe.cost is not None and self._young(probe) is None:
                yield probe.cost

    def _left(self) -> float:
        return max(0.0, self.budget_s - (time.monotonic() - self.started))

    async def _one(self, probe: Probe) -> None:
        waited = [self.tasks[name] for name in waits_for(probe) if name in self.tasks]
        if waited:
            await asyncio.wait(waited)
        wanted = not probe.wanted_by or probe.name in self.anew
        if not wanted and not any(self._saw(signal) for signal in probe.wanted_by):
            return
        for need in sorted(probe.needs):
            if not self._saw(need):
                if probe.follow_up and probe.name not in self.anew:
                    return
                why = f"Not asked: it makes sense only with {need}."
                self._found(unanswered(probe, self.connection.id, why))
                return
        if probe.name in APP_WIDE:
            async with self.amazon.memory.turn(self._owner(probe), probe.name):
                self._found(self._recall(probe) or await self._asked_of_our_app(probe))
        else:
            self._found(self._recall(probe) or await self._asked(probe))

    async def _asked_of_our_app(self, probe: Probe) -> Finding:
        finding = await self._ask(probe)
        self._keep(probe, finding)
        return finding

    async def _asked(self, probe: Probe) -> Finding:
        """
        What it brings now; where that is no answer, one that is less than a minute old still is.
        """
        finding = await self._steady(probe, await self._ask(probe))
        if finding.outcome is not None or self.fresh or probe.name in self.anew:
            return finding
        kept = self.amazon.memory.recall(self._owner(probe), probe.name)
        if kept is None or kept.outcome != PASSES:
            return finding
        return replace(kept, connection=self.connection.id)

    async def _steady(self, probe: Probe, first: Finding) -> Finding:
        """
        A refusal that stands when it is asked again with a new token, some seconds later.
        """
        if self.second is None or not self.second.wanted(probe, first):
            self._keep(probe, first)
            return first
        if not await self.second.ready(probe, self._left()):
            return self.second.no_time(first)
        both = self.second.compared(first, await self._ask(probe))
        self._keep(probe, both)
        return both

    def _saw(self, signal: str) -> bool:
        name, _, outcome = signal.partition(".")
        finding = self.seen.get(name)
        if finding is None:
            return False
        if outcome == "unanswered":
            return finding.outcome is None and finding.at is not None
        return finding.outcome == outcome

    def _owner(self, probe: Probe) -> str:
        return self.amazon.app_owner if probe.name in APP_WIDE else self.amazon.owner

    def _recall(self, probe: Probe) -> Finding | None:
        """
        A young finding of what Amazon was asked; of what only reads that, if none of it is new.
        """
        sources = [*probe.reads, *needed(probe)] if probe.cost is None else []
        if not (probe.cost or sources):
            return None
        if any(name in self.seen and name not in self.recalled for name in sources):
            return None
        finding = self._young(probe)
        if finding is None:
            return None
        self.recalled.add(probe.name)
        return replace(finding, connection=self.connection.id)

    def _young(self, probe: Probe) -> Finding | None:
        if self.fresh or probe.name in self.anew:
            return None
        finding = self.amazon.memory.recall(self._owner(probe), probe.name)
        if finding is None or (finding.outcome == PASSES and probe.name not in APP_WIDE):
            return None
        return finding

    async def _ask(self, probe: Probe) -> Finding:
        target = Target(
            connection=self.connection,
            amazon=self.amazon,
            now=self.now,
            seen={name: self.seen[name] for name in waits_for(probe) if name in self.seen},
            fleet=self.fleet,
        )
        at = self.now + timedelta(seconds=time.monotonic() - self.started)
        return await ask(probe, target, min(self.probe_timeout_s, self._left()), at)

    def _keep(self, probe: Probe, finding: Finding) -> None:
        if probe.cost is not None or probe.reads or probe.needs:
            self.amazon.memory.keep(self._owner(probe), finding)

    async def _ask_again_where_contradicted(self) -> None:
        """
        What was remembered of our app may be a minute old; the merchant's own answers are not.
        """
        if not self.recalled.intersection(APP_WIDE) or not any(
            self._contradict(ours, signal) for ours, signal in APP_WIDE.items()
        ):
            return
        for name in APP_WIDE:
            if name in self.probes and self._left() > 0:
                self._found(await self._asked_of_our_app(self.probes[name]))

    def _contradict(self, ours: str, signal: str) -> bool:
        merchants = signal.partition(".")[0]
        app, merchant = self.seen.get(ours), self.seen.get(merchants)
        if app is None or merchant is None or ours not in self.recalled or app.outcome is None:
            return False
        if app.normal:
            return merchant.signal == signal and merchants not in self.recalled
        return merchant.normal is True  # even a remembered one: they cannot both be so

    def _found(self, finding: Finding) -> None:
        self.seen[finding.probe] = finding
        if self.on_finding is None:
            return
        try:
            self.on_finding(finding)
        except Exception:
            logger.exception("A surface broke on a finding of %s", finding.probe)
