"""
A database of the release before opens in this one, and what it left under way is finished.
"""

from __future__ import annotations

import gzip

from pathlib import Path

from bot.storage.stores import Stores
from tests.bot.cases.test_kill import PATIENCE, posts, world
from tests.bot.office import until


# Eight cases of release 0.1 (da298d7), killed with the mail server down: six runs after their examination,
# five mails about to be tried. Made by its own tests' process.
KEPT = Path(__file__).with_name("release-0.1.db.gz")
CASES = 8


async def test_what_the_release_before_left_is_finished(tmp_path: Path) -> None:
    """
    Names of workflows and stored steps are a contract: each case is handed over, by one mail.
    """
    (tmp_path / "triage.db").write_bytes(gzip.decompress(KEPT.read_bytes()))
    async with world(tmp_path, 0) as (bot, inbox, amazon):
        amazon.stage("M1010")
        await bot.start()
        await until(lambda: len(inbox.messages) >= CASES, PATIENCE)
        await until(
            lambda: sum("escalated" in key for _, key in posts(tmp_path)) == CASES, PATIENCE
        )
        await bot.kill()
        files = Stores.open(f"sqlite:///{tmp_path / 'triage.db'}")
        states = [case.state.value for case in await files.cases.list()]
        files.close()

    assert states == ["escalated"] * CASES
    ids = [mail.header("Message-ID") for mail in inbox.messages]
    assert len(ids) == len(set(ids)) == CASES


async def test_what_the_release_before_answered_can_be_read(tmp_path: Path) -> None:
    """
    Answers were kept with fewer fields; what is missing closes.
    """
    (tmp_path / "triage.db").write_bytes(gzip.decompress(KEPT.read_bytes()))
    files = Stores.open(f"sqlite:///{tmp_path / 'triage.db'}")
    cases = await files.cases.list()
    answers = [await files.cases.answer(case.id) for case in cases]
    files.close()

    assert len(answers) == CASES
    for answer in answers:
        assert answer is not None
        assert all(cause.reauthorizes for cause in answer.causes)
