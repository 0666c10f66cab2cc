"""
Opens the record of connections that a setting names.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from diagnostics.connections.cipher import TokenCipher
from diagnostics.connections.source import Connections


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
