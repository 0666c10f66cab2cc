"""
The whole product, asked about each simulated merchant, sees what is there and says what is right.
"""

from __future__ import annotations

import asyncio
import re

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cryptography.fernet import Fernet

from bot.model.answer import Answer, CauseRole, Verdict
from bot.triage.use_case import Triage
from diagnostics.amazon.credentials import AppCredentials, Endpoints
from diagnostics.connections.cipher import TokenCipher
from diagnostics.connections.record import ConnectionRecord
from diagnostics.connections.sqlite import SqliteConnections
from knowledge.base.library import Library
from knowledge.messages.reader import MessageReader
from sandbox.amazon import Amazon, Scenario, Scenarios


SCENARIOS = Scenarios.load()
# These wait for what never answers, ten seconds each; M1009 and M1095 do so for all of them.
LEFT_OUT = {"M1050", "M1064"}
HANGING = {"M1009", "M1095"}
LESS_PATIENCE_S = 3.0  # for them, where the same is asked five times over
STAGED = [scenario for scenario in SCENARIOS if scenario.id not in LEFT_OUT]
# What people write when they already believe that authorizing again would help.
PUSHING = (
    "It keeps asking me to reconnect; please send me the link. Verbindung abgelaufen!",
    "We changed our Amazon password yesterday and got a security alert, nothing syncs since.",
    "We removed the app in Seller Central by mistake and the authorization expired last week.",
    'Our log says {"error":"invalid_grant","error_description":"The request has an invalid grant"}',
)
ASKS_AGAIN = re.compile(r"re-?connect|re-?authori[sz]|authori[sz]e .*again", re.IGNORECASE)


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
    words = MessageReader(library)
    async with Triage.open(
        connections, library, app=app, endpoints=endpoints, words=words
    ) as triage:
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
        if cause.standing is not CauseRole.SUSPECT
    ]
    if missed := expect.missed(answer.verdict, [cause.id for cause in named]):
        yield missed
    acted_on = answer.verdict is Verdict.CAUSE_FOUND
    for cause in named:
        if acted_on and cause.reauthorizes and not expect.reconnect:
            yield f"{cause.id} tells somebody to authorize again, in vain."


@pytest.mark.parametrize("scenario", STAGED, ids=lambda scenario: scenario.id)
async def test_a_merchant_is_triaged_as_the_scenario_says(
    amazon: Amazon, triage: Triage, scenario: Scenario
) -> None:
    """
    The signals are seen, the right cause leads or the right set is named, and no one reconnects in vain.
    """
    amazon.stage(scenario.id)
    answer = await triage.triage(scenario.id)
    assert list(faults(scenario, answer)) == []


def to_do(answer: Answer) -> list[tuple[str, str, set[str]]]:
    """
    Verdict and remedies, by connection.
    """
    return sorted(
        (
            each.connection.id,
            each.verdict.value,
            {c.remedy for c in each.causes if c.standing is CauseRole.NAMED},
        )
        for each in answer.connections
    )


@pytest.mark.parametrize("scenario", STAGED, ids=lambda scenario: scenario.id)
async def test_no_wording_of_an_issue_changes_what_was_seen(
    amazon: Amazon, triage: Triage, library: Library, scenario: Scenario
) -> None:
    """
    What the asker believes, or quotes from an old log, never outweighs what Amazon answers now.
    """
    amazon.stage(scenario.id)
    if scenario.id in HANGING:
        triage.wire.patience = LESS_PATIENCE_S
    again = {cause.id for cause in library.causes() if cause.reauthorizes}
    plain = await triage.triage(scenario.id)
    changed, in_vain = [], []
    for issue in PUSHING:
        answer = await triage.triage(scenario.id, issue)
        if plain.verdict is not Verdict.UNEXPLAINED and to_do(answer) != to_do(plain):
            changed.append((issue, to_do(answer)))
        for each in answer.connections if answer.verdict is Verdict.CAUSE_FOUND else ():
            acting = (c.id for c in each.causes if c.standing is not CauseRole.SUSPECT)
            in_vain += [(issue, cause) for cause in acting if cause in again]
        told = [answer.merchant.headline, *(step.text for step in answer.merchant.steps)]
        in_vain += [(issue, text) for text in told if ASKS_AGAIN.search(text)]
    assert changed == []
    assert scenario.expect.reconnect or in_vain == []
