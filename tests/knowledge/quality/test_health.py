"""
Tests for `knowledge.quality.health`: what is used, what helps, what is due, what is missing.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from knowledge.base.library import Library
from knowledge.quality.health import Gap, health, share
from tests.knowledge.conftest import VOCABULARY


TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Said:
    article: str
    kind: str
    version: str = "old"
    at: datetime = datetime(2026, 11, 20, tzinfo=UTC)


def stock_of(base, notes=(), gaps=(), today=TODAY):
    return health(Library.open(base, cache=None), notes, gaps, VOCABULARY, today)


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(2, 3, "2 of 3"), (0, 9, "0 of 9"), (6, 12, "50% of 12"), (0, 0, "–")],
)
def test_small_numbers_are_shown_as_small_numbers(part, whole, words):
    """
    Two of three is not 67 %.
    """
    assert share(part, whole) == words


def test_uses_fixes_and_complaints_are_counted_by_article(base):
    """
    Three uses, two of them fixed; one reader of two said no.
    """
    kinds = ["used", "used", "used", "verified_fix", "verified_fix", "helped", "did_not_help"]
    stock = stock_of(base, [Said("expired", kind) for kind in kinds])
    [standing] = [s for s in stock.standings if s.article.id == "expired"]

    assert (standing.used, standing.fixes, standing.did_not_help) == (3, "2 of 3", "1 of 2")


def test_feedback_on_the_version_in_force_is_told_apart(base):
    """
    An edit may have mended what readers complained about.
    """
    version = Library.open(base, cache=None).version("expired")
    stock = stock_of(base, [Said("expired", "helped", version), Said("expired", "wrong_cause")])

    assert next(s for s in stock.standings if s.article.id == "expired").of_this_version == 1


def test_articles_with_complaints_come_first(base):
    """
    The list begins where work is.
    """
    assert stock_of(base, [Said("other", "wrong_cause")]).standings[0].article.id == "other"


def test_unknown_articles_and_kinds_are_left_out(base):
    """
    The case file outlives articles.
    """
    stock = stock_of(base, [Said("gone", "used"), Said("expired", "applause")])

    assert stock.never_used == ("expired", "other")


def test_reviews_are_counted_in_days(base):
    """
    The first of May has passed by two days.
    """
    stock = stock_of(base, today=date(2027, 5, 3))

    assert [s.days_overdue for s in stock.standings] == [2, 2]


def test_gaps_come_by_frequency(base):
    """
    The commonest gap is the next article.
    """
    rare, common = Gap(("token.refused",), 1), Gap(("age.old",), 5)

    assert stock_of(base, gaps=[rare, common]).gaps == (common, rare)


def test_ties_are_part_of_the_state(base, change):
    """
    What lint would refuse is shown here as well.
    """
    change("articles/other.md", "ancient: usually", "old: usually")

    assert [tie[:2] for tie in stock_of(base).ties] == [("expired", "other")]
