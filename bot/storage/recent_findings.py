"""
What was found of every connection within minutes, kept beside the cases.

Several processes, and one that was started again, compare a merchant with the same others, sample
a region no more often together than one alone, and do not ask Amazon twice within a minute.
"""

from __future__ import annotations

import asyncio
import logging

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa

from pydantic import TypeAdapter
from sqlalchemy.exc import IntegrityError

from bot.model.answer_json import findings_from_json, findings_to_json
from bot.model.case import stamp
from bot.storage.database import Database, DatabaseError
from bot.storage.schema import SAMPLES, SIGHTINGS
from diagnostics.examination.fleet import WINDOW
from diagnostics.examination.observations import FleetSample
from diagnostics.model import Connection, Finding, Region


log = logging.getLogger(__name__)

R = TypeVar("R")
MOST = 200  # sights: a busy ten minutes hold thousands, and each failing examination reads them


class RecentFindings:
    """
    Fits `diagnostics.examination.fleet.Recent`: nothing here raises, a database that is away is only logged.

    With `behind`, `keep` returns at once and `aclose` waits for what is being kept: for a command,
    whose person waits for the answer and not for what others may learn from it.
    """

    def __init__(self, database: Database, *, behind: bool = False) -> None:
        self._database = database
        self._behind: set[asyncio.Task[None]] | None = set() if behind else None

    async def aclose(self) -> None:
        """
        Wait for what is being kept. The database stays open: it is the caller's.
        """
        if self._behind:
            await asyncio.wait(self._behind)

    async def since(self, region: Region, since: datetime) -> Sequence[FleetSample]:
        """
        The latest sight of each connection of a region since then: those of the samples first, and
        no more than a comparison has use for.
        """
        query = (
            sa.select(SIGHTINGS)
            .where(SIGHTINGS.c.region == region.value, SIGHTINGS.c.at >= stamp(since))
            .order_by(SIGHTINGS.c.sampled.desc(), SIGHTINGS.c.at.desc())
            .limit(MOST)
        )
        none: Sequence[sa.RowMapping] = ()
        rows = await self._tried(
            lambda c: c.execute(query).mappings().all(), away=none, beaten=none
        )
        return tuple(_sight(row) for row in rows)

    async def keep(
        self,
        connection: Connection,
        findings: Sequence[Finding],
        now: datetime,
        *,
        sampled: bool,
        owner: str,
    ) -> None:
        """
        Remember what was found; within the window, later findings add to the earlier ones.

        `owner` says with which grants it was found: a merchant who has reconnected starts afresh.
        """
        mine = SIGHTINGS.c.connection == connection.id
        told = [finding for finding in findings if finding.at is not None]

        def work(c: sa.Connection) -> None:
            c.execute(sa.delete(SIGHTINGS).where(SIGHTINGS.c.at < stamp(now - WINDOW)))
            row = c.execute(sa.select(SIGHTINGS).where(mine)).mappings().first()
            merged, asked_for = list(told), sampled
            if row is not None and row["owner"] == owner:
                anew = {finding.probe for finding in told}
                merged += [f for f in findings_from_json(row["findings"]) if _keeps(f, anew, now)]
                asked_for = sampled or bool(row["sampled"])
            c.execute(sa.delete(SIGHTINGS).where(mine))
            values = {
                "connection": connection.id,
                "merchant_id": connection.merchant_id,
                "region": connection.region.value,
                "owner": owner,
                "record": _connections().dump_json(connection).decode(),
                "findings": findings_to_json(merged),
                "sampled": int(asked_for),
                "at": stamp(now),
            }
            c.execute(sa.insert(SIGHTINGS).values(values))

        if not told:
            return
        if self._behind is None:
            await self._tried(work, away=None, beaten=None)
        else:
            kept = asyncio.create_task(self._tried(work, away=None, beaten=None))
            self._behind.add(kept)
            kept.add_done_callback(self._behind.discard)

    async def claim_sample(self, what: str, now: datetime, every: timedelta) -> bool:
        """
        Whether a sample may be taken now; True to one process only within `every`.
        """
        mine = SAMPLES.c.region == what
        due = sa.update(SAMPLES).where(mine, SAMPLES.c.at <= stamp(now - every))

        def work(c: sa.Connection) -> bool:
            if c.execute(due.values(at=stamp(now))).rowcount:
                return True
            if c.execute(sa.select(SAMPLES.c.at).where(mine)).first() is not None:
                return False
            c.execute(sa.insert(SAMPLES).values(region=what, at=stamp(now)))
            return True

        return await self._tried(work, away=True, beaten=False)

    async def found(self, connection: Connection, owner: str, now: datetime) -> Sequence[Finding]:
        """
        What was lately found of a connection, with these grants, by any process.
        """
        query = sa.select(SIGHTINGS.c.findings).where(
            SIGHTINGS.c.connection == connection.id,
            SIGHTINGS.c.owner == owner,
            SIGHTINGS.c.at >= stamp(now - WINDOW),
        )
        kept = await self._tried(lambda c: c.execute(query).scalar(), away=None, beaten=None)
        return () if kept is None else findings_from_json(kept)

    async def _tried(self, work: Callable[[sa.Connection], R], *, away: R, beaten: R) -> R:
        try:
            return await self._database.run(work)
        except IntegrityError:  # another process wrote the same row at the same moment
            return beaten
        except DatabaseError as error:
            log.warning("What was lately found of others is not known: %s", error)
            return away


def _keeps(finding: Finding, anew: Collection[str], now: datetime) -> bool:
    return finding.probe not in anew and finding.at is not None and finding.at >= now - WINDOW


@cache
def _connections() -> TypeAdapter[Connection]:
    return TypeAdapter(Connection)


def _sight(row: Mapping[str, Any] | sa.RowMapping) -> FleetSample:
    return FleetSample(
        _connections().validate_json(row["record"]),
        findings_from_json(row["findings"]),
        datetime.fromisoformat(row["at"]).astimezone(UTC),
        bool(row["sampled"]),
    )
