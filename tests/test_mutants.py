"""
Tests for the list of planted faults: each can be planted, and each has a test that exists.
"""

from __future__ import annotations

import ast

import pytest

from tests.mutants import ROOT, Mutant, Unfit, read_mutants


MUTANTS = read_mutants()


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_fault_can_be_planted(mutant: Mutant) -> None:
    """
    Its text stands in the file, once.
    """
    text = (ROOT / mutant.file).read_text(encoding="utf-8")
    assert mutant.planted(text) != text


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_fault_names_a_test_that_exists(mutant: Mutant) -> None:
    """
    The function stands in the file that is named.
    """
    path, _, name = mutant.test.partition("::")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = {
        n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert name.partition("[")[0] in functions


def test_a_text_that_stands_twice_is_unfit() -> None:
    """
    A fault that could be planted in two places is not planted at all.
    """
    with pytest.raises(Unfit, match="stands 2 times"):
        Mutant("twice", "a.py", "x", "y", "t.py::t").planted("x x")
