"""
What waits for an agent where nobody knows whether other merchants fail alike.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.answer import ConnectionAnswer, Verdict
from bot.triage.held_reply import held_answer
from bot.triage.merchant_wording import merchant_answer
from knowledge.base.library import Library
from tests.bot.examined import CAUSE, CONNECTION, FINDINGS, found


LIBRARY = Library.open()
UNCOMPARED = replace(
    found("fleet", "could_not_compare", normal=None), merchant_summary="We could not tell yet."
)
PART = ConnectionAnswer(
    CONNECTION, Verdict.UNEXPLAINED, (*FINDINGS, UNCOMPARED), (), 0.1, held=(CAUSE,)
)


@pytest.mark.parametrize(
    ("language", "again"),
    [
        ("en", "reconnect"),
        ("de", "verbinden"),
        ("fr", "reconnect"),
        ("it", "connetti"),
        ("es", "conect"),
    ],
)
def test_the_merchant_reads_when_we_look_again_and_no_word_of_reconnecting(
    language: str, again: str
) -> None:
    """
    In each language that there is, with nothing of what was seen that would lead there.
    """
    answer = merchant_answer([PART], LIBRARY, language)
    said = f"{answer.headline} {answer.explanation}"
    assert answer.language == language
    assert "09:10 UTC" in said
    assert again not in said.lower()
    assert (answer.steps, answer.examined, answer.nothing_to_do) == ((), (), True)


def test_what_is_held_back_is_the_whole_reply() -> None:
    """
    As it would have gone out if others had been compared.
    """
    told = held_answer([PART], LIBRARY)
    assert told is not None
    assert "econnect" in " ".join(step.text for step in told.steps)


def test_nothing_is_held_back_of_an_answer() -> None:
    """
    Nor where a comparison was made and says that everybody is hit.
    """
    everybody = replace(found("fleet", "same_failure", normal=False), merchant_summary="No.")
    assert held_answer([replace(PART, held=())], LIBRARY) is None
    told = held_answer([replace(PART, findings=(*FINDINGS, everybody))], LIBRARY)
    assert told is not None
    assert told.steps == ()
