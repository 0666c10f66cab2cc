"""
What can be seen of a running bot: its health, its metrics, its log, and its disk before a 200.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import sqlite3

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.storage.cases import Cases
from bot.storage.database import Database
from sandbox.inbox.server import Fault
from sandbox.slack.audit import SECRETS
from sandbox.slack.calls import Ack
from sandbox.world import World
from tests.faults.conftest import MakeBot
from tests.faults.serving import PATIENCE, answered, ask, posts, serving


@pytest.fixture
def port() -> int:
    """
    A port that nobody listens on.
    """
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    """
    To look at our own doors with.
    """
    async with aiohttp.ClientSession() as session:
        yield session


async def test_metrics_tell_what_happened_and_name_nobody(
    world: World, port: int, browser: aiohttp.ClientSession
) -> None:
    """
    Every figure that is promised is there after a case, without merchants and secrets.
    """
    async with serving(world, PORT=str(port)):
        await ask(world, "M1016")
        await answered(world, "notice.mail.r1.sent")
        async with browser.get(f"http://127.0.0.1:{port}/metrics") as page:
            text = await page.text()
        async with browser.get(f"http://127.0.0.1:{port}/readyz") as page:
            assert page.status == 200
    for line in (
        'triage_examinations_total{verdict="cause_found"} 1.0',
        'triage_mail_attempts_total{outcome="accepted"} 1.0',
        "triage_first_answer_seconds_count 1.0",
        "triage_slack_edits_left",
        "triage_workflows_waiting",
        "triage_probes_total{outcome=",
        "triage_probe_seconds_bucket",
        "triage_amazon_calls_left{operation=",
    ):
        assert line in text, line
    acks = re.search(r"triage_acknowledgement_seconds_count (\d+)", text)
    assert acks is not None
    assert int(acks[1]) >= 2
    assert not re.search("|".join((*SECRETS, r"M1016")), text)


async def test_the_log_is_json_with_the_case_and_without_secrets(
    world: World, make_bot: MakeBot
) -> None:
    """
    A whole run at debug level, with a mail refused: each line is an object, none holds a secret.
    """
    world.inbox.fail(Fault.LATER, 1)
    bot = make_bot({"TRIAGE_LOG_FORMAT": "json", "TRIAGE_LOG_LEVEL": "debug"})
    await bot.start()
    await world.slack.connected(60)
    merchants = ("M1001", "M1003", "M1016", "M1018", "M1017")
    for merchant in merchants:
        await ask(world, merchant)
    await world.slack.wait_for(
        lambda: len(posts(world, "answer.1")) == len(merchants), timeout=PATIENCE
    )
    await answered(world, "notice.mail.r1.pending")
    assert await bot.stop() == 0
    lines = [json.loads(line) for line in bot.said.splitlines()]
    planted = [*SECRETS, *(re.escape(value) for value in _secrets(world))]
    assert not re.search("|".join(planted), bot.said)
    mails = [line for line in lines if line["logger"] == "bot.cases.escalation"]
    assert mails
    assert all(line["case"] for line in mails)


async def test_every_line_that_names_a_case_carries_it(world: World, make_bot: MakeBot) -> None:
    """
    With Slack failing, a stop in mid-case and a start after it: whatever logs of a case says which.
    """
    bot = make_bot({"TRIAGE_LOG_FORMAT": "json", "TRIAGE_LOG_LEVEL": "debug"})
    await bot.start()
    await world.slack.connected(60)
    await ask(world, "M1016")
    await answered(world)
    world.slack.faults.methods = {"chat.postMessage", "chat.update"}
    world.slack.faults.server_errors = 60
    for _ in range(4):
        await ask(world, "M1016")
    await world.slack.wait_for(lambda: world.slack.faults.server_errors < 40, timeout=PATIENCE)
    assert await bot.stop() == 0
    world.slack.faults.clear()
    await bot.start()
    await world.slack.connected(60)
    await world.slack.wait_for(lambda: len(posts(world, "answer.1")) == 5, timeout=PATIENCE)
    assert await bot.stop() == 0
    lines = [json.loads(line) for line in bot.said.splitlines()]
    database = Database(world.settings["TRIAGE_DATABASE_URL"])
    names = {case.id for case in await Cases(database).list()}
    database.close()
    named = [(line, {*re.findall(r"\w+", line["message"])} & names) for line in lines]
    assert any(found for _, found in named)
    assert [line for line, found in named if found and {line["case"]} != found] == []


async def test_an_event_is_on_disk_before_slack_has_its_200(
    world: World, port: int, browser: aiohttp.ClientSession, tmp_path: Path
) -> None:
    """
    At the moment of each 200 over HTTP, another reader of the file finds the event.
    """
    found: list[bool] = []

    def look(ack: Ack) -> None:
        event = ack.sent.get("event", {})
        if event.get("type") != "app_mention":
            return
        reader = sqlite3.connect(tmp_path / "triage-arrivals.db")
        query = "select count(*) from slack_arrivals where identity like ?"
        found.append(bool(reader.execute(query, (f"%{event['ts']}",)).fetchone()[0]))
        reader.close()

    async with serving(world, PORT=str(port), SLACK_APP_TOKEN=""):
        await _until_ready(browser, f"http://127.0.0.1:{port}/readyz")
        await world.slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")
        world.slack.delivery.on_ack = look
        for _ in range(10):
            await ask(world, "M1001")
        await world.slack.settled()
        await world.slack.wait_for(lambda: len(posts(world, "answer.1")) == 10, timeout=PATIENCE)
    assert found == [True] * 10


async def _until_ready(browser: aiohttp.ClientSession, url: str) -> None:
    for _ in range(600):
        try:
            async with browser.get(url) as page:
                if page.status == 200:
                    return
        except aiohttp.ClientConnectionError:
            pass
        await asyncio.sleep(0.1)
    raise TimeoutError


def _secrets(world: World) -> list[str]:
    names = re.compile("SECRET_KEY|CLIENT_SECRET|TOKEN$|SIGNING_SECRET")
    return [value for name, value in world.settings.items() if names.search(name)]
