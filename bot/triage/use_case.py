"""
The use case: a merchant and an issue go in, an answer comes out. No surface is known here.
"""

from __future__ import annotations

import asyncio
import time

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from bot.model.answer import Answer, ConnectionAnswer
from bot.model.surface import PlanLine
from bot.triage.composition import compose
from bot.triage.connection_answer import judge_connection, kinds_of
from bot.triage.rerun import in_order, merge_rerun, nothing_refused, unsettled
from diagnostics.amazon.client import Amazon
from diagnostics.amazon.credentials import AppCredentials, Endpoints, Grants
from diagnostics.amazon.http import HttpClient
from diagnostics.amazon.rate_limits import Buckets, SharedRateLimits
from diagnostics.connections.source import Connections
from diagnostics.diagnosis.diagnose import diagnose
from diagnostics.diagnosis.result import Decision, Diagnosis
from diagnostics.examination.examine import BUDGET_S, examine, plan
from diagnostics.examination.fleet import FleetView
from diagnostics.examination.observations import RecentSamples
from diagnostics.memory import Memory
from diagnostics.model import Connection, Finding
from diagnostics.probes import PROBES
from diagnostics.reports.reader import PASTED, errors_in
from knowledge.base.article import Article
from knowledge.base.library import Library
from knowledge.messages.reader import MessageReader
from knowledge.statements.reader import read


ROUNDS = 2  # of follow-ups chosen by the diagnosis
AT_ONCE = 2  # follow-ups in a round
SETTLED = frozenset({Decision.HEALTHY, Decision.ANSWER})


