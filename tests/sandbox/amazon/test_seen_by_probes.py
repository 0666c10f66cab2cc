"""
The product's own probes, asked of each simulated merchant, see what the scenario says they see.
"""

from __future__ import annotations

import asyncio

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from cryptography.fernet import Fernet

from diagnostics.amazon import Amazon as Door
from diagnostics.connection_record import ConnectionRecord
from diagnostics.connection_store import SqliteConnections
from diagnostics.connections import TokenCipher
from diagnostics.credentials import AppCredentials, Endpoints
from diagnostics.examination import examine
from diagnostics.fleet import FleetView
from diagnostics.memory import Memory
from diagnostics.model import Finding
from sandbox.amazon import Amazon, Scenario, Scenarios


SCENARIOS = Scenarios.load()
# These wait for answers that never come; the others end long before.
BUDGET_S = 2.0


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, TokenCipher]:
    """
    Our own record of all merchants, some tokens of which are under a key that was lost.
    """
    path = tmp_path_factory.mktemp("records") / "connections.db"
    lost, ours = (TokenCipher([Fernet.generate_key().decode()]) for _ in range(2))
    for cipher, rows in (
        (lost, SCENARIOS.sealed_with_a_lost_key()),
        (ours, SCENARIOS.connections()),
    ):
        store = SqliteConnections(path, cipher)
        store.save(ConnectionRecord(**row) for row in rows)
        asyncio.run(store.aclose())
    return path, ours


@pytest.fixture
async def connections(records: tuple[Path, TokenCipher]) -> AsyncIterator[SqliteConnections]:
    """
    That record, open.
    """
    store = SqliteConnections(*records)
    yield store
    await store.aclose()


async def findings(
    amazon: Amazon, connections: SqliteConnections, merchant_id: str
) -> list[Finding]:
    """
    What an examination of all of a merchant's connections finds.
    """
    app = AppCredentials(
        amazon.client_id,
        amazon.client_secret,
        amazon.ads_client_id,
        amazon.ads_client_secret,
        (SCENARIOS.now - timedelta(days=60)).date(),
    )
    endpoints = Endpoints(amazon.lwa_url, amazon.spapi_url, amazon.ads_url)
    door = partial(Door, app=app, endpoints=endpoints, memory=Memory())
    fleet = FleetView(connections, door)
    found: list[Finding] = []
    for connection in await connections.find(merchant_id):
        async with door(connection, await connections.grants(connection)) as opened:
            found += await examine(
                connection, opened, now=SCENARIOS.now, budget_s=BUDGET_S, fleet=fleet
            )
    return found


@pytest.mark.parametrize("scenario", list(SCENARIOS), ids=lambda scenario: scenario.id)
async def test_the_probes_see_what_the_scenario_says(
    amazon: Amazon, connections: SqliteConnections, scenario: Scenario
) -> None:
    """
    Every signal that the scenario names is among the findings; of a healthy one, nothing else.
    """
    amazon.stage(scenario.id)
    found = await findings(amazon, connections, scenario.id)
    signals = {finding.signal for finding in found}
    assert set(scenario.expect.signals) <= signals
    if scenario.expect.verdict == "healthy" and scenario.expect.or_verdict is None:
        assert [finding.signal for finding in found if finding.normal is False] == []
