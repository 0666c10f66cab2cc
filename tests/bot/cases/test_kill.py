"""
`kill -9` at any moment loses nothing: what was accepted is finished by the next process.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.storage.stores import Stores
from diagnostics.model import Region
from sandbox.amazon import Amazon
from sandbox.inbox import Inbox
from tests.bot.office import KEY, records, until


REQUESTS = 15
KILLS = 5
PATIENCE = 90.0  # seconds; a starved machine takes its time to start a process


class Bot:
    """
    The bot's process, started as often as it is killed.
    """

    def __init__(self, folder: Path, arguments: list[str]) -> None:
        self._folder = folder
        self.arguments = arguments
        self._process: asyncio.subprocess.Process | None = None
        self.safe: set[str] = set()

    async def start(self) -> None:
        """A new process; the engine's lock is free once the old one is gone."""
        with (self._folder / "log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.bot.process", str(self._folder), *self.arguments,
                stdout=asyncio.subprocess.PIPE, stderr=log,
            )  # fmt: skip

    async def read(self, seconds: float) -> bool:
        """Note which cases are safe; True once all of them are."""
        assert self._process is not None
        assert self._process.stdout is not None
        try:
            async with asyncio.timeout(seconds):
                async for line in self._process.stdout:
                    if line.strip() == b"all":
                        return True
                    self.safe.add(line.decode().strip())
        except TimeoutError:
            pass
        return False

    async def kill(self) -> None:
        """As the system would, without a word; nothing happens to one that is gone."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            await process.wait()


@asynccontextmanager
async def world(folder: Path, requests: int) -> AsyncIterator[tuple[Bot, Inbox, Amazon]]:
    """The outside, and a bot to kill in it."""
    async with Amazon(latency=0.02) as amazon, Inbox() as inbox:
        await records(folder, amazon).aclose()
        (folder / "key").write_text(KEY)
        ids = (amazon.client_id, amazon.client_secret)
        (folder / "app").write_text("\n".join([*ids, *ids]))
        spapi = amazon.spapi_url[Region.EU]
        bot = Bot(folder, [amazon.lwa_url, spapi, inbox.url, str(requests)])
        try:
            yield bot, inbox, amazon
        finally:
            await bot.kill()  # also when the test broke off


def posts(folder: Path) -> list[tuple[str, str]]:
    """What the outbox holds."""
    path = folder / "outbox"
    return (
        [tuple(json.loads(line)) for line in path.read_text().splitlines()] if path.exists() else []
    )


async def test_every_case_that_was_accepted_is_answered_once(tmp_path: Path) -> None:
    """Killed five times at random moments, every request repeated: each case, one answer."""
    chance = random.Random(7)  # noqa: S311
    async with world(tmp_path, REQUESTS) as (bot, _, _amazon):
        for _ in range(KILLS):
            await bot.start()
            await bot.read(chance.uniform(0.8, 3.0))
            await bot.kill()
        await bot.start()
        assert await bot.read(PATIENCE)
        await until(
            lambda: sum("answer" in key for _, key in posts(tmp_path)) >= REQUESTS, PATIENCE
        )
        await asyncio.sleep(0.5)
        await bot.kill()
    answered = [case for case, key in posts(tmp_path) if key.startswith("answer")]
    assert len(bot.safe) == REQUESTS
    assert sorted(answered) == sorted(bot.safe)


async def test_a_mail_under_way_when_killed_is_sent_after_the_restart(tmp_path: Path) -> None:
    """Escalated while the mail server is down, then killed: the next process sends it."""
    async with world(tmp_path, 2) as (bot, inbox, amazon):
        amazon.stage("M1010")  # our own client secret is refused, for everybody
        files = Stores.open(f"sqlite:///{tmp_path / 'triage.db'}")
        await inbox.down()
        await bot.start()
        assert await bot.read(PATIENCE)
        await until(
            lambda: sum("escalation_pending" in key for _, key in posts(tmp_path)) == 2, PATIENCE
        )
        await bot.kill()
        await inbox.up()
        await bot.start()
        await until(lambda: len(inbox.messages) >= 2, PATIENCE)
        await until(lambda: sum("escalated" in key for _, key in posts(tmp_path)) == 2, PATIENCE)
        await bot.kill()
        cases = await files.cases.list()
        files.close()
    assert {case.state.value for case in cases} == {"escalated"}
    ids = [mail.header("Message-ID") for mail in inbox.messages]
    assert len(ids) == len(set(ids)) == 2
