"""
The arithmetic of being right, and the reading of labelled cases.
"""

from __future__ import annotations

import math

from pathlib import Path

import pytest

from knowledge.base.fault import KnowledgeError
from knowledge.messages.labelled import Labelled, read_labelled
from knowledge.quality.evaluation import Predicted, brier, ece, evaluate, log_loss, score


FOUND, ABSTAINED = "cause_found", "unexplained"


def case(name: str, cause: str, *also: str, tellable: bool = True) -> Labelled:
    return Labelled(id=name, body="x", cause=cause, also_acceptable=also, tellable=tellable)


def said(*families: str, verdict: str = FOUND, reauthorizes: bool = False) -> Predicted:
    shares = tuple((family, 0.9 / (n + 1)) for n, family in enumerate(families))
    single = shares[0][1] if shares else 0.0
    return Predicted(verdict, shares, single=single, reauthorizes=reauthorizes)


def test_the_family_in_front_counts() -> None:
    """
    One right, one wrong but among the first three.
    """
    scored = score(
        [
            (case("a", "rate_limited"), said("rate_limited")),
            (case("b", "amazon_outage"), said("rate_limited", "amazon_outage")),
        ]
    )
    assert (scored.top1.hits, scored.top3.hits, scored.top1.of) == (1, 2, 2)
    assert scored.missed == (("b", "amazon_outage", "rate_limited"),)


def test_another_acceptable_family_is_right_too() -> None:
    """
    What a fair reader could name counts.
    """
    scored = score([(case("a", "rate_limited", "amazon_outage"), said("amazon_outage"))])
    assert scored.top1.value == 1.0


def test_what_cannot_be_told_is_not_asked_for() -> None:
    """
    Untellable and unknown cases are no part of the accuracy.
    """
    scored = score(
        [
            (case("a", "rate_limited", tellable=False), said("amazon_outage")),
            (case("b", "unknown"), said("amazon_outage")),
        ]
    )
    assert scored.top1.value is None


def test_a_legacy_signature_counts_as_a_wrong_request() -> None:
    """
    AWS signatures are no more, so their label means what it would be today.
    """
    assert case("a", "legacy_iam_signing").acceptable == {
        "bad_request_client",
        "app_credentials_invalid",
    }


def test_abstaining_is_measured_both_ways() -> None:
    """
    Half of the abstentions were right, and half of the unknown ones were left alone.
    """
    scored = score(
        [
            (case("a", "unknown"), said(verdict=ABSTAINED)),
            (case("b", "unknown"), said("rate_limited")),
            (case("c", "rate_limited"), said("rate_limited", verdict=ABSTAINED)),
        ]
    )
    assert scored.abstention_precision.value == 0.5
    assert scored.abstention_recall.value == 0.5


def test_telling_a_merchant_to_authorize_for_a_fault_of_ours_is_counted() -> None:
    """
    The worst mistake, of those where nobody of the merchant's can help.
    """
    wrong = said("authorization_revoked", reauthorizes=True)
    scored = score(
        [
            (case("a", "app_credentials_invalid"), wrong),
            (case("b", "authorization_revoked"), wrong),
            (case("c", "amazon_outage"), said("amazon_outage")),
        ]
    )
    assert (scored.wrong_reconnect.hits, scored.wrong_reconnect.of) == (1, 2)


def test_an_abstention_tells_nobody_to_authorize() -> None:
    """
    Only what is acted on counts.
    """
    hedged = said("authorization_revoked", verdict=ABSTAINED, reauthorizes=True)
    assert score([(case("a", "rate_limited"), hedged)]).wrong_reconnect.hits == 0


def test_certainty_about_what_cannot_be_told_is_counted() -> None:
    """
    0.9 on a case without a cause.
    """
    hopeless = case("a", "unknown", tellable=False)
    assert score([(hopeless, said("rate_limited"))]).overconfident.hits == 1


def test_confusions_are_counted_with_the_wrong_ones_first() -> None:
    """
    Label, answer, how many.
    """
    scored = score(
        [
            (case("a", "rate_limited"), said("rate_limited")),
            (case("b", "rate_limited"), said("amazon_outage")),
        ]
    )
    assert scored.confusion[0] == ("rate_limited", "amazon_outage", 1)


def test_the_scores_of_probabilities_are_the_textbooks() -> None:
    """
    Brier, log loss and calibration error of two forecasts.
    """
    chances = [(0.8, True), (0.6, False)]
    assert brier(chances) == pytest.approx((0.04 + 0.36) / 2)
    assert log_loss(chances) == pytest.approx(-(math.log(0.8) + math.log(0.4)) / 2)
    assert ece(chances) == pytest.approx((0.2 + 0.6) / 2)
    assert (brier([]), log_loss([]), ece([])) == (0.0, 0.0, 0.0)


def test_every_case_is_answered_once_and_in_order() -> None:
    """
    The answers come back beside the score.
    """
    asked: list[str] = []

    def predict(given: Labelled) -> Predicted:
        asked.append(given.id)
        return said("rate_limited")

    _, answers = evaluate([case("a", "rate_limited"), case("b", "unknown")], predict)
    assert asked == ["a", "b"]
    assert len(answers) == 2


def test_the_projects_own_cases_are_many_and_apart() -> None:
    """
    At least sixty, each with a name of its own.
    """
    cases = read_labelled()
    assert len(cases) >= 60
    assert len({each.id for each in cases}) == len(cases)


@pytest.mark.parametrize(
    ("name", "text", "where"),
    [
        ("a.jsonl", '{"id":"a","cause":"rate_limited","body":"x"}\n{', "line 2: this is not JSON"),
        ("a.jsonl", '{"id":"a","cause":"gremlins","body":"x"}', "line 1: cause"),
        ("a.yml", "- cause: rate_limited", "entry 1: id"),
        ("a.yml", "id: a", "begin each case"),
        ("a.yml", "- [", "not YAML"),
        ("a.yml", "[]", "no labelled cases"),
    ],
)
def test_a_broken_file_is_named_with_its_line(
    tmp_path: Path, name: str, text: str, where: str
) -> None:
    """
    The sentence says where.
    """
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(KnowledgeError, match=where):
        read_labelled(path)