@dataclass(slots=True)
class Triage:
    """
    Everything an examination needs, shared by all of them in one process.

    Without `words` an issue is kept but is no evidence; `sightings` are shared with other processes.
    """

    connections: Connections
    library: Library
    app: AppCredentials
    endpoints: Endpoints
    wire: HttpClient
    buckets: Buckets
    memory: Memory
    fleet: FleetView
    words: MessageReader | None = None
    sightings: RecentSamples | None = None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    @classmethod
    def open(  # noqa: PLR0913  (what is shared is passed in by name)
        cls,
        connections: Connections,
        library: Library,
        *,
        app: AppCredentials,
        endpoints: Endpoints,
        words: MessageReader | None = None,
        sightings: RecentSamples | None = None,
        common: SharedRateLimits | None = None,
        fleet_sample: bool = True,
    ) -> Self:
        """
        Ready to triage, within the running event loop. `common` counts the calls of every process.
        """
        wire, buckets, memory = HttpClient(), Buckets(common=common), Memory()

        def door(connection: Connection, grants: Grants) -> Amazon:
            return Amazon(
                connection, grants, app, endpoints, wire=wire, buckets=buckets, memory=memory
            )

        return cls(
            connections,
            library,
            app,
            endpoints,
            wire,
            buckets,
            memory,
            FleetView(connections, door, sightings, sample=fleet_sample),
            words,
            sightings,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """
        Let go of sockets and of the record of connections, once what was found is kept.
        """
        if self.sightings is not None:
            await self.sightings.aclose()
        if self.buckets.common is not None:
            await self.buckets.common.aclose()
        await self.wire.aclose()
        await self.connections.aclose()

    async def plan(self, merchant_id: str) -> tuple[str, tuple[PlanLine, ...]]:
        """
        The merchant's name and what will be asked. Raises `UnknownMerchant`, `ConnectionsError`.
        """
        found = await self.connections.find(merchant_id)
        return found[0].name, tuple(_lines(found))

    async def triage(  # noqa: PLR0913  (what one examination may be told, by name)
        self,
        merchant_id: str,
        issue: str = "",
        *,
        case_id: str | None = None,
        language: str = "en",
        on_plan: Callable[[tuple[PlanLine, ...]], None] | None = None,
        on_finding: Callable[[Finding], None] | None = None,
        fresh: bool = False,
        again: Answer | None = None,
        reported: Sequence[Finding] = (),
    ) -> Answer:
        """
        Examine every connection of a merchant and answer. Raises `UnknownMerchant`,
        `ConnectionsError`.

        Findings younger than a minute are used again unless `fresh`. `again` is what an earlier run
        answered: only what failed or brought no answer then is asked, and the rest stands as it was
        found. `reported` are findings read from pasted text; errors quoted in the issue are read
        here.
        """
        started = time.monotonic()
        now = self.clock()
        found = await self.connections.find(merchant_id)
        if on_plan is not None:
            on_plan(tuple(_lines(found)))
        words = self._ratios(issue)
        told = (*reported, *errors_in(issue))
        asked = _Asked(on_finding, fresh, _parts(again), now)
        answered = await asyncio.gather(
            *(self._connection(connection, words, told, asked) for connection in found)
        )
        return compose(
            answered,
            self.library,
            issue=issue,
            language=language,
            case_id=case_id,
            started_at=now,
            duration_ms=round((time.monotonic() - started) * 1000, 1),
            words=words,
        )

    def _ratios(self, issue: str) -> Mapping[str, float]:
        return self.words.ratios(read(issue).weighed) if self.words is not None else {}

    async def _connection(
        self,
        connection: Connection,
        words: Mapping[str, float],
        reported: tuple[Finding, ...],
        asked: _Asked,
    ) -> ConnectionAnswer:
        grants = await self.connections.grants(connection)
        ends = time.monotonic() + BUDGET_S
        async with Amazon(
            connection,
            grants,
            self.app,
            self.endpoints,
            wire=self.wire,
            buckets=self.buckets,
            memory=self.memory,
        ) as amazon:
            if self.sightings is not None and not asked.fresh:
                lately = await self.sightings.found(connection, amazon.owner, asked.now)
                self.memory.learn(amazon.owner, lately, asked.now)
            earlier = asked.earlier.get(connection.id, ())
            findings = await examine(
                connection,
                amazon,
                now=asked.now,
                fleet=self.fleet,
                on_finding=asked.on_finding,
                fresh=asked.fresh,
                only=unsettled(earlier) if earlier else None,
                earlier=earlier,
            )
            findings = merge_rerun(earlier, findings)
            diagnosis = self._diagnosed(connection, findings, words, reported)
            # Who says "done" asks whether it works; a new search begins only where it does not.
            over = bool(earlier) and nothing_refused(findings)
            for _ in range(0 if over else ROUNDS):
                names = _worth_asking(diagnosis, findings)
                if not names or (left := ends - time.monotonic()) <= 0:
                    break
                more = await examine(
                    connection,
                    amazon,
                    now=asked.now,
                    budget_s=left,
                    fleet=self.fleet,
                    on_finding=asked.on_finding,
                    only=names,
                )
                findings = _merged(findings, more)
                diagnosis = self._diagnosed(connection, findings, words, reported)
            if self.sightings is not None:
                await self.sightings.keep(
                    connection, findings, asked.now, sampled=False, owner=amazon.owner
                )
        return judge_connection(connection, findings, diagnosis, self.library)

    def _diagnosed(
        self,
        connection: Connection,
        findings: Sequence[Finding],
        words: Mapping[str, float],
        reported: tuple[Finding, ...],
    ) -> Diagnosis[Article]:
        return diagnose(
            findings,
            self.library.causes(),
            (*PROBES, PASTED),
            words=words,
            reported=reported,
            kinds=kinds_of(connection),
        )


@dataclass(frozen=True, slots=True)
class _Asked:
    """
    How to examine, the same for every connection.
    """

    on_finding: Callable[[Finding], None] | None
    fresh: bool
    earlier: Mapping[str, tuple[Finding, ...]]  # of a run that this one takes up, by connection
    now: datetime


def _parts(answer: Answer | None) -> dict[str, tuple[Finding, ...]]:
    parts = answer.connections if answer is not None else ()
    return {part.connection.id: part.findings for part in parts}


def _lines(connections: Sequence[Connection]) -> list[PlanLine]:
    return [
        PlanLine(probe.name, connection.id, probe.asks)
        for connection in connections
        for probe in plan(connection)
    ]


def _worth_asking(diagnosis: Diagnosis[Article], findings: Sequence[Finding]) -> tuple[str, ...]:
    if diagnosis.decision in SETTLED:
        return ()
    asked = {finding.probe for finding in findings}
    names = [candidate.probe.name for candidate in diagnosis.next_probes]
    return tuple(name for name in names if name not in asked)[:AT_ONCE]


def _merged(findings: Sequence[Finding], more: Sequence[Finding]) -> tuple[Finding, ...]:
    found = {finding.probe: finding for finding in findings}
    for finding in more:
        old = found.get(finding.probe)
        if old is None or finding.outcome is not None:
            found[finding.probe] = finding
    return in_order(found.values())
