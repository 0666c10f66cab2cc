"""
A PostgreSQL of our own for the tests that want one, and an empty database of either kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage.database import Database
from tests.postgres import NONE_HERE, cluster, programs


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """
    A cluster of its own from the installed server's programs, gone afterwards.
    """
    if programs() is None:
        pytest.skip(NONE_HERE)
    with cluster() as address:
        yield address


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """
    The address of an empty database, on SQLite and on PostgreSQL.
    """
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'triage.db'}"
    url = str(request.getfixturevalue("postgres"))
    database = Database(url)
    database.do(lambda c: c.exec_driver_sql("drop schema public cascade; create schema public"))
    database.close()
    return url
