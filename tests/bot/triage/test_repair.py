"""
What is said to be repaired, and what is asked again after "done".
"""

from __future__ import annotations

from dataclasses import replace

from bot.model.answer import Answer
from bot.triage.rerun import repaired_probes, unsettled
from diagnostics.model import Finding
from tests.bot.examined import answered, found


REFUSED = (found("orders", "denied", normal=False), found("finances", "denied", normal=False))


def answer_of(*findings: Finding) -> Answer:
    """
    An answer about one connection with these findings.
    """
    [part] = answered().connections
    return replace(answered(), connections=(replace(part, findings=findings),))


def test_half_of_what_failed_is_not_repaired() -> None:
    """
    One of two passed and the other brought no answer: nobody says that it works.
    """
    after = answer_of(
        found("orders", "readable", normal=True), found("finances", None, normal=None)
    )
    assert repaired_probes(answer_of(*REFUSED), after) == ()


def test_all_that_failed_and_passes_now_is_repaired() -> None:
    """
    Each of them asked again, and normal.
    """
    after = answer_of(
        found("orders", "readable", normal=True), found("finances", "readable", normal=True)
    )
    assert repaired_probes(answer_of(*REFUSED), after) == ("finances", "orders")


def test_our_own_access_and_the_fleet_are_asked_again_whatever_failed() -> None:
    """
    What holds a request to reconnect back is never taken from before.
    """
    earlier = (
        REFUSED[0],
        found("app_credentials", "accepted", normal=True),
        found("app_access", "accepted", normal=True),
        found("fleet", "only_this_merchant", normal=True),
    )
    assert {"app_credentials", "app_access", "fleet"} <= set(unsettled(earlier))
