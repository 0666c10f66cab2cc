"""
Everything we keep, behind one address: cases, journal, deliveries and channels.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.storage.cases import Cases
from bot.storage.channels import Channels
from bot.storage.database import Database
from bot.storage.deliveries import Deliveries
from bot.storage.journal import Journal


@dataclass(frozen=True, slots=True)
class Stores:
    """
    The database and what reads and writes it.
    """

    database: Database
    cases: Cases
    journal: Journal
    deliveries: Deliveries
    channels: Channels

    @classmethod
    def open(cls, url: str) -> Stores:
        """
        Open the database of TRIAGE_DATABASE_URL. Raises `DatabaseError`.
        """
        database = Database.open(url)
        return cls(
            database, Cases(database), Journal(database), Deliveries(database), Channels(database)
        )

    def close(self) -> None:
        """
        Close the database.
        """
        self.database.close()
