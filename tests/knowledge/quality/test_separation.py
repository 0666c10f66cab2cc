"""
Tests for `knowledge.quality.separation`: what counts as told apart.
"""

from __future__ import annotations

import pytest

from knowledge.base.library import Library
from knowledge.quality.separation import ties
from tests.knowledge.conftest import VOCABULARY


@pytest.mark.parametrize(
    ("one", "other", "alike"), [("usually", "often", True), ("always", "rarely", False)]
)
def test_a_little_difference_is_a_tie(base, change, one, other, alike):
    """
    A tenth of a nat tells nobody which of two remedies is right.
    """
    change("articles/expired.md", "age: {old: usually}", f"age: {{old: {one}}}")
    change("articles/other.md", "age: {ancient: usually}", f"age: {{old: {other}}}")
    pairs = list(ties(Library.open(base, cache=None), VOCABULARY))

    assert bool(pairs) is alike
