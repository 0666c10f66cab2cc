"""
Where connections come from: our own record of them, behind one protocol.

Two sources: our own table (`connection_store`), or the platform's own API (`platform_api`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from diagnostics.amazon.credentials import Grant, Grants
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
    status: PlatformStatus
    connections: int


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

    async def in_region(
        self, region: Region, exclude: Iterable[str], limit: int
    ) -> tuple[Connection, ...]:
        """
        Other merchants' connections in a region, those last known to be well first.
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


class TokenCipher:
    """
    Encrypts refresh tokens at rest with `TRIAGE_SECRET_KEY`. The first key encrypts, all decrypt.

    Raises `ConnectionsError` when a key is not one (32 bytes, URL-safe base64).
    """

    def __init__(self, keys: Sequence[str]) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys]) if keys else None
        except ValueError:
            raise ConnectionsError(
                "TRIAGE_SECRET_KEY is not a key; make one with: python -c "
                '"from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
            ) from None

    def encrypt(self, token: str) -> str:
        """
        The token as it may be stored. Raises `ConnectionsError` without a key.
        """
        if self._fernet is None:
            raise ConnectionsError(
                "TRIAGE_SECRET_KEY is not set, so refresh tokens cannot be stored safely; set it."
            )
        return self._fernet.encrypt(token.encode()).decode()

    def decrypt(self, stored: str) -> str | None:
        """
        The token that was stored, or None when none of our keys opens it.
        """
        if self._fernet is None:
            return None
        try:
            return self._fernet.decrypt(stored.encode()).decode()
        except (InvalidToken, UnicodeError):
            return None

    def grant(self, stored: str | None) -> Grant:
        """
        What a stored token gives: the token, or why there is none.
        """
        if not stored:
            return Grant(problem="missing")
        token = self.decrypt(stored)
        if token is None:
            return Grant(problem="undecryptable")
        # Amazon's refresh tokens start with "Atzr|"; anything else was never one of them.
        if not token.startswith("Atzr|") or token != token.strip():
            return Grant(problem="malformed")
        return Grant(refresh_token=token, problem=None)


def open_connections(
    source: str, *, keys: Sequence[str], folder: Path, platform_token: str | None = None
) -> Connections:
    """
    Open the record that `TRIAGE_CONNECTIONS` names: `sqlite`, `sqlite:///path` or an address.

    `folder` is where our own table lives when no path is named. Raises `ConnectionsError`.
    """
    cipher = TokenCipher(keys)
    if source.startswith(("https://", "http://")):
        from diagnostics.connections.platform_api import PlatformConnections  # noqa: PLC0415  (httpx is slow to load)

        return PlatformConnections(source, platform_token, cipher)

    from diagnostics.connections.sqlite import SqliteConnections  # noqa: PLC0415  (likewise)

    path = source.removeprefix("sqlite").removeprefix(":///")
    return SqliteConnections(Path(path) if path else folder / "connections.db", cipher)
