"""
Where connections come from: our own record of them, behind one protocol.

Two sources: our own table (`sqlite`), or the platform's own API (`platform_api`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from diagnostics.amazon.credentials import Grants
from diagnostics.model import Connection, PlatformStatus, Region


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
