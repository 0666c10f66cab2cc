"""
Tests for `knowledge.messages.report_families`: from a report to the families that it may speak of.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.base.article import FAMILIES
from knowledge.base.fault import KnowledgeError
from knowledge.messages.plain_text import LONGEST, plain_text
from knowledge.messages.report_families import HOME, ReportFamilies
from knowledge.messages.report_training import TRAINING, digest, reports
from knowledge.messages.terms import terms
from knowledge.messages.wordpiece import BEGIN, END, WordPiece
from knowledge.messages.wordpiece import UNKNOWN as UNKNOWN_PIECE
from knowledge.quality.labelled import LABELLED, UNKNOWN, read_labelled


MEANING = ReportFamilies()
# The first numbers that the original weights, in full precision and with exact functions, give for
# SENTENCE: worked out by another implementation.
SENTENCE = "The merchant revoked access for this app."
ORIGINAL = [-0.0467, 0.1161, 0.0040, -0.0756, -0.0186, -0.0230, 0.0441, -0.0480, 0.0138, -0.0204]
PIECES = [BEGIN, END, UNKNOWN_PIECE, "token", "##s", "cafe", "un", "##able", "!", "店", "铺"]


@pytest.fixture(scope="module")
def meaning() -> ReportFamilies:
    """
    The models as they are shipped.
    """
    return MEANING


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("token", ["token"]),
        ("tokens", ["token", "##s"]),
        ("Unable!", ["un", "##able", "!"]),
        ("CAFÉ", ["cafe"]),
        ("店铺", ["店", "铺"]),
        ("tokenx", [UNKNOWN_PIECE]),
        ("x" * 101, [UNKNOWN_PIECE]),
        ("to\u200bken", ["token"]),
        ("", []),
    ],
)
def test_words_are_cut_into_their_longest_known_pieces(text: str, pieces: list[str]) -> None:
    """
    As the general model's own tokenizer does it.
    """
    numbers = WordPiece(PIECES).numbers(text, 10)
    assert [PIECES[number] for number in numbers] == [BEGIN, *pieces, END]


def test_a_long_text_is_cut_short() -> None:
    """
    The marks of begin and end are among what may be there.
    """
    numbers = WordPiece(PIECES).numbers("token " * 50, 8)
    assert [PIECES[number] for number in numbers] == [BEGIN, *["token"] * 6, END]


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


def test_alike_sentences_point_alike(meaning: ReportFamilies) -> None:
    """
    Without a word in common.
    """
    one = meaning.vector(SENTENCE)
    same = meaning.vector("A seller withdrew permissions he had granted us.")
    other = meaning.vector("Parcels take three days until they arrive.")
    assert one @ same > one @ other
    assert np.linalg.norm(one) == pytest.approx(1, abs=1e-5)


def test_the_encoder_computes_what_the_original_does(meaning: ReportFamilies) -> None:
    """
    But for what is lost by keeping weights in bytes.
    """
    assert meaning.vector(SENTENCE)[: len(ORIGINAL)] == pytest.approx(ORIGINAL, abs=0.006)


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


@pytest.mark.parametrize("name", ["families.npz", "encoder.npz"])
@pytest.mark.parametrize("damage", ["missing", "cut"])
def test_a_damaged_model_is_named(tmp_path: Path, name: str, damage: str) -> None:
    """
    With what to do.
    """
    for each in ("families.npz", "encoder.npz"):
        data = (HOME / each).read_bytes()
        if each != name:
            (tmp_path / each).write_bytes(data)
        elif damage == "cut":
            (tmp_path / each).write_bytes(data[: len(data) // 2])
    with pytest.raises(KnowledgeError, match=rf"{name} cannot be read .* install it again"):
        ReportFamilies(tmp_path).families("anything")


def test_the_models_have_learned_from_the_reports_that_lie_here(meaning: ReportFamilies) -> None:
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
