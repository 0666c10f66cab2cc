"""
The published JSON of an answer, which other programs hold on to.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cli.public_json import public_json
from bot.model.answer import Answer, MerchantAnswer, Verdict
from bot.model.answer_json import answer_from_json, answer_to_json
from tests.bot.examined import CAUSE, CONNECTION, answered


SECOND = replace(CONNECTION, region="na")  # type: ignore[arg-type]
STEP = {"actor": "account-admin", "text": "Reconnect once."}


def two_connections() -> Answer:
    """
    A merchant with two connections, the worse first, and something to read.
    """
    [first] = answered().connections
    first = replace(first, question="Did anybody change a password?", because="It is sure.")
    second = replace(first, connection=SECOND, verdict=Verdict.HEALTHY, causes=(), question="")
    merchant = MerchantAnswer(
        "It stopped.", "Since Monday.", CAUSE.steps, nothing_to_do=False, examined=(), language="de"
    )
    return replace(answered(), connections=(first, second), merchant=merchant)


def test_every_connection_is_there_the_worst_first() -> None:
    """
    Each with its verdict, why, and the causes that were weighed.
    """
    connections = public_json(two_connections())["connections"]
    assert [(c["connection"], c["verdict"]) for c in connections] == [
        (CONNECTION.id, "cause_found"),
        (SECOND.id, "healthy"),
    ]
    assert connections[0]["because"] == "It is sure."
    assert [cause["id"] for cause in connections[0]["causes"]] == ["grant-refused"]
    assert connections[1]["causes"] == []


def test_the_question_and_the_causes_are_those_of_the_first() -> None:
    """
    As before: who reads one list reads the worst connection's.
    """
    shown = public_json(two_connections())
    assert shown["question"] == "Did anybody change a password?"
    assert shown["causes"] == shown["connections"][0]["causes"]


def test_what_the_merchant_would_read_is_whole() -> None:
    """
    With the steps, the language and whether there is anything to do.
    """
    assert public_json(two_connections())["merchant"] == {
        "headline": "It stopped.",
        "explanation": "Since Monday.",
        "steps": [STEP],
        "nothing_to_do": False,
        "question": "",
        "language": "de",
    }


@pytest.mark.parametrize("asks", [True, False])
def test_a_cause_says_what_it_is_and_whether_it_asks_for_consent(*, asks: bool) -> None:
    """
    Its standing, and whether some step asks somebody to authorize again.
    """
    [part] = answered().connections
    cause = replace(CAUSE, reauthorizes=asks)
    answer = replace(answered(), connections=(replace(part, causes=(cause,)),))
    [shown] = public_json(answer)["causes"]
    assert (shown["standing"], shown["reauthorizes"]) == ("named", asks)


def test_no_signal_speaks_for_and_against_one_cause() -> None:
    """
    What speaks for it wins.
    """
    [part] = answered().connections
    cause = replace(CAUSE, despite=("lwa_token.invalid_grant", "orders.readable"))
    answer = replace(answered(), connections=(replace(part, causes=(cause,)),))
    [shown] = public_json(answer)["causes"]
    assert shown["because"] == ["lwa_token.invalid_grant"]
    assert shown["despite"] == ["orders.readable"]


def test_an_answer_kept_before_causes_said_so_counts_as_asking() -> None:
    """
    A missing field closes the rule that watches it.
    """
    kept = answer_to_json(answered()).replace(',"reauthorizes":true', "")
    assert "reauthorizes" not in kept
    [cause] = answer_from_json(kept).causes
    assert cause.reauthorizes
