"""
Tests for `diagnostics.memory`, on a clock of their own.
"""

from __future__ import annotations

from diagnostics.memory import Memory
from diagnostics.model import Finding


ANSWER = Finding("orders", "M1001/seller/eu", "readable", normal=True, summary="Well.")
SILENCE = Finding("orders", "M1001/seller/eu", None, normal=None, summary="Nothing.")


def test_an_answer_is_remembered_for_a_minute():
    """
    And not a second longer.
    """
    at = 0.0
    memory = Memory(clock=lambda: at)
    memory.keep("M1001", ANSWER)
    at = 60.0
    assert memory.recall("M1001", "orders") is ANSWER
    at = 60.1
    assert memory.recall("M1001", "orders") is None


def test_silence_is_not_remembered():
    """
    It is worth another try.
    """
    memory = Memory()
    memory.keep("M1001", SILENCE)

    assert memory.recall("M1001", "orders") is None


def test_a_finding_belongs_to_its_owner():
    """
    Nobody is told another merchant's.
    """
    memory = Memory()
    memory.keep("M1001", ANSWER)

    assert memory.recall("M1002", "orders") is None


def test_memory_stays_small():
    """
    However many merchants come by.
    """
    memory = Memory()
    for merchant in range(20_000):
        memory.keep(str(merchant), ANSWER)

    assert len(memory) <= 4096
