"""
What a comparison with other merchants says. Pure: no network, no clock, no chance.

A sample must not depend on what it is to measure: merchants whose data still comes are the survivors of an
incident. So others are drawn from two strata, those that our own record lately lost and the rest, and the
share that fails alike is estimated over both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from diagnostics.examination.observations import FleetEntry
from diagnostics.model import Connection, Dataset, PlatformStatus
from diagnostics.probes._shared_failures import ADS, ADS_TOKEN, FIRST_READ, TOKEN
from diagnostics.probes.dataset_freshness import STOPPED
from diagnostics.target import Seen


SAMPLE = 6  # connections asked live, half of them lately lost where there are as many
ENOUGH = 2  # logins that fail alike
CLEAR = 3  # logins compared, before a single one that fails alike is taken for chance
SHARED = 0.2  # of the region; one in five at once is no merchant's own doing
MASS = 5  # logins that the platform itself flagged within a day
FEW = 5  # others in the region: with fewer no comparison can be asked for
LATELY = timedelta(hours=24)
QUIET = timedelta(hours=2)  # without data, in a fleet that is pulled by the hour


def login_of(connection: Connection, *, ads: bool) -> str:
    """
    Who authorised a connection: those of one login are one witness.
    """
    login = connection.ads_authorised_by if ads else connection.authorised_by
    return login or connection.merchant_id


def broken_before(connection: Connection, now: datetime) -> bool:
    """
    True where our record shows a fault of its own, older than any incident we would compare with.
    """
    if connection.status is not PlatformStatus.CONNECTED:
        return not _flagged_lately(connection, now)
    last = max(connection.last_success.values(), default=None)
    return last is not None and now - last >= STOPPED


def lately_lost(connection: Connection, now: datetime, *, ads: bool) -> bool:
    """
    True where our record lost the connection within a day: flagged by the platform, or without data.
    """
    if _flagged_lately(connection, now):
        return True
    sides = [d for d in connection.last_success if (d is Dataset.ADVERTISING) == ads]
    last = max((connection.last_success[dataset] for dataset in sides), default=None)
    return last is not None and now - last >= QUIET


def _flagged_lately(connection: Connection, now: datetime) -> bool:
    at = connection.status_changed_at
    return (
        connection.status is not PlatformStatus.CONNECTED
        and connection.status_changed_by in {None, "", "platform"}
        and at is not None
        and now - at < LATELY
    )


@dataclass(frozen=True, slots=True)
class OthersOfRegion:
    """
    Other merchants of a region as our record has them: all, or a draw that did not look at how they are.

    `fair` is False where the record could only name those that are well.
    """

    others: tuple[Connection, ...]
    fair: bool
    now: datetime

    @property
    def merchants(self) -> int:
        """
        How many other merchants there are.
        """
        return len({other.merchant_id for other in self.others})

    def flagged(self, connection: Connection, *, ads: bool) -> tuple[int, int]:
        """
        How many logins the platform itself flagged within a day, of how many not broken before.
        """
        mine = login_of(connection, ads=ads)
        whole = {login_of(o, ads=ads) for o in self.others if not broken_before(o, self.now)}
        lost = {login_of(o, ads=ads) for o in self.others if _flagged_lately(o, self.now)}
        return len(lost - {mine}), len(whole - {mine})

    def strata(self, *, ads: bool) -> tuple[list[Connection], list[Connection]]:
        """
        Those lately lost, and the rest; without those that were broken before.
        """
        live = [o for o in self.others if not broken_before(o, self.now) and (o.has_ads or not ads)]
        lost = [o for o in live if lately_lost(o, self.now, ads=ads)]
        gone = {o.id for o in lost}
        return lost, [o for o in live if o.id not in gone]


def chosen(
    connection: Connection, region: OthersOfRegion, names: Sequence[str]
) -> list[Connection]:
    """
    Whom to ask: unrelated to this merchant and to each other, half of them lately lost.
    """
    ads = any(name in ADS for name in names)
    general = {TOKEN, FIRST_READ, *ADS}.issuperset(names)
    logins = {login_of(connection, ads=ads)}
    picked: list[list[Connection]] = []
    for stratum in region.strata(ads=ads):
        mine = []
        for other in stratum:
            login = login_of(other, ads=ads)
            if login not in logins and (general or other.account_type == connection.account_type):
                logins.add(login)
                mine.append(other)
        picked.append(mine)
    lost, rest = picked
    half = max(SAMPLE // 2, SAMPLE - len(rest))
    taken = lost[:half]
    return taken + rest[: SAMPLE - len(taken)]


@dataclass(slots=True)
class _Tally:
    """
    Logins of one stratum that fail alike, and that do not.
    """

    same: set[str] = field(default_factory=set)
    well: set[str] = field(default_factory=set)

    @property
    def share(self) -> float:
        """
        The part that fails alike, of those asked.
        """
        return len(self.same) / (len(self.same) + len(self.well))

    def __bool__(self) -> bool:
        return bool(self.same or self.well)


def judge(
    connection: Connection,
    failing: Mapping[str, str],
    entries: Iterable[FleetEntry],
    region: OthersOfRegion,
) -> Seen | None:
    """
    What the comparison says of this merchant's failures; None where it is too little for anything.
    """
    entries = [e for e in entries if not _fails_of_its_own(e, region.now)]
    alone: Seen | None = None
    for number, (probe, failure) in enumerate(failing.items()):
        ads = probe in ADS
        mine = login_of(connection, ads=ads)
        told = [e for e in entries if probe in e.states and e.login(ads=ads) != mine]
        tallies = _tallies(told, probe, failure, region)
        same = set[str]().union(*(tally.same for tally in tallies))
        asked = same.union(*(tally.well for tally in tallies))
        said = f"{len(same)} of {len(asked)} other merchants compared show {failure}."
        verdict = _weighed(tallies, region.strata(ads=ads), same, asked)
        if verdict == "only_this_merchant" and not region.fair:
            verdict = None  # that the survivors are well says nothing
        if verdict == "same_failure":
            return Seen(verdict, said, about=(probe,))
        if number == 0 and verdict:
            alone = Seen(verdict, said)
    return alone


def mass_on_record(
    connection: Connection, failing: Mapping[str, str], region: OthersOfRegion
) -> Seen | None:
    """
    Whether our own record shows that many grants went at once: that is no merchant's own doing.
    """
    for token in (TOKEN, ADS_TOKEN):
        if token not in failing:
            continue
        flagged, whole = region.flagged(connection, ads=token == ADS_TOKEN)
        if flagged >= MASS and flagged >= SHARED * whole:
            said = (
                f"By our own record {flagged} of {whole} others lost their connection within a day."
            )
            return Seen("same_failure", said, about=(token,))
    return None


def _fails_of_its_own(entry: FleetEntry, now: datetime) -> bool:
    return any(entry.states.values()) and broken_before(entry.connection, now)


def _tallies(
    told: Sequence[FleetEntry], probe: str, failure: str, region: OthersOfRegion
) -> tuple[_Tally, _Tally]:
    """
    The two strata: lately lost, and the rest. Those who complained count only as far as they are well:
    that some who came to us fail is plain, and says nothing of how many do.
    """
    lost, rest = _Tally(), _Tally()
    for entry in told:
        fails_alike = entry.states[probe] == failure
        if fails_alike and not entry.sampled:
            continue
        ads = probe in ADS
        tally = lost if lately_lost(entry.connection, region.now, ads=ads) else rest
        login = entry.login(ads=ads)
        if fails_alike:
            tally.same.add(login)
            tally.well.discard(login)
        elif login not in tally.same:
            tally.well.add(login)
    return lost, rest


def _weighed(
    tallies: tuple[_Tally, _Tally],
    strata: tuple[list[Connection], list[Connection]],
    same: set[str],
    asked: set[str],
) -> str | None:
    """
    The estimated share of the region that fails alike, against the bound.
    """
    sizes = [len(stratum) for stratum in strata]
    whole = sum(sizes)
    if len(asked) < ENOUGH or (len(same) == 1 and len(asked) < CLEAR):
        return None
    unheard = [size for size, tally in zip(sizes, tallies, strict=True) if not tally]
    if any(size >= SHARED * whole for size in unheard if size):
        return "same_failure" if len(same) >= ENOUGH and len(same) == len(asked) else None
    heard = [(size, tally) for size, tally in zip(sizes, tallies, strict=True) if tally]
    weights = sum(max(size, 1) for size, _ in heard)
    share = sum(max(size, 1) * tally.share for size, tally in heard) / weights
    if share >= SHARED and len(same) >= ENOUGH:
        return "same_failure"
    return "only_this_merchant"
