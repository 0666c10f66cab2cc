"""
What a comparison with other merchants says. Pure: no network, no clock, no chance.

A sample must not depend on what it is to measure: merchants whose data still comes are the survivors of an
incident. So others are drawn from two strata, those that our own record lately lost and the rest, and the
share that fails alike is estimated over both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from diagnostics.examination.observations import FleetEntry
from diagnostics.examination.others import (
    OthersOfRegion,
    broken_before,
    lately_lost,
    login_of,
)
from diagnostics.model import Connection
from diagnostics.probes._shared_failures import ADS, FIRST_READ, TOKEN
from diagnostics.target import Seen


SAMPLE = 6  # connections asked live, half of them lately lost where there are as many
ENOUGH = 2  # logins that fail alike
CLEAR = 3  # logins compared, before a single one that fails alike is taken for chance
SHARED = 0.25  # of the region; one in four at once is no merchant's own doing
FEW = 5  # others in the region: with fewer no comparison can be asked for


def chosen(
    connection: Connection, region: OthersOfRegion, failing: str, names: Sequence[str]
) -> list[Connection]:
    """
    Whom to ask about what fails first here: unrelated to this merchant and to each other, half of them
    lately lost.
    """
    ads = failing in ADS
    general = {TOKEN, FIRST_READ, *ADS}.issuperset(names)
    logins = {login_of(connection, ads=ads)}
    picked: list[list[Connection]] = []
    for stratum in region.strata(failing):
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
        verdict = _weighed(tallies, region.strata(probe), same, asked)
        if verdict == "only_this_merchant" and not region.fair:
            verdict = None  # that the survivors are well says nothing
        if verdict == "same_failure":
            return Seen(verdict, said, about=(probe,))
        if number == 0 and verdict:
            alone = Seen(verdict, said)
    return alone


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
        tally = lost if lately_lost(entry.connection, region.now, probe) else rest
        login = entry.login(ads=probe in ADS)
        if fails_alike:
            tally.same.add(login)
            tally.well.discard(login)
        elif login not in tally.same and not entry.states[probe]:
            tally.well.add(login)  # who fails in another way, or did not answer, is neither
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
