"""
A diagnosis is held against what its scenario expects.
"""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.amazon.expectation import Expectation


ONE = {"verdict": "cause_found", "cause": "throttled"}
SET = {"verdict": "ambiguous", "or_verdict": "cause_found", "one_of": ["a", "b"]}
TWO = {"verdict": "cause_found", "one_of": ["a", "b"], "also": ["a", "b"]}


@pytest.mark.parametrize(
    ("expect", "verdict", "causes"),
    [
        (ONE, "cause_found", ["throttled", "amazon-outage"]),
        (SET, "ambiguous", ["b", "a"]),
        (SET, "cause_found", ["a"]),
        (TWO, "cause_found", ["b", "a"]),
        ({"verdict": "healthy"}, "healthy", []),
        ({"verdict": "unexplained"}, "unexplained", ["whatever"]),
    ],
)
def test_a_right_diagnosis_misses_nothing(
    expect: dict[str, Any], verdict: str, causes: list[str]
) -> None:
    """
    The cause, one of the set, or both faults.
    """
    assert Expectation.model_validate(expect).missed(verdict, causes) == ""


@pytest.mark.parametrize(
    ("expect", "verdict", "causes", "words"),
    [
        (ONE, "ambiguous", ["throttled"], "The verdict is ambiguous"),
        (ONE, "cause_found", ["amazon-outage"], "amazon-outage leads"),
        (ONE, "cause_found", [], "no cause leads"),
        (TWO, "cause_found", ["a"], "b is not named"),
        ({"verdict": "healthy"}, "cause_found", ["a"], "should be healthy"),
    ],
)
def test_a_wrong_diagnosis_is_told_why(
    expect: dict[str, Any], verdict: str, causes: list[str], words: str
) -> None:
    """
    In a sentence.
    """
    assert words in Expectation.model_validate(expect).missed(verdict, causes)
