"""
The whole product, asked about each simulated merchant, sees what is there and says what is right.
"""

from __future__ import annotations

import asyncio

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cryptography.fernet import Fernet

from bot.answer import Answer, Standing, Verdict
from bot.triage import Triage
from diagnostics.connection_record import ConnectionRecord
from diagnostics.connection_store import SqliteConnections
from diagnostics.connections import TokenCipher
from diagnostics.credentials import AppCredentials, Endpoints
from knowledge.library import Library
from sandbox.amazon import Amazon, Scenario, Scenarios


SCENARIOS = Scenarios.load()
# These wait for what never answers, ten seconds each; M1009 and M1095 do so for all of them.
LEFT_OUT = {"M1050", "M1064"}


@pytest.fixture(scope="module")
def library() -> Library:
    """
    What we know.
    """
    return Library.open()


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
async def triage(
    amazon: Amazon, records: tuple[Path, TokenCipher], library: Library
) -> AsyncIterator[Triage]:
    """
    The use case, pointed at the simulated Amazon.
    """
    app = AppCredentials(
        amazon.client_id,
        amazon.client_secret,
        amazon.ads_client_id,
        amazon.ads_client_secret,
        (SCENARIOS.now - timedelta(days=60)).date(),
    )
    endpoints = Endpoints(amazon.lwa_url, amazon.spapi_url, amazon.ads_url)
    connections = SqliteConnections(*records)
    async with Triage.open(connections, library, app=app, endpoints=endpoints) as triage:
        yield triage


def faults(scenario: Scenario, answer: Answer) -> Iterator[str]:
    """
    Everything that is wrong with an answer.
    """
    expect = scenario.expect
    findings = [finding for each in answer.connections for finding in each.findings]
    for signal in sorted(set(expect.signals) - {finding.signal or "" for finding in findings}):
        yield f"{signal} was not seen."
    if expect.verdict == "healthy" and expect.or_verdict is None:
        yield from (
            f"{finding.signal} was seen." for finding in findings if finding.normal is False
        )
    named = [
        cause
        for each in answer.connections
        for cause in each.causes
        if cause.standing is not Standing.SUSPECT
    ]
    if missed := expect.missed(answer.verdict, [cause.id for cause in named]):
        yield missed
    acted_on = answer.verdict is Verdict.CAUSE_FOUND
    for cause in named:
        if acted_on and cause.remedy.startswith("reauthorize") and not expect.reconnect:
            yield f"{cause.id} tells somebody to authorize again, in vain."


@pytest.mark.parametrize(
    "scenario",
    [scenario for scenario in SCENARIOS if scenario.id not in LEFT_OUT],
    ids=lambda scenario: scenario.id,
)
async def test_a_merchant_is_triaged_as_the_scenario_says(
    amazon: Amazon, triage: Triage, scenario: Scenario
) -> None:
    """
    The signals are seen, the right cause leads or the right set is named, and no one reconnects in vain.
    """
    amazon.stage(scenario.id)
    answer = await triage.triage(scenario.id)
    assert list(faults(scenario, answer)) == []
