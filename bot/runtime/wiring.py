"""
From settings to something ready to use: one place that knows what goes into what.
"""

from __future__ import annotations

from bot.foundation.settings import Settings
from bot.storage.database import Database
from bot.storage.recent_findings import RecentFindings
from bot.storage.shared_rate_limits import DatabaseRateLimits
from bot.triage.use_case import Triage
from diagnostics.connections.open import open_connections
from diagnostics.connections.source import Connections
from knowledge.base.library import Library
from knowledge.messages.reader import MessageReader


def connections_of(settings: Settings) -> Connections:
    """
    Our record of connections. Raises `ConnectionsError`.
    """
    return open_connections(
        settings.triage_connections,
        keys=settings.keys,
        folder=settings.folder,
        platform_token=settings.triage_platform_token.get_secret_value() or None,
    )


def triage_of(
    settings: Settings,
    library: Library | None = None,
    database: Database | None = None,
    *,
    behind: bool = False,
) -> Triage:
    """
    The use case, within the running event loop. Raises `SettingsError`, `ConnectionsError`.

    With our database, what was lately found and what is left of Amazon's limits are shared with every
    process that uses it. `behind`: the answer does not wait for what was found to be kept.
    """
    app = settings.app
    library = library or Library.open()
    return Triage.open(
        connections_of(settings),
        library,
        app=app,
        endpoints=settings.endpoints,
        words=MessageReader(library),
        sightings=RecentFindings(database, behind=behind) if database is not None else None,
        common=DatabaseRateLimits(database) if database is not None else None,
        fleet_sample=settings.triage_fleet_sample,
    )
