"""
Where nothing is wrong, what was written may lead to an explanation; never to a cause.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.model.answer import Answer, ConnectionAnswer, Verdict
from bot.triage.composition import compose
from knowledge.base.library import Library
from tests.bot.examined import CONNECTION, NOW, found


WELL = found("orders", "readable", normal=True)


@pytest.fixture(scope="module")
def library() -> Library:
    """
    The shipped articles.
    """
    return Library.open(cache=None)


def answer(
    library: Library,
    words: Mapping[str, float],
    verdict: Verdict = Verdict.HEALTHY,
    language: str = "en",
) -> Answer:
    """
    An answer about one connection without a named cause.
    """
    part = ConnectionAnswer(CONNECTION, verdict, (WELL,), (), 0.1)
    return compose(
        [part],
        library,
        issue="",
        language=language,
        case_id=None,
        started_at=NOW,
        duration_ms=1.0,
        words=words,
    )


def test_both_read_why_numbers_differ_when_everything_is_normal(library):
    """
    The agent reads the article's name, the merchant its words and steps.
    """
    told = answer(library, {"numbers-differ": 3.0, "ads-day-boundary": -0.2})

    assert "Numbers differ" in told.headline
    assert "numbers-differ" in told.headline
    assert "how the two count" in told.merchant.explanation
    assert told.merchant.headline.startswith("Your Amazon connection works")
    assert [step.actor for step in told.merchant.steps] == ["merchant", "merchant"]
    assert not told.escalate
    assert told.causes == ()


def test_it_is_said_in_the_channels_language(library):
    """
    A translated article speaks German between German sentences.
    """
    told = answer(library, {"numbers-differ": 3.0}, language="de").merchant

    assert told.language == "de"
    assert told.explanation.startswith("Was Sie schreiben")
    assert told.steps


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"numbers-differ": 1.5},
        {"numbers-differ": 2.5, "role-missing": 3.0},
        {"numbers-differ": 3.0, "role-missing": 3.0},
    ],
)
def test_unclear_words_add_nothing(library, words):
    """
    Weak words, or words that speak as much for a real cause, leave the answer as it was.
    """
    assert answer(library, words) == answer(library, {})


def test_words_explain_nothing_where_something_is_wrong(library):
    """
    Findings decide: an unexplained failure is not talked away.
    """
    words = {"numbers-differ": 3.0}
    ill = Verdict.UNEXPLAINED

    assert answer(library, words, ill) == answer(library, {}, ill)


@pytest.mark.parametrize(
    "name", ["app-draft", "ads-out-of-balance", "permission-change-spreading", "data-fine-question"]
)
def test_what_nobody_proved_or_a_colleague_must_do_stays_with_our_own_people(library, name):
    """
    The agent reads what it sounds like; the merchant reads the plain healthy answer.
    """
    ads = replace(CONNECTION, has_ads=True)
    part = ConnectionAnswer(ads, Verdict.HEALTHY, (WELL,), (), 0.1)
    plain = answer(library, {})
    told = compose(
        [part],
        library,
        issue="",
        language="en",
        case_id=None,
        started_at=NOW,
        duration_ms=1.0,
        words={name: 3.0},
    )

    assert name in told.headline
    assert told.merchant == plain.merchant
