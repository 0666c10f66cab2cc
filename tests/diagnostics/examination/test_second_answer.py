"""
Refusals are asked twice: what comes and goes is no cause.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from diagnostics.examination import second_answer
from diagnostics.examination.second_answer import SecondAnswers
from diagnostics.memory import Memory


@pytest.fixture
def meanwhile(merchants, monkeypatch) -> Callable[..., None]:
    """
    Change how a merchant stands between the first answer and the second.
    """

    def change(**state) -> None:
        ready = SecondAnswers.ready

        async def later(self, probe, left_s):
            merchants.sandbox.set_state("M1001", **state)
            return await ready(self, probe, left_s)

        monkeypatch.setattr(SecondAnswers, "ready", later)

    return change


async def test_a_grant_that_comes_and_goes_is_no_cause(merchants, meanwhile):
    """
    Refused, then accepted: no answer, and nothing is built on it.
    """
    merchants.sandbox.set_state("M1001", grant="refused")
    meanwhile(grant=None)
    found = await merchants.examine("M1001")

    assert found["lwa_token"].outcome is None
    assert found["lwa_token"].normal is None
    assert "differ within seconds: invalid_grant" in found["lwa_token"].unanswered_because
    assert found["catalog"].outcome is None


async def test_a_read_that_was_refused_once_is_no_missing_right(merchants, meanwhile):
    """
    One 403, then data: neither a refusal nor a clean bill.
    """
    merchants.sandbox.set_state("M1001", answers={"searchCatalogItems": "denied"})
    meanwhile(answers=None)
    found = await merchants.examine("M1001")

    assert found["catalog"].outcome is None
    assert "denied_no_details, then a normal answer" in found["catalog"].summary
    assert found["orders"].outcome == "readable"


async def test_a_refusal_that_stands_counts(merchants):
    """
    Asked twice, with a token of its own, and the same twice.
    """
    merchants.sandbox.set_state("M1001", answers={"searchCatalogItems": "denied"})
    found = await merchants.examine("M1001")
    asked = [call.operation for call in merchants.sandbox.calls if call.merchant_id == "M1001"]

    assert found["catalog"].outcome == "denied_no_details"
    assert asked.count("searchCatalogItems") == 2


async def test_a_refusal_that_could_not_be_asked_again_does_not_count(merchants, monkeypatch):
    """
    Without time for a second answer nothing is certain, and nobody is asked to act.
    """
    merchants.sandbox.set_state("M1001", grant="refused")
    monkeypatch.setattr(second_answer, "PAUSE_S", 60.0)
    found = await merchants.examine("M1001")

    assert found["lwa_token"].outcome is None
    assert "Heard once only (invalid_grant)" in found["lwa_token"].unanswered_because


async def test_a_second_answer_that_does_not_come_confirms_nothing(merchants, meanwhile):
    """
    Refused, then silence.
    """
    merchants.sandbox.set_state("M1001", answers={"searchCatalogItems": "denied"})
    meanwhile(answers={"searchCatalogItems": "drop"})
    found = await merchants.examine("M1001")

    assert found["catalog"].outcome is None
    assert "then no answer" in found["catalog"].summary


async def test_a_refusal_of_one_moment_is_not_remembered(merchants, meanwhile):
    """
    Who asks a moment later does not read the first answer.
    """
    merchants.sandbox.set_state("M1001", answers={"searchCatalogItems": "denied"})
    meanwhile(answers=None)
    memory = Memory()
    await merchants.examine("M1001", memory=memory)
    found = await merchants.examine("M1001", memory=memory)

    assert found["catalog"].outcome == "readable"


async def test_trouble_of_the_moment_is_asked_once(merchants):
    """
    A 503 asks nobody to act.
    """
    merchants.sandbox.set_state("M1001", answers={"searchCatalogItems": "html_503"})
    await merchants.examine("M1001")
    asked = [call.operation for call in merchants.sandbox.calls if call.merchant_id == "M1001"]

    assert asked.count("searchCatalogItems") == 1
