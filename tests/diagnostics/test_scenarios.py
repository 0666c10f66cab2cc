"""
Every merchant of the sandbox: the probes see what the scenario says is wrong.
"""

from __future__ import annotations

import asyncio

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cryptography.fernet import Fernet

from diagnostics.amazon.http import PATIENCE, HttpClient
from diagnostics.connections.cipher import TokenCipher
from diagnostics.connections.record import ConnectionRecord
from diagnostics.connections.sqlite import SqliteConnections
from diagnostics.examination.examine import examine
from diagnostics.examination.fleet import FleetView
from sandbox.amazon import Amazon as Sandbox
from sandbox.amazon import Scenarios
from tests.diagnostics.conftest import Merchants


ALL = Scenarios.load()
PATIENCE_S = 1.0  # with a host that hangs; elsewhere as long as the product waits
A_MONTH_AGO = datetime.now(UTC).date() - timedelta(days=30)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """
    Everybody on our record; some tokens were stored under a key that we lost.
    """
    path = tmp_path_factory.mktemp("record") / "connections.db"
    ours, lost = (TokenCipher([Fernet.generate_key().decode()]) for _ in range(2))
    # In this order: an import that leaves a token out keeps the one that is stored.
    for cipher, rows in ((lost, ALL.sealed_with_a_lost_key()), (ours, ALL.connections())):
        store = SqliteConnections(path, cipher)
        store.save(ConnectionRecord(**row) for row in rows)
        asyncio.run(store.aclose())
    store = SqliteConnections(path, ours)
    yield store
    asyncio.run(store.aclose())


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: scenario.id)
async def test_the_probes_see_what_is_wrong(scenario, store):
    """
    The signals that a scenario expects, among all of its connections; and no more calls than allowed.
    """
    seen, silent = set(), set()
    patience = PATIENCE_S if "'hang'" in repr(scenario) else PATIENCE
    async with Sandbox(ALL, enforce_rates=False) as sandbox, HttpClient(patience=patience) as wire:
        merchants = Merchants(sandbox, wire)
        merchants.app = replace(merchants.app, secret_issued_on=A_MONTH_AGO)
        fleet = FleetView(store, merchants.door)
        sandbox.stage(scenario.id)
        for connection in await store.find(scenario.id):
            async with merchants.door(connection, await store.grants(connection)) as amazon:
                findings = await examine(connection, amazon, now=datetime.now(UTC), fleet=fleet)
                assert amazon.calls.used <= 26
            seen |= {finding.signal for finding in findings if finding.signal}
            silent |= {finding.probe for finding in findings if finding.outcome is None}

    assert set(scenario.expect.signals) <= seen
    if scenario.expect.verdict == "healthy":
        assert silent == set()
