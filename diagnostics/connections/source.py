"""
Where connections come from: our own record of them, behind one protocol.

Two sources: our own table (`sqlite`), or the platform's own API (`platform_api`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from diagnostics.amazon.credentials import Grants
from diagnostics.model import Connection, Dataset, PlatformStatus, Region


class ConnectionsError(Exception):
    """
    Our record of connections cannot be read now; the message says why and what to do.
    """


@dataclass(frozen=True, slots=True)
class Merchant:
    """
    A merchant by id and name.
    """

    merchant_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Count:
    """
    How many connections of a region have a status.
    """

    region: Region
    status: PlatformStatus | None  # None: not on record
    connections: int


@dataclass(frozen=True, slots=True)
class Draw:
    """
    Connections drawn from a region; `fair` where how they are had no part in which were drawn.
    """

    connections: tuple[Connection, ...]
    fair: bool


class ChangeKind(StrEnum):
    """
    What our own record says happened to a connection.
    """

    STATUS = "status"  # the platform itself set it to Disconnected or Reconnect Required
    REFUSED = "refused"  # Amazon refused the grant in one of the platform's own calls
    STOPPED = "stopped"  # a dataset came for the last time


@dataclass(frozen=True, slots=True)
class HourCount:
    """
    How many connections something happened to within one hour (its first second, in UTC).

    `logins` are the different people who authorised them. `usual` is what the same hour brought on
    the days before, at most; None where nobody knows.
    """

    hour: datetime
    kind: ChangeKind
    connections: int
    logins: int
    dataset: Dataset | None = None  # None: the connection as a whole
    usual: int | None = None


@dataclass(frozen=True, slots=True)
class RegionRecord:
    """
    What our record says of the other merchants of a region: how many connections there are that no
    person has ended, and what happened to them, by hour.
    """

    connections: int
    hours: tuple[HourCount, ...] = ()


class UnknownMerchant(ConnectionsError):
    """
    No such merchant on record; `suggestions` are the nearest by id and by name, best first.
    """

    def __init__(self, merchant_id: str, suggestions: Sequence[Merchant] = ()) -> None:
        self.merchant_id = merchant_id
        self.suggestions = tuple(suggestions)
        meant = " or ".join(f"{m.merchant_id} ({m.name})" for m in self.suggestions)
        ending = f" Did you mean {meant}?" if meant else ""
        super().__init__(f"There is no merchant {merchant_id!r} on record.{ending}")


class Connections(Protocol):
    """
    Our record of merchants and their connections. Every call may raise `ConnectionsError`.
    """

    async def find(self, merchant_id: str) -> tuple[Connection, ...]:
        """
        All connections of one merchant, at least one; raises `UnknownMerchant`.
        """

    async def grants(self, connection: Connection) -> Grants:
        """
        The connection's refresh tokens, decrypted, or why there are none.
        """

    async def draw(
        self, region: Region, exclude: str, limit: int, *, seed: str, ads_login: str | None = None
    ) -> Draw:
        """
        Connections of a region but for one merchant's: all, or as many as `limit` in an order that the
        seed alone decides; with `ads_login`, those whose Ads consent that login gave.
        """

    async def region_record(
        self, region: Region, exclude: str, now: datetime
    ) -> RegionRecord | None:
        """
        What happened to others of a region in the last days; None where nobody counts that.
        """

    async def census(self) -> tuple[Count, ...]:
        """
        How many connections there are, by region and status; empty where nobody counts them.
        """

    async def search(self, words: str, limit: int = 10) -> tuple[Merchant, ...]:
        """
        Merchants whose id or name is near the words, nearest first; all of them for no words.
        """

    async def aclose(self) -> None:
        """
        Let go of files and sockets.
        """
