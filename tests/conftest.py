"""
Every workspace that any test opens is held to account when it closes: nothing internal where another
company reads, no secret anywhere, a text with everything, blocks that Slack takes.
"""

from __future__ import annotations

import os

from collections.abc import Iterator
from typing import Any

import pytest

from diagnostics.examination.second_answer import SecondAnswers
from sandbox.slack import Workspace, audit


# The workspace's own tests, in which a bot of theirs misbehaves on purpose; and those of the audit.
EXCUSED = "tests/sandbox/slack/"
NOT_EXCUSED = "tests/sandbox/slack/test_journeys.py"


def excused(running: str) -> bool:
    """
    Whether the test of this id may do what the bot may not.
    """
    return running.startswith(EXCUSED) and not running.startswith(NOT_EXCUSED)


@pytest.fixture(autouse=True, scope="session")
def no_pause_between_answers() -> Iterator[None]:
    """
    The seconds between two answers pass at once: budgets of calls fill, and nobody waits.
    """

    async def pause(answers: SecondAnswers) -> None:
        answers._amazon._session._reservation._buckets._buckets.clear()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SecondAnswers, "pause", pause)
        yield


@pytest.fixture(autouse=True, scope="session")
def held_to_account() -> Iterator[None]:
    """
    Judge each workspace as it closes, whoever opened it; what is wrong fails the test that is running.
    """
    close = Workspace.__aexit__

    async def judged(workspace: Workspace, *reason: Any) -> None:
        await close(workspace, *reason)
        if reason[0] is None and not excused(os.environ.get("PYTEST_CURRENT_TEST", "")):
            faults = audit.faults(
                workspace.calls, workspace.acks, bound=workspace.may_name, timed=False
            )
            assert faults == []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Workspace, "__aexit__", judged)
        yield
