"""
Causes that nobody has written down: none of them is answered, least of all by a reconnect.
"""

from __future__ import annotations

import pytest

from bot.cli.commands.leave_one_out import Trial, bounds, least_that_keeps, report, trials, under
from knowledge.base.library import Library
from knowledge.quality.evaluation import Share


@pytest.fixture(scope="module")
def tried() -> tuple[Trial, ...]:
    """
    Every fixture with its article and without.
    """
    library = Library.open()
    return tuple(trials(library, library.folder / "cases"))


def test_a_cause_that_nobody_wrote_down_is_rarely_answered(tried):
    """
    With the limit in use every right answer stays, and few wrong ones do; no more than when it was set.
    """
    whole = report(tried)[0]

    assert whole.kept.hits == whole.kept.of
    assert whole.kept.of >= 70
    assert whole.wrong.hits <= 4
    assert whole.reconnect.hits <= 2


def test_a_limit_that_is_missing_lets_wrong_answers_through(tried):
    """
    What the limit is for.
    """
    assert under(float("inf"), tried).wrong.hits >= 10


def test_the_limit_is_set_on_what_it_is_not_tried_on():
    """
    Families, not fixtures, are parted; a half without a right answer allows none.
    """
    trials = [
        Trial("a", "f1", 1.0, 2.0, reconnects=True),
        Trial("b", "f2", 3.0, None, reconnects=False),
    ]
    _, second, first = report(trials)

    assert (second.most_misfit, second.kept.hits) == (1.0, 0)
    assert (first.most_misfit, first.wrong.hits, first.reconnect.hits) == (3.0, 1, 1)
    assert least_that_keeps([]) == 0.0


def test_bounds_hold_for_nothing_and_for_none():
    """
    None of a hundred is at most some, not nothing.
    """
    assert bounds(Share(0, 0)) == (0.0, 1.0)
    low, high = bounds(Share(0, 100))
    assert low == 0.0
    assert 0.03 < high < 0.04
