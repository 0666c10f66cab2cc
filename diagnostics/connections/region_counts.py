"""
What our own table says of a region: how many there are, and what happened to them by hour.

A table knows the last change of each connection only, so what was usual on earlier days is known no
further than that: it is not on record, and whoever judges the counts has a bound of their own.
"""

from __future__ import annotations

import sqlite3

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from diagnostics.connections.source import ChangeKind, HourCount, RegionRecord
from diagnostics.model import Dataset, Region


LOOKED_BACK = timedelta(days=7)
# A dataset that came within this time may come again: how often each is pulled is not on record.
NOT_YET_STOPPED = timedelta(hours=36)

_OTHERS = "region = :region and merchant_id != :exclude"
_BY_PLATFORM = "coalesce(status_changed_by, '') in ('', 'platform')"
_COUNTS = """
    select strftime('%Y-%m-%dT%H:00:00+00:00', {column}) as hour, count(*) as connections,
           count(distinct coalesce({login}, merchant_id)) as logins
    from connections
    where {others} and {where}
      and julianday({column}) > julianday(:since) and julianday({column}) <= julianday(:until)
    group by 1 order by 1
"""


def count_region(
    db: sqlite3.Connection, region: Region, exclude: str, now: datetime
) -> RegionRecord:
    """
    Count a region's other connections. Raises `sqlite3.Error`.
    """
    values = {"region": str(region), "exclude": exclude}
    ended = f"coalesce(status, '') = 'Disconnected' and not {_BY_PLATFORM}"
    query = f"select count(*) from connections where {_OTHERS} and not ({ended})"  # noqa: S608
    [whole] = db.execute(query, values).fetchone()
    return RegionRecord(whole, (*_status_changes(db, values, now), *_stopped(db, values, now)))


def _status_changes(
    db: sqlite3.Connection, values: dict[str, str], now: datetime
) -> Iterator[HourCount]:
    where = f"status in ('Disconnected', 'Reconnect Required') and {_BY_PLATFORM}"
    query = _COUNTS.format(
        column="status_changed_at", login="authorised_by", others=_OTHERS, where=where
    )
    for hour, connections, logins in _within(db, query, values, now):
        yield HourCount(datetime.fromisoformat(hour), ChangeKind.STATUS, connections, logins)


def _stopped(db: sqlite3.Connection, values: dict[str, str], now: datetime) -> Iterator[HourCount]:
    for dataset in Dataset:
        login = "ads_authorised_by" if dataset is Dataset.ADVERTISING else "authorised_by"
        column = f"last_success_{dataset}"
        where = "coalesce(status, '') != 'Disconnected'"
        query = _COUNTS.format(column=column, login=login, others=_OTHERS, where=where)
        for hour, connections, logins in _within(db, query, values, now - NOT_YET_STOPPED):
            at = datetime.fromisoformat(hour)
            yield HourCount(at, ChangeKind.STOPPED, connections, logins, dataset)


def _within(
    db: sqlite3.Connection, query: str, values: dict[str, str], until: datetime
) -> list[tuple[str, int, int]]:
    bounds = {
        "since": (until - LOOKED_BACK).astimezone(UTC).isoformat(),
        "until": until.astimezone(UTC).isoformat(),
    }
    return db.execute(query, {**values, **bounds}).fetchall()
