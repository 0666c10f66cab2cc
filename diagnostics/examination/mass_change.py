"""
Whether our own record shows that many connections changed at once: what costs no question. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from diagnostics.connections.source import ChangeKind, HourCount, RegionRecord
from diagnostics.examination.others import ILL, OthersOfRegion, datasets_of, last_success, login_of
from diagnostics.model import Connection
from diagnostics.probes._shared_failures import ADS_TOKEN, TOKEN
from diagnostics.target import Seen


# Written down for where nobody knows what the same hours of other days brought: independent faults are a
# few in a day among hundreds of merchants; five people within two hours, and a tenth of the region, are not.
AT_LEAST = 5  # different logins
SHARE = 0.1  # of the region's other connections
TIMES = 3  # what the same hours brought before, where that is known
_HOUR = timedelta(hours=1)
_DAY = timedelta(hours=24)
_SAME_EVENT = timedelta(hours=3)
_WHAT = {
    ChangeKind.STATUS: "lost their connection on the platform",
    ChangeKind.REFUSED: "had their grant refused",
    ChangeKind.STOPPED: "brought a dataset for the last time",
}


def mass_change(
    connection: Connection, failing: Mapping[str, str], record: RegionRecord, now: datetime
) -> Seen | None:
    """
    What happened to many others at once, and to this merchant with them; None where nothing did.
    """
    for probe in failing:
        counts = [each for each in record.hours if _concerns(each, connection, probe, now)]
        for each in counts:
            near = [c for c in counts if (c.kind, c.dataset) == (each.kind, each.dataset)]
            both = [c for c in near if c.hour in {each.hour, each.hour + _HOUR}]
            if _at_once(both, record.connections):
                lost = sum(c.connections for c in both)
                said = (
                    f"By our own record {lost} of {record.connections} others {_WHAT[each.kind]} "
                    f"within two hours, from {each.hour:%d %b %H:%M} UTC."
                )
                return Seen("same_failure", said, about=(probe,))
    return None


def status_changes(region: OthersOfRegion) -> RegionRecord:
    """
    The platform's own changes of status, counted over the connections drawn: for a record that nobody
    counts.
    """
    live = [other for other in region.others if not other.ended_by_person]
    hours: defaultdict[datetime, list[str]] = defaultdict(list)
    for other in live:
        at = other.status_changed_at
        if other.status in ILL and at is not None:
            hour = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
            hours[hour].append(login_of(other, ads=False))
    counted = (
        HourCount(hour, ChangeKind.STATUS, len(logins), len({*logins}))
        for hour, logins in sorted(hours.items())
    )
    return RegionRecord(len(live), tuple(counted))


def _at_once(counts: list[HourCount], region: int) -> bool:
    logins, connections = sum(c.logins for c in counts), sum(c.connections for c in counts)
    usual = sum(c.usual or 0 for c in counts)
    return logins >= max(AT_LEAST, SHARE * region) and connections > TIMES * usual


def _concerns(count: HourCount, connection: Connection, probe: str, now: datetime) -> bool:
    """
    True where this merchant's failure may be of the same event as what was counted.
    """
    return any(abs(count.hour - at) <= most for at, most in _when(count, connection, probe, now))


def _when(
    count: HourCount, connection: Connection, probe: str, now: datetime
) -> Iterator[tuple[datetime, timedelta]]:
    """
    Around which moments, and how far from them, a count would be of this merchant's event.
    """
    datasets = datasets_of(probe)
    if count.dataset is not None and count.dataset not in datasets:
        return
    mine = last_success(connection, datasets if count.dataset is None else (count.dataset,))
    if count.kind is ChangeKind.STOPPED:
        if mine is not None:
            yield mine, 2 * _HOUR
        return
    if probe not in {TOKEN, ADS_TOKEN}:  # a grant that is gone shows in the token, not in one read
        return
    changed = connection.status_changed_at
    if connection.status in ILL and changed is not None:
        yield changed, _SAME_EVENT
        return
    # Still shown as connected: whatever happened since its data came last, within the last day.
    since = now - _DAY if mine is None else max(mine - _HOUR, now - _DAY)
    half = (now - since) / 2
    yield since + half, half + _HOUR
