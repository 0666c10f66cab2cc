"""
Tests for `knowledge.messages.report_families`: from a report to the families that it may speak of.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.base.article import FAMILIES
from knowledge.base.fault import KnowledgeError
from knowledge.messages.labelled import LABELLED, UNKNOWN, read_labelled
from knowledge.messages.report_families import HOME, LONGEST, ReportFamilies, plain_text, terms
from knowledge.messages.report_training import TRAINING, digest, reports


MEANING = ReportFamilies()


@pytest.fixture(scope="module")
def meaning() -> ReportFamilies:
    """
    The models as they are shipped.
    """
    return MEANING


def test_marks_and_ids_say_nothing() -> None:
    """
    A status, a code and what somebody wrote do.
    """
    text = plain_text(
        "Order 114-0000000-FAKE111 is *missing*", '{"code":"NotFound"}', "sp-api", 404
    )
    assert text == "sp-api 404 code : NotFound . Order id is missing"


def test_only_the_beginning_of_a_long_report_is_read() -> None:
    """
    A log of megabytes costs no more than a page.
    """
    assert len(plain_text("word " * 1_000_000)) <= LONGEST


def test_a_text_is_counted_by_words_and_pairs() -> None:
    """
    Names with underscores are one word; single letters are none.
    """
    assert list(terms("An invalid_grant, a b")) == ["an", "invalid_grant", "an invalid_grant"]


def test_every_family_has_its_share(meaning: ReportFamilies) -> None:
    """
    Together one, and the same report gets the same shares.
    """
    shares = meaning.families("We are throttled all day", "QuotaExceeded", "sp-api", 429)
    assert set(shares) == set(FAMILIES)
    assert sum(shares.values()) == pytest.approx(1)
    assert shares == meaning.families("We are throttled all day", "QuotaExceeded", "sp-api", 429)
    assert max(shares, key=lambda family: shares[family]) == "rate_limited"


def test_an_empty_report_speaks_of_nothing(meaning: ReportFamilies) -> None:
    """
    Blanks are nothing either.
    """
    assert meaning.families(" ", "\n") == {}


@settings(max_examples=30, deadline=None)
@given(said=st.text(max_size=60), body=st.text(max_size=60))
def test_any_text_can_be_read(said: str, body: str) -> None:
    """
    Marks alone, other scripts, control characters: a share for each family, or none at all.
    """
    shares = MEANING.families(said, body)
    assert shares == {} or sum(shares.values()) == pytest.approx(1)


@pytest.mark.parametrize("damage", ["missing", "cut"])
def test_a_damaged_model_is_named(tmp_path: Path, damage: str) -> None:
    """
    With what to do.
    """
    if damage == "cut":
        data = (HOME / "families.npz").read_bytes()
        (tmp_path / "families.npz").write_bytes(data[: len(data) // 2])
    with pytest.raises(KnowledgeError, match=r"families.npz cannot be read .* install it again"):
        ReportFamilies(tmp_path).families("anything")


def test_the_model_has_learned_from_the_reports_that_lie_here(meaning: ReportFamilies) -> None:
    """
    Whoever changes a report runs `python -m knowledge.messages.report_training`; CONTRIBUTING says how.
    """
    assert meaning.learned_from == digest(reports())


def test_what_is_learned_from_can_be_told() -> None:
    """
    Each report has a cause and a name of its own.
    """
    cases = (*read_labelled(TRAINING), *read_labelled(LABELLED))
    names = [case.id for case in cases]
    assert len(set(names)) == len(names)
    assert all(case.cause != UNKNOWN and case.tellable for case in read_labelled(TRAINING))
