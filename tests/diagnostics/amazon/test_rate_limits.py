"""
Tests for `diagnostics.amazon.rate_limits`, on a clock of their own.
"""

from __future__ import annotations

import pytest

from diagnostics.amazon.rate_limits import Buckets, CallBudget
from diagnostics.amazon.rates import Cost
from diagnostics.errors import CouldNotTell


SLOW = Cost("getSomething", rate=0.5, burst=4)


class Clock:
    """
    Time that passes when a test says so.
    """

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """
    One clock per test.
    """
    return Clock()


@pytest.fixture
def buckets(clock) -> Buckets:
    """
    Buckets with all of the published rate to ourselves.
    """
    return Buckets(share=1.0, clock=clock)


def test_a_full_bucket_gives_its_burst_and_no_more(buckets):
    """
    The next one says when it will be there.
    """
    for _ in range(4):
        buckets.take(SLOW, "M1001")

    with pytest.raises(CouldNotTell, match=r"budget for getSomething is used up.*in 2 s"):
        buckets.take(SLOW, "M1001")


def test_a_bucket_fills_at_the_published_rate(buckets, clock):
    """
    Half a call per second: one more after two seconds, none after one.
    """
    for _ in range(4):
        buckets.take(SLOW, "M1001")
    clock.now += 1
    with pytest.raises(CouldNotTell):
        buckets.take(SLOW, "M1001")
    clock.now += 1

    buckets.take(SLOW, "M1001")


def test_owners_and_operations_have_buckets_of_their_own(buckets):
    """
    As Amazon counts: per operation and selling partner.
    """
    for _ in range(4):
        buckets.take(SLOW, "M1001")

    buckets.take(SLOW, "M1002")
    buckets.take(Cost("getOther", rate=0.5, burst=4), "M1001")


def test_half_of_the_published_rate_is_left_to_the_platform(clock):
    """
    Both draw from one bucket at Amazon.
    """
    buckets = Buckets(clock=clock)
    buckets.take(SLOW, "M1001")
    buckets.take(SLOW, "M1001")

    with pytest.raises(CouldNotTell, match="in 4 s"):
        buckets.take(SLOW, "M1001")


def test_a_429_empties_our_bucket_too(buckets):
    """
    Amazon's word on what is left counts more than our own sums.
    """
    buckets.drain(SLOW, "M1001")

    with pytest.raises(CouldNotTell):
        buckets.take(SLOW, "M1001")


def test_full_buckets_are_forgotten_in_the_end(clock, monkeypatch):
    """
    A process that has seen a million merchants does not remember them.
    """
    monkeypatch.setattr("diagnostics.amazon.rate_limits._REMEMBERED", 100)
    buckets = Buckets(clock=clock)
    for merchant in range(1000):
        clock.now += 10
        buckets.take(SLOW, str(merchant))

    assert len(buckets) <= 101


def test_an_examination_has_a_limit_of_calls():
    """
    Twenty-six, and then a sentence: each refusal is asked twice.
    """
    calls = CallBudget()
    for _ in range(26):
        calls.take()

    with pytest.raises(CouldNotTell, match=r"call limit of one examination is reached \(26\)"):
        calls.take()


def test_what_others_left_is_never_more_than_a_bucket_holds(clock) -> None:
    """
    A store that says nine of four is believed as far as four.
    """
    buckets = Buckets(share=1.0, clock=clock)
    buckets.settle(SLOW, "who", left=9.0)
    for _ in range(4):
        buckets.take(SLOW, "who")

    with pytest.raises(CouldNotTell):
        buckets.take(SLOW, "who")
